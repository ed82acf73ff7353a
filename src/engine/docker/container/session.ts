import { DetachWatch } from '../../base/detach-keys.ts'
import { EngineError } from '../../base/errors.ts'
import type { Hijack } from '../../daemon/api.ts'
import type { ExitCode, Pid, Process } from '../../kernel/process.ts'
import { MADE_RAW } from '../../kernel/termios.ts'
import type { ClientContext } from '../cli/command.ts'

/** A conversation with a process in a container, over the client's own standard streams. */
export interface Session {
  readonly hijack: Hijack
  /** Hand standard input on. */
  readonly input: boolean
  /** The process has a terminal: the client's own becomes raw meanwhile. */
  readonly tty: boolean
  readonly detachKeys: readonly number[]
  /** Tells the process the size of the client's terminal; called at the start and when it changes. */
  resize(client: Process, size: { columns: number; rows: number }): Promise<void>
}

/**
 * Reads standard input in a process beside the client and sends it on, so that the client can wait for output. The
 * end of input closes that direction; the detach keys close the session.
 */
function pumpInput(context: ClientContext, { hijack, tty, detachKeys }: Session, onDetach: () => void): Pid {
  return context.process.fork(async (child): Promise<ExitCode> => {
    const watch = tty ? new DetachWatch(detachKeys) : undefined
    for (;;) {
      const bytes = await child.read(0, 4096)
      if (bytes.length === 0) {
        hijack.closeWrite()
        return 0
      }
      const { pass, detached } = watch?.feed(bytes) ?? { pass: bytes, detached: false }
      if (pass.length > 0) await hijack.write(pass)
      if (detached) {
        onDetach()
        hijack.close()
        return 0
      }
    }
  })
}

async function reap(process: Process, pid: Pid): Promise<void> {
  if ((await process.wait(pid, { noHang: true })) !== undefined) return
  process.kill(pid, 'SIGKILL')
  await process.wait(pid)
}

/** Passes a call to the daemon on from a signal handler, which may not wait itself. */
function aside(process: Process, body: (child: Process) => Promise<void>): void {
  process.fork(async (child) => {
    await body(child)
    return 0
  })
}

/** A process that is over, or never began, has no size; who waits for its output hears of that there. */
async function firstSize(session: Session, process: Process): Promise<void> {
  try {
    await session.resize(process, process.windowSize(1))
  } catch (error) {
    if (!(error instanceof EngineError)) throw error
  }
}

/** Copies output until its end, and input meanwhile. Restores the terminal in every case. */
export async function converse(context: ClientContext, session: Session): Promise<'ended' | 'detached'> {
  const { process } = context
  const { hijack, tty } = session
  const saved = tty && session.input && process.isatty(0) ? process.termios(0) : undefined
  const sized = tty && process.isatty(1)
  if (saved) process.setTermios(0, MADE_RAW)
  if (sized) {
    await firstSize(session, process)
    process.onSignal('SIGWINCH', () => aside(process, (child) => session.resize(child, child.windowSize(1))))
  }
  let outcome: 'ended' | 'detached' = 'ended'
  const pump = session.input
    ? pumpInput(context, session, () => {
        outcome = 'detached'
      })
    : undefined
  try {
    for (;;) {
      const frame = await hijack.next()
      if (!frame) break
      await process.write(!tty && frame.stream === 'stderr' ? 2 : 1, frame.bytes)
    }
  } finally {
    hijack.close()
    if (sized) process.onSignal('SIGWINCH', 'default')
    if (saved) process.setTermios(0, saved)
  }
  if (pump !== undefined) await reap(process, pump)
  return outcome
}
