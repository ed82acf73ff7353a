import { isErrno } from '../../../base/errors.ts'
import type { Fd, Process } from '../../../kernel/process.ts'

/** What passes between a terminal or a file and a connection, and what ends it. */
export interface RelayOptions {
  readonly net: Fd
  /** Absent: nothing is read here. */
  readonly input?: Fd | undefined
  readonly output: Fd
  /** At the end of the input: go on listening, close this direction, or stop after so many nanoseconds. */
  readonly atInputEnd: 'listen' | 'shutdown' | { readonly quitAfter: number }
  /** The end of what the other side sends ends it all; else it goes on as long as there is input. */
  readonly endsWithNet: boolean
  /** Ends where nothing came for so many nanoseconds. */
  readonly idle?: number | undefined
  /** What is sent, of what was read. */
  readonly outgoing?: (bytes: Uint8Array) => Uint8Array
  /** What is shown, of what came. */
  readonly incoming?: (bytes: Uint8Array) => Uint8Array
}

export interface Relayed {
  readonly end: 'net' | 'input' | 'idle' | 'error'
  readonly sent: number
  readonly received: number
}

const BLOCK = 16384

/** Passes bytes both ways until an end is reached. The descriptors stay open. */
export async function relay(p: Process, options: RelayOptions): Promise<Relayed> {
  const { net: calls } = p
  const { net, output, idle } = options
  let input = options.input
  let netOpen = true
  let quitAt: bigint | undefined
  let [sent, received] = [0, 0]
  const done = (end: Relayed['end']): Relayed => ({ end, sent, received })
  for (;;) {
    if (input === undefined && !netOpen) return done('input')
    const waits = [
      ...(netOpen ? [{ fd: net, events: ['in'] as const }] : []),
      ...(input === undefined ? [] : [{ fd: input, events: ['in'] as const }]),
    ]
    const left = quitAt === undefined ? idle : Math.max(0, Number(quitAt - p.now()))
    const ready = await calls.poll(waits, left)
    if (ready.length === 0) return done(quitAt === undefined ? 'idle' : 'input')
    for (const { fd } of ready) {
      if (fd === net) {
        const bytes = await take(p, net)
        if (bytes === undefined) return done('error')
        received += bytes.length
        if (bytes.length > 0) await p.write(output, options.incoming?.(bytes) ?? bytes)
        else {
          if (options.endsWithNet) return done('net')
          netOpen = false
        }
      } else if (fd === input) {
        const bytes = await p.read(input, BLOCK)
        if (bytes.length > 0) {
          const data = options.outgoing?.(bytes) ?? bytes
          try {
            sent += await calls.send(net, data, { noSignal: true })
          } catch (error) {
            if (isErrno(error)) return done('error')
            throw error
          }
          continue
        }
        input = undefined
        if (options.atInputEnd === 'shutdown') close(p, net)
        else if (options.atInputEnd !== 'listen') {
          close(p, net)
          quitAt = p.now() + BigInt(options.atInputEnd.quitAfter)
        }
      }
    }
  }
}

/** What came; empty at the end, undefined where the connection broke. */
async function take(p: Process, net: Fd): Promise<Uint8Array | undefined> {
  try {
    return (await p.net.recv(net, BLOCK)).data
  } catch (error) {
    if (isErrno(error)) return undefined
    throw error
  }
}

function close(p: Process, net: Fd): void {
  try {
    p.net.shutdown(net, 'write')
  } catch (error) {
    if (!isErrno(error, 'ENOTCONN')) throw error
  }
}

/** Line feeds as carriage return and line feed. */
export function withReturns(bytes: Uint8Array): Uint8Array {
  const out: number[] = []
  for (const byte of bytes) {
    if (byte === 10) out.push(13)
    out.push(byte)
  }
  return Uint8Array.from(out)
}
