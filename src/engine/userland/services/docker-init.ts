import { isErrno } from '../../base/errors.ts'
import type { Process, Program } from '../../kernel/process.ts'
import { exitStatus, SIGNALS, type Signal } from '../../kernel/signals.ts'
import { findInPath } from './path.ts'

const VERSION = 'tini version 0.19.0 - git.de40ad0'
/** Not handed on: they are about tini itself, or cannot be caught (krallin/tini, configure_signals). */
const KEPT: readonly Signal[] = [
  'SIGKILL',
  'SIGSTOP',
  'SIGCHLD',
  'SIGFPE',
  'SIGILL',
  'SIGSEGV',
  'SIGBUS',
  'SIGABRT',
  'SIGTRAP',
  'SIGSYS',
  'SIGTTIN',
  'SIGTTOU',
]

/** The child: a group of its own in the foreground, then the command. */
async function become(child: Process, argv: readonly string[]): Promise<number> {
  const path = findInPath(child, argv[0]!)
  try {
    return await child.exec(path ?? argv[0]!, argv, child.env)
  } catch (error) {
    if (!isErrno(error)) throw error
    await child.write(2, `[FATAL tini (${child.pid})] exec ${argv[0]} failed: ${error.message}\n`)
    return isErrno(error, 'ENOENT') ? 127 : isErrno(error, 'EACCES') ? 126 : 1
  }
}

/** tini: starts one command, hands its signals on, and takes the status of every orphan. */
export const dockerInit: Program = {
  name: 'docker-init',
  async run(process) {
    const [, ...given] = process.argv
    if (given[0] === '--version') {
      await process.write(1, `${VERSION}\n`)
      return 0
    }
    const argv = given[0] === '--' ? given.slice(1) : given
    if (argv.length === 0) {
      await process.write(
        2,
        `tini (tini version 0.19.0 - git.de40ad0)\nUsage: tini [OPTIONS] PROGRAM -- [ARGS] | --version\n`,
      )
      return 1
    }
    const main = process.fork((child) => become(child, argv), { pgid: 0, foreground: true })
    for (const signal of Object.keys(SIGNALS) as Signal[])
      if (!KEPT.includes(signal)) process.onSignal(signal, () => pass(process, main, signal))
    for (;;) {
      try {
        const ended = await process.wait(-1)
        if (ended?.pid === main) return exitStatus(ended.status)
      } catch (error) {
        if (!isErrno(error, 'EINTR')) throw error
      }
    }
  },
}

function pass(process: Process, main: number, signal: Signal): void {
  try {
    process.kill(main, signal)
  } catch (error) {
    if (!isErrno(error, 'ESRCH')) throw error
  }
}
