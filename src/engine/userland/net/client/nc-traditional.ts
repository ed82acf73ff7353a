import { FsError, isErrno } from '../../../base/errors.ts'
import { canonicalIp } from '../../../base/ip.ts'
import type { Fd } from '../../../kernel/process.ts'
import { Failure, type Io, program } from '../../program.ts'
import { nameOf, ResolveError, resolve } from '../resolve.ts'
import { Services } from '../services.ts'
import { connectTo, listenOn, TimedOut } from './connect.ts'
import { relay } from './relay.ts'

const FLAGS = 'bhklnrtuvz'
const VALUED = 'cegGiopqsTw'
const UNKNOWN_TO_US = 'cegGikorTt'
const SECOND = 1e9
const LOOKUP_FAILED = 'inverse host lookup failed: Host name lookup failure'

interface Call {
  readonly flags: string
  readonly values: ReadonlyMap<string, string>
  readonly operands: readonly string[]
}

function read(io: Io): Call {
  let flags = ''
  const values = new Map<string, string>()
  const operands: string[] = []
  const rest = [...io.args]
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    if (!arg.startsWith('-') || arg === '-') {
      operands.push(arg)
      continue
    }
    for (let at = 1; at < arg.length; at++) {
      const letter = arg[at]!
      if (!FLAGS.includes(letter) && !VALUED.includes(letter))
        throw new Failure('', 1, `${io.name}: invalid option -- '${letter}'\nnc -h for help`)
      if (UNKNOWN_TO_US.includes(letter))
        throw new Failure(`option -${letter} is not part of this simulation`)
      if (FLAGS.includes(letter)) {
        flags += letter
        continue
      }
      values.set(letter, arg.slice(at + 1) || rest.shift() || '')
      break
    }
  }
  return { flags, values, operands }
}

/** Hobbit's netcat 1.10, as Debian has it. */
export const ncTraditional = program('nc.traditional', async (io) => {
  const call = read(io)
  const { flags, values, operands } = call
  const verbose = flags.includes('v')
  const say = async (text: string): Promise<void> => {
    if (verbose) await io.stderr(`${text}\n`)
  }
  const services = new Services(io.p)
  const transport = flags.includes('u') ? 'udp' : 'tcp'
  const limit = values.has('w') ? Number(values.get('w')) * SECOND : undefined
  let over = false
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    io.p.onSignal(signal, () => {
      over = true
    })
  /** Whoever ends it by a signal gets a line to itself. */
  const ended = async (): Promise<number> => {
    await io.stderr('\n')
    return 1
  }
  const talk = async (fd: Fd): Promise<void> => {
    const quit = values.get('q')
    await relay(io.p, {
      net: fd,
      input: 0,
      output: 1,
      atInputEnd: quit === undefined ? 'listen' : { quitAfter: Number(quit) * SECOND },
      endsWithNet: true,
      // It waits twice before it gives up.
      idle: limit === undefined ? undefined : limit * 2,
    })
  }
  if (operands.length === 0 && !flags.includes('l')) throw new Failure('', 1, 'Cmd line: \nno destination')
  const [host] = operands
  const address = host === undefined ? undefined : await lookUp(io, host, flags.includes('n'), say)
  if (flags.includes('l')) {
    const port = Number(values.get('p') ?? 0)
    try {
      const listener = await grab(io, port, say)
      const { port: own } = io.p.net.getsockname(listener)
      await say(`listening on [any] ${own} ...`)
      const { fd, peer } = await io.p.net.accept(listener)
      io.p.close(listener)
      if (!flags.includes('n')) await lookUp(io, peer.host, false, say)
      await say(`connect to [${io.p.net.getsockname(fd).host}] from (UNKNOWN) [${peer.host}] ${peer.port}`)
      await talk(fd)
      return 0
    } catch (error) {
      if (isErrno(error, 'EINTR') && over) return ended()
      throw error
    }
  }
  let code = 1
  for (const text of operands.slice(1)) {
    const [low = 0, high = low] = text.split('-').map((one) => services.portOf(one, transport) ?? 0)
    for (let port = high; port >= low; port--) {
      const shown = `(UNKNOWN) [${address}] ${port} (${services.nameOf(port, transport) ?? '?'})`
      try {
        const fd = await connectTo(
          io.p,
          { host: address!, port },
          { limit, protocol: transport === 'udp' ? 'dgram' : 'stream' },
        )
        code = 0
        await say(`${shown} open`)
        if (!flags.includes('z')) await talk(fd)
        io.p.close(fd)
      } catch (error) {
        if (error instanceof TimedOut) await say(`${shown} : Connection timed out`)
        else if (isErrno(error)) {
          if (over) return ended()
          await say(`${shown} : ${error.message}`)
        } else throw error
      }
    }
  }
  return code
})

/** The address of a host. An address is looked up for its name; that this fails is only told. */
async function lookUp(
  io: Io,
  host: string,
  numeric: boolean,
  say: (text: string) => Promise<void>,
): Promise<string | undefined> {
  const literal = canonicalIp(host)
  if (literal !== undefined) {
    if (!numeric) {
      try {
        await nameOf(io.p, literal)
      } catch (error) {
        if (!(error instanceof ResolveError)) throw error
        await say(
          `${literal}: ${error.kind === 'unknown' ? 'inverse host lookup failed: Unknown host' : LOOKUP_FAILED}`,
        )
      }
    }
    return literal
  }
  try {
    return (await resolve(io.p, host, 4))[0]
  } catch (error) {
    if (!(error instanceof ResolveError)) throw error
    if (/^\d+$/.test(host)) {
      await say(`${host}: ${LOOKUP_FAILED}`)
      return undefined
    }
    throw new Failure(
      '',
      1,
      `${host}: forward host lookup failed: ${error.kind === 'unknown' ? 'Unknown host' : 'Host name lookup failure'}`,
    )
  }
}

/** A port that is in use is tried again, four times in all. */
async function grab(io: Io, port: number, say: (text: string) => Promise<void>): Promise<Fd> {
  for (let tries = 4; ; tries--) {
    try {
      return listenOn(io.p, { host: '0.0.0.0', port }, { backlog: 1 })
    } catch (error) {
      if (!isErrno(error)) throw error
      if (error.errno !== 'EADDRINUSE' || tries === 1)
        throw new Failure(
          '',
          1,
          `Can't grab 0.0.0.0:${port} with bind${error.errno === 'EADDRINUSE' ? '' : ` : ${error.message}`}`,
        )
      await say(`retrying local 0.0.0.0:${port}`)
      if ((await io.p.sleep(2 * SECOND)) === 'interrupted') throw new FsError('EINTR')
    }
  }
}
