import { isErrno } from '../../../base/errors.ts'
import type { Fd } from '../../../kernel/process.ts'
import { optionTable, parseOptions } from '../../options.ts'
import { Failure, type Io, type Main } from '../../program.ts'
import { connectTo, listenOn, TimedOut } from '../client/connect.ts'
import { relay } from '../client/relay.ts'
import { ResolveError, resolve } from '../resolve.ts'
import { Services } from '../services.ts'

const NC = optionTable('', '-l -p: -w: !-i: !-f: !-e:')
const SECOND = 1e9

const portOf = (io: Io, text: string): number => {
  const port = new Services(io.p).portOf(text, 'tcp')
  if (port === undefined || port > 65535) throw new Failure(`bad port '${text}'`)
  return port
}

/** Connects as busybox's applets do (libbb, xconnect.c). */
export async function xconnect(io: Io, host: string, port: number, limit?: number): Promise<Fd> {
  let address: string
  try {
    address = (await resolve(io.p, host))[0]!
  } catch (error) {
    if (!(error instanceof ResolveError)) throw error
    throw new Failure(`bad address '${host}'`)
  }
  try {
    return await connectTo(io.p, { host: address, port }, { limit })
  } catch (error) {
    if (error instanceof TimedOut) throw new Failure('timed out')
    if (!isErrno(error)) throw error
    throw new Failure(`can't connect to remote host (${address}): ${error.message}`)
  }
}

const talk = async (io: Io, fd: Fd): Promise<void> => {
  await relay(io.p, { net: fd, input: 0, output: 1, atInputEnd: 'shutdown', endsWithNet: true })
}

/** `nc` of busybox. */
export const ncMain: Main = async (io) => {
  const options = parseOptions(io, NC)
  const { operands } = options
  const wait = options.get('w')
  const limit = wait === undefined ? undefined : Number(wait) * SECOND
  if (options.has('l')) {
    const port = portOf(io, options.get('p') ?? operands.at(-1) ?? '0')
    let fd: Fd
    try {
      fd = listenOn(io.p, { host: '0.0.0.0', port }, { backlog: 1 })
    } catch (error) {
      if (!isErrno(error)) throw error
      throw new Failure(`bind: ${error.message}`)
    }
    const { fd: own } = await io.p.net.accept(fd)
    io.p.close(fd)
    await talk(io, own)
    return 0
  }
  const [host, port] = operands
  if (host === undefined || port === undefined) throw new Failure('', 1, io.usage)
  await talk(io, await xconnect(io, host, portOf(io, port), limit))
  return 0
}

/** `telnet` of busybox: the end of the input is its end. */
export const telnetMain: Main = async (io) => {
  const [host, port = '23'] = io.args.filter((arg) => !arg.startsWith('-'))
  if (host === undefined) throw new Failure('', 1, io.usage)
  const fd = await xconnect(io, host, portOf(io, port))
  await io.out.write(`Connected to ${host}\n`)
  await io.out.flush()
  const { end } = await relay(io.p, {
    net: fd,
    input: 0,
    output: 1,
    atInputEnd: { quitAfter: 0 },
    endsWithNet: true,
  })
  if (end !== 'net') return 0
  await io.out.write('Connection closed by foreign host\r\n')
  return 1
}
