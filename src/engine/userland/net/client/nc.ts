import { isErrno } from '../../../base/errors.ts'
import { canonicalIp } from '../../../base/ip.ts'
import { encode } from '../../../base/text.ts'
import type { Fd } from '../../../kernel/process.ts'
import { Failure, type Io, program } from '../../program.ts'
import { type Family, nameOf, ResolveError, resolve } from '../resolve.ts'
import { Services } from '../services.ts'
import { connectTo, listenOn, TimedOut } from './connect.ts'
import { NC_HELP } from './nc-help.ts'
import { unixNetcat } from './nc-unix.ts'
import { relay, withReturns } from './relay.ts'

const FLAGS = '46bCdDFhklnNrStuUvzZ'
const VALUED = 'iIMmOPpqsTVWwXx'
/** Those that the original has and this one has not. */
const UNKNOWN_TO_US = 'FbDiIMmOPrSTtVWXxZ'
const SECOND = 1e9
/** Seconds that UDP is looked at without -w, and what is sent. */
const SCAN = 3
const LETTER = encode('X')

interface Call {
  readonly flags: ReadonlySet<string>
  readonly values: ReadonlyMap<string, string>
  readonly operands: readonly string[]
}

function read(io: Io): Call {
  const flags = new Set<string>()
  const values = new Map<string, string>()
  const operands: string[] = []
  const rest = [...io.args]
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    if (arg === '--') {
      operands.push(...rest.splice(0))
      break
    }
    if (!arg.startsWith('-') || arg === '-') {
      operands.push(arg)
      continue
    }
    for (let at = 1; at < arg.length; at++) {
      const letter = arg[at]!
      const known = FLAGS.includes(letter) || VALUED.includes(letter)
      if (!known) throw new Failure(`invalid option -- '${letter}'`, 1, USAGE)
      if (UNKNOWN_TO_US.includes(letter))
        throw new Failure(`option -${letter} is not part of this simulation`)
      if (FLAGS.includes(letter)) {
        flags.add(letter)
        continue
      }
      const value = arg.slice(at + 1) || rest.shift()
      if (value === undefined) throw new Failure(`option requires an argument -- '${letter}'`, 1, USAGE)
      values.set(letter, value)
      break
    }
  }
  return { flags, values, operands }
}
const USAGE = NC_HELP.split('\n').slice(1, 6).join('\n')

/** `nc` of OpenBSD, as Debian has it (1.219). */
export const nc = program('nc', async (io) => {
  const call = read(io)
  if (call.flags.has('h')) throw new Failure('', 1, NC_HELP.trimEnd())
  return new Netcat(io, call).run()
})

class Netcat {
  private readonly io: Io
  private readonly call: Call
  private readonly services: Services
  private readonly transport: 'tcp' | 'udp'
  constructor(io: Io, call: Call) {
    this.io = io
    this.call = call
    this.services = new Services(io.p)
    this.transport = call.flags.has('u') ? 'udp' : 'tcp'
  }
  private has(flag: string): boolean {
    return this.call.flags.has(flag)
  }
  private get limit(): number | undefined {
    const text = this.call.values.get('w')
    if (text === undefined) return undefined
    if (!/^\d+$/.test(text)) throw new Failure(`timeout invalid: ${text}`)
    return Number(text) * SECOND
  }
  private get family(): Family | undefined {
    return this.has('4') ? 4 : this.has('6') ? 6 : undefined
  }

  async run(): Promise<number> {
    const { operands, values } = this.call
    if (this.has('U'))
      return unixNetcat(this.io, {
        operands,
        listens: this.has('l'),
        again: this.has('k'),
        datagrams: this.has('u'),
        verbose: this.has('v'),
        onlyLooks: this.has('z'),
        talk: (fd, listening) => this.talk(fd, listening),
      })
    if (this.has('l')) {
      const [host, port] =
        operands.length > 1 ? [operands[0], operands[1]] : [undefined, operands[0] ?? values.get('p')]
      if (operands.length === 1 && values.has('p')) return this.listen(operands[0], values.get('p')!)
      if (port === undefined) throw new Failure('missing port number')
      return this.listen(host, port)
    }
    const [host, ports] = operands
    if (host === undefined) throw new Failure('', 1, USAGE)
    if (ports === undefined) throw new Failure('missing port number')
    let code = 1
    for (const port of this.ports(ports)) if (await this.client(host, port)) code = 0
    return code
  }

  /** `80`, `http`, `8000-8002`. */
  private ports(text: string): number[] {
    const range = /^(\d+)-(\d+)$/.exec(text)
    if (range) {
      const [low, high] = [Number(range[1]), Number(range[2])].sort((a, b) => a - b) as [number, number]
      return Array.from({ length: high - low + 1 }, (_, i) => this.checked(String(low + i)))
    }
    return [this.checked(text)]
  }
  private checked(text: string): number {
    const port = this.services.portOf(text, this.transport)
    if (port === undefined) throw new Failure(`port number invalid: ${text}`)
    if (port > 65535) throw new Failure(`port number too large: ${text}`)
    if (port < 1) throw new Failure(`port number too small: ${text}`)
    return port
  }

  /** True where it could be connected. */
  private async client(host: string, port: number): Promise<boolean> {
    const { io } = this
    let addresses: string[]
    try {
      if (this.has('n') && canonicalIp(host) === undefined)
        throw new Failure(`getaddrinfo for host "${host}" port ${port}: Name or service not known`)
      addresses = await resolve(io.p, host, this.family)
    } catch (error) {
      if (!(error instanceof ResolveError)) throw error
      throw new Failure(`getaddrinfo for host "${host}" port ${port}: ${error.message}`)
    }
    for (const address of addresses) {
      const fd = await this.connect(host, address, port)
      if (fd === undefined) continue
      if (this.transport === 'udp' && (this.has('v') || this.has('z')) && !(await this.answers(fd))) {
        io.p.close(fd)
        return false
      }
      if (this.has('v')) await this.succeeded(host, address, port)
      if (!this.has('z')) await this.talk(fd, false)
      io.p.close(fd)
      return true
    }
    return false
  }

  /** Of UDP only a refusal tells: it sends letters for some seconds, and is refused by the second where nobody listens (udptest). */
  private async answers(fd: Fd): Promise<boolean> {
    const { p } = this.io
    const seconds = this.limit === undefined ? SCAN : Math.floor(this.limit / SECOND)
    try {
      for (let i = 0; i < seconds + 2; i++) {
        if (i > 1) await p.sleep(SECOND)
        await p.net.send(fd, LETTER, { noSignal: true })
      }
      return true
    } catch (error) {
      if (!isErrno(error, 'ECONNREFUSED')) throw error
      return false
    }
  }

  private async connect(host: string, address: string, port: number): Promise<Fd | undefined> {
    const { io } = this
    const local = this.call.values.get('s')
    const own = this.call.values.get('p')
    const named = host === address ? host : `${host} (${address})`
    const told = async (text: string): Promise<void> => {
      if (this.has('v')) await io.error(`connect to ${named} port ${port} (${this.transport}) ${text}`)
    }
    try {
      return await connectTo(
        io.p,
        { host: address, port },
        {
          limit: this.limit,
          protocol: this.transport === 'udp' ? 'dgram' : 'stream',
          ...((local !== undefined || own !== undefined) && {
            from: {
              ...(local !== undefined && { host: local }),
              ...(own !== undefined && { port: this.checked(own) }),
            },
          }),
        },
      )
    } catch (error) {
      if (error instanceof TimedOut) await told('timed out: Operation now in progress')
      else if (isErrno(error)) await told(`failed: ${error.message}`)
      else throw error
      return undefined
    }
  }

  private async succeeded(host: string, address: string, port: number): Promise<void> {
    const service = this.has('n') ? undefined : this.services.nameOf(port, this.transport)
    const named = host === address || this.has('n') ? host : `${host} (${address})`
    await this.io.stderr(
      `Connection to ${named} ${port} port [${this.transport}/${service ?? '*'}] succeeded!\n`,
    )
  }

  /** Passes what comes and goes. `listening`: the end of the other side is the end. */
  private async talk(fd: Fd, listening: boolean): Promise<void> {
    const quit = this.call.values.get('q')
    const seconds = quit === undefined ? undefined : Number(quit)
    await relay(this.io.p, {
      net: fd,
      input: this.has('d') ? undefined : 0,
      output: 1,
      atInputEnd:
        seconds !== undefined && seconds >= 0
          ? { quitAfter: seconds * SECOND }
          : this.has('N')
            ? 'shutdown'
            : 'listen',
      endsWithNet: listening || this.has('d'),
      idle: this.limit,
      ...(this.has('C') && { outgoing: withReturns }),
    })
  }

  private async listen(host: string | undefined, portText: string): Promise<number> {
    const { io } = this
    const { p } = io
    const port = this.checked(portText)
    const six = this.has('6')
    const address = host === undefined ? (six ? '::' : '0.0.0.0') : await this.one(host)
    let fd: Fd
    try {
      if (this.transport === 'udp') {
        fd = p.net.socket(address.includes(':') ? 'inet6' : 'inet', 'dgram')
        p.net.setsockopt(fd, 'reuseaddr', true)
        p.net.bind(fd, { host: address, port })
      } else fd = listenOn(p, { host: address, port }, { backlog: 1 })
    } catch (error) {
      if (!isErrno(error)) throw error
      throw new Failure(error.message)
    }
    if (this.has('v')) await this.report(this.transport === 'udp' ? 'Bound' : 'Listening', address, port)
    if (this.transport === 'udp') return this.datagrams(fd)
    for (;;) {
      const { fd: own, peer } = await p.net.accept(fd)
      if (this.has('v')) await this.report('Connection received', peer.host, peer.port)
      await this.talk(own, true)
      p.close(own)
      // The socket that listens stays until the end: who comes meanwhile waits.
      if (!this.has('k')) return 0
    }
  }
  private async one(host: string): Promise<string> {
    try {
      return (await resolve(this.io.p, host, this.family))[0]!
    } catch (error) {
      if (!(error instanceof ResolveError)) throw error
      throw new Failure(`getaddrinfo: ${error.message}`)
    }
  }

  /** `Listening on 0.0.0.0 8080`, with names where they are known. */
  private async report(what: string, host: string, port: number): Promise<void> {
    const { io } = this
    let shown = host
    if (!this.has('n')) {
      try {
        shown = await nameOf(io.p, host)
      } catch (error) {
        if (!(error instanceof ResolveError)) throw error
        if (error.kind === 'again') return io.error(`getnameinfo: ${error.message}`)
      }
    }
    await io.stderr(`${what} on ${shown} ${port}\n`)
  }

  /** UDP: the first who sends is talked to. */
  private async datagrams(fd: Fd): Promise<number> {
    const { p } = this.io
    const { from } = await p.net.recv(fd, 65536, { peek: true })
    if (from) await p.net.connect(fd, from)
    if (this.has('v') && from) await this.report('Connection received', from.host, from.port)
    await this.talk(fd, true)
    p.close(fd)
    return 0
  }
}
