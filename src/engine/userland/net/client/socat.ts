import { isErrno } from '../../../base/errors.ts'
import type { SocketAddress } from '../../../kernel/net/calls.ts'
import type { Fd, Process } from '../../../kernel/process.ts'
import { findCommand } from '../../lookup.ts'
import { Failure, type Io, program } from '../../program.ts'
import { toText } from '../../text.ts'
import { ResolveError, resolve } from '../resolve.ts'
import { Services } from '../services.ts'
import { connectTo } from './connect.ts'
import { connectUnix, isUnix, isUnixListener, listenUnix, shownAddress, UnixFailure } from './socat-unix.ts'

/** One side: where it is read from and written to. */
interface Channel {
  readonly read: Fd | undefined
  readonly write: Fd | undefined
  readonly socket: boolean
  /** Pipes to a program that was started. */
  readonly child?: number
}

interface Address {
  readonly type: string
  readonly params: readonly string[]
  readonly options: ReadonlyMap<string, string>
}

const BACKLOG = 5
const BLOCK = 8192
/** How long the other direction goes on after one has ended (`-t`). */
const HALF_CLOSE = 0.5e9

function addressOf(text: string): Address {
  const [head = '', ...options] = text.split(',')
  const colon = head.indexOf(':')
  const bare = head === '-' ? 'STDIO' : head.startsWith('/') || head.startsWith('.') ? 'GOPEN' : undefined
  const type = (bare ?? (colon < 0 ? head : head.slice(0, colon))).toUpperCase()
  const rest = bare ? (bare === 'GOPEN' ? head : '') : colon < 0 ? '' : head.slice(colon + 1)
  const whole = type === 'EXEC' || type === 'SYSTEM' || type === 'GOPEN' || type === 'OPEN'
  const params =
    rest === '' ? [] : whole ? [rest] : /\[[^\]]*\]|[^:]+/g.exec(rest) ? rest.match(/\[[^\]]*\]|[^:]+/g)! : []
  return { type, params, options: new Map(options.map((option) => option.split('=') as [string, string])) }
}

/** `socat` 1.7.4: two addresses, and what passes between them. */
export const socat = program('socat', async (io) => {
  const args = [...io.args]
  const flags = { left: true, right: true, verbose: false, level: 0, rest: HALF_CLOSE }
  while (args[0]?.startsWith('-') && args[0] !== '-') {
    const option = args.shift()!
    if (option === '-u') flags.right = false
    else if (option === '-U') flags.left = false
    else if (option === '-v') flags.verbose = true
    else if (/^-d+$/.test(option)) flags.level += option.length - 1
    else if (option === '-t') flags.rest = Number(args.shift()) * 1e9
    else if (option === '-V')
      throw new Failure(
        'socat by Gerhard Rieger and contributors - see www.dest-unreach.org\nsocat version 1.7.4.4\n',
        0,
      )
    else throw new Failure(`option ${option} is not part of this simulation`)
  }
  if (args.length !== 2) {
    const text = `exactly 2 addresses required (there are ${args.length}); use option "-h" for help`
    await new Socat(io, io.p, flags).say('E', text)
    return 1
  }
  const run = new Socat(io, io.p, flags)
  // It keeps two descriptors for what its signal handlers have to say.
  io.p.net.socketPair('dgram')
  return untilSignal(io.p, () => run.run(addressOf(args[0]!), addressOf(args[1]!)))
})

/** What `work` returns; 128 and the signal's number when one that ends the program came in between. */
async function untilSignal(p: Process, work: () => Promise<number>): Promise<number> {
  let ended: number | undefined
  for (const [signal, number] of [
    ['SIGTERM', 15],
    ['SIGINT', 2],
    ['SIGHUP', 1],
  ] as const)
    p.onSignal(signal, () => {
      ended = 128 + number
    })
  try {
    return await work()
  } catch (error) {
    if (ended !== undefined && isErrno(error, 'EINTR')) return ended
    throw error
  }
}

/** Ends a run: what went wrong has been said. */
class Over extends Error {}

class Socat {
  private readonly io: Io
  private readonly p: Process
  private readonly flags: { left: boolean; right: boolean; verbose: boolean; level: number; rest: number }
  constructor(io: Io, p: Process, flags: Socat['flags']) {
    this.io = io
    this.p = p
    this.flags = flags
  }

  /** A line on stderr: errors always, warnings and notices with `-d` and `-d -d`. */
  async say(level: 'E' | 'W' | 'N', text: string): Promise<void> {
    if ({ E: 0, W: 1, N: 2 }[level] > this.flags.level) return
    const at = new Date(Number(this.p.now() / 1_000_000n))
      .toISOString()
      .slice(0, 19)
      .replaceAll('-', '/')
      .replace('T', ' ')
    await this.p.write(2, `${at} socat[${this.p.pid}] ${level} ${text}\n`)
  }
  private async fail(text: string): Promise<never> {
    await this.say('E', text)
    await this.say('N', 'exit(1)')
    throw new Over()
  }

  async run(first: Address, second: Address): Promise<number> {
    try {
      if (first.options.has('fork') && first.type.endsWith('LISTEN')) return await this.serve(first, second)
      const a = await this.open(first, this.flags.left, this.flags.right)
      const b = await this.open(second, this.flags.right, this.flags.left)
      await this.transfer(a, b)
      await this.say('N', 'exiting with status 0')
      return 0
    } catch (error) {
      if (error instanceof Over) return 1
      if (!(error instanceof UnixFailure)) throw error
      await this.say('E', error.message)
      await this.say('N', 'exit(1)')
      return 1
    } finally {
      this.leave?.()
    }
  }
  /** Takes away the file of a socket that it made. */
  private leave: (() => void) | undefined

  private async serve(first: Address, second: Address): Promise<number> {
    const listener = await this.listen(first)
    for (;;) {
      const { fd, peer } = await this.p.net.accept(listener)
      await this.accepted(fd, peer)
      const pid = this.p.fork((child) =>
        untilSignal(child, async () => {
          const own = new Socat(this.io, child, this.flags)
          try {
            child.close(listener)
            const b = await own.open(second, own.flags.right, own.flags.left)
            await own.transfer({ read: fd, write: fd, socket: true }, b)
            return 0
          } catch (error) {
            if (error instanceof Over) return 1
            throw error
          }
        }),
      )
      await this.say('N', `forked off child process ${pid}`)
      this.p.close(fd)
    }
  }

  private shown({ host, port }: SocketAddress): string {
    if (port === 0) return shownAddress(host)
    return host.includes(':') ? `AF=10 [${host}]:${port}` : `AF=2 ${host}:${port}`
  }
  private async accepted(fd: Fd, peer: SocketAddress): Promise<void> {
    await this.say(
      'N',
      `accepting connection from ${this.shown(peer)} on ${this.shown(this.p.net.getsockname(fd))}`,
    )
  }
  private async port(text: string, transport: 'tcp' | 'udp'): Promise<number> {
    const port = new Services(this.p).portOf(text, transport)
    return (
      port ??
      this.fail(`getaddrinfo("NULL", "${text}", {1,0,1,6}, {}): Servname not supported for ai_socktype`)
    )
  }

  private async listen(address: Address): Promise<Fd> {
    const { type, params, options } = address
    const { net } = this.p
    if (isUnix(type)) {
      const { fd, leave } = listenUnix(this.p, address)
      this.leave = leave
      await this.say('N', `listening on ${this.shown(net.getsockname(fd))}`)
      return fd
    }
    const udp = type.startsWith('UDP')
    const six = type.includes('6')
    const at = {
      host: options.get('bind') ?? (six ? '::' : '0.0.0.0'),
      port: await this.port(params[0] ?? '', udp ? 'udp' : 'tcp'),
    }
    const fd = net.socket(six ? 'inet6' : 'inet', udp ? 'dgram' : 'stream')
    if (options.has('reuseaddr') || options.has('so-reuseaddr')) net.setsockopt(fd, 'reuseaddr', true)
    try {
      net.bind(fd, at)
    } catch (error) {
      if (!isErrno(error)) throw error
      return this.fail(`bind(${fd}, {${this.shown(at)}}, ${six ? 28 : 16}): ${error.message}`)
    }
    if (!udp) net.listen(fd, Number(options.get('backlog') ?? BACKLOG))
    await this.say('N', `listening on ${this.shown(at)}`)
    return fd
  }

  private async open(address: Address, reads: boolean, writes: boolean): Promise<Channel> {
    const { type, params } = address
    const { p } = this
    if (/^TCP[46]?-LISTEN$|^TCP[46]?-L$/.test(type) || isUnixListener(type)) {
      const listener = await this.listen(address)
      const { fd, peer } = await p.net.accept(listener)
      await this.accepted(fd, peer)
      p.close(listener)
      return { read: fd, write: fd, socket: true }
    }
    if (/^UDP[46]?-LISTEN$|^UDP[46]?-L$/.test(type)) {
      const fd = await this.listen(address)
      await p.net.poll([{ fd, events: ['in'] }])
      const { from } = await p.net.recv(fd, 65536, { peek: true })
      if (from) {
        await this.accepted(fd, from)
        await p.net.connect(fd, from)
      }
      return { read: fd, write: fd, socket: true }
    }
    if (/^(TCP|UDP)[46]?(-CONNECT)?$/.test(type)) return this.connect(address)
    if (isUnix(type)) {
      const fd = /-RECV(FROM)?$/.test(type) ? await this.listen(address) : await connectUnix(p, address)
      return { read: fd, write: fd, socket: true }
    }
    if (type === 'STDIO') return { read: 0, write: 1, socket: false }
    if (type === 'STDIN') return { read: 0, write: undefined, socket: false }
    if (type === 'STDOUT') return { read: undefined, write: 1, socket: false }
    if (type === 'EXEC' || type === 'SYSTEM')
      return this.start(type === 'EXEC' ? (params[0] ?? '').split(/\s+/) : ['/bin/sh', '-c', params[0] ?? ''])
    if (type === 'GOPEN' || type === 'OPEN' || type === 'CREATE') return this.file(address, reads, writes)
    return this.fail(`unknown device/address "${type.toLowerCase()}"`)
  }

  private async connect({ type, params, options }: Address): Promise<Channel> {
    const { p } = this
    const udp = type.startsWith('UDP')
    const host = (params[0] ?? '').replace(/^\[(.*)\]$/, '$1')
    const port = await this.port(params[1] ?? '', udp ? 'udp' : 'tcp')
    let addresses: string[]
    try {
      addresses = await resolve(p, host, type.includes('6') ? 6 : type.includes('4') ? 4 : undefined)
    } catch (error) {
      if (!(error instanceof ResolveError)) throw error
      return this.fail(`getaddrinfo("${host}", "NULL", {1,0,${udp ? '2,17' : '1,6'}}, {}): ${error.message}`)
    }
    const to = { host: addresses[0]!, port }
    await this.say('N', `opening connection to ${this.shown(to)}`)
    const source = options.get('sourceport') ?? options.get('sp')
    // The number that the socket would have had.
    const next = p.dup(0)
    p.close(next)
    try {
      const fd = await connectTo(p, to, {
        protocol: udp ? 'dgram' : 'stream',
        ...(source !== undefined && { from: { port: Number(source) } }),
      })
      await this.say('N', `successfully connected from local address ${this.shown(p.net.getsockname(fd))}`)
      return { read: fd, write: fd, socket: true }
    } catch (error) {
      if (!isErrno(error)) throw error
      return this.fail(
        `connect(${next}, ${this.shown(to)}, ${to.host.includes(':') ? 28 : 16}): ${error.message}`,
      )
    }
  }

  private async start(argv: readonly string[]): Promise<Channel> {
    const { p } = this
    const [path] = findCommand(p, argv[0]!)
    if (path === undefined) return this.fail(`execvp("${argv[0]}", ...): No such file or directory`)
    const [input, output] = [p.pipe(), p.pipe()]
    const child = p.spawn({
      path,
      argv,
      fds: new Map([
        [0, input.read],
        [1, output.write],
        [2, 2],
      ]),
    })
    p.close(input.read)
    p.close(output.write)
    await this.say('N', `forking off child, using socketpair for reading and writing`)
    return { read: output.read, write: input.write, socket: false, child }
  }

  private async file({ type, params, options }: Address, reads: boolean, writes: boolean): Promise<Channel> {
    const path = params[0] ?? ''
    try {
      const fd = this.p.open(path, {
        read: reads && type !== 'CREATE',
        write: writes,
        create:
          type === 'CREATE' ||
          options.has('create') ||
          options.has('creat') ||
          (type === 'GOPEN' && writes && !reads),
        truncate: options.has('trunc'),
        append: options.has('append'),
      })
      return { read: reads ? fd : undefined, write: writes ? fd : undefined, socket: false }
    } catch (error) {
      if (!isErrno(error)) throw error
      return this.fail(
        `open("${path}", 0${reads && writes ? '2' : writes ? '1' : '0'}, 0666): ${error.message}`,
      )
    }
  }

  /** Passes bytes until both directions have ended; after the first, the other has half a second. */
  private async transfer(a: Channel, b: Channel): Promise<void> {
    const { p, flags } = this
    const ways = [
      { from: a, to: b, open: flags.left && a.read !== undefined, mark: '>' },
      { from: b, to: a, open: flags.right && b.read !== undefined, mark: '<' },
    ]
    await this.say(
      'N',
      `starting data transfer loop with FDs [${a.read ?? a.write},${a.write ?? a.read}] and [${b.read ?? b.write},${b.write ?? b.read}]`,
    )
    let until: bigint | undefined
    for (;;) {
      const open = ways.filter((way) => way.open)
      if (open.length === 0) return
      const left = until === undefined ? undefined : Math.max(0, Number(until - p.now()))
      const ready = await p.net.poll(
        open.map(({ from }) => ({ fd: from.read!, events: ['in'] as const })),
        left,
      )
      if (ready.length === 0) return
      for (const { fd } of ready) {
        const way = open.find(({ from }) => from.read === fd)!
        const bytes = await this.take(fd)
        if (bytes.length > 0 && way.to.write !== undefined) {
          if (flags.verbose) await this.dump(way.mark, bytes)
          await p.write(way.to.write, bytes)
        } else if (bytes.length === 0) {
          await this.say('N', `socket ${way.mark === '>' ? 1 : 2} (fd ${fd}) is at EOF`)
          way.open = false
          until = p.now() + BigInt(flags.rest)
          this.end(way.to)
        }
      }
    }
  }
  private async take(fd: Fd): Promise<Uint8Array> {
    try {
      return await this.p.read(fd, BLOCK)
    } catch (error) {
      if (isErrno(error)) return new Uint8Array(0)
      throw error
    }
  }
  private end({ write, socket, child }: Channel): void {
    if (write === undefined) return
    try {
      if (socket) this.p.net.shutdown(write, 'write')
      else if (child !== undefined) this.p.close(write)
    } catch (error) {
      if (!isErrno(error)) throw error
    }
  }
  private async dump(mark: string, bytes: Uint8Array): Promise<void> {
    const at = new Date(Number(this.p.now() / 1_000_000n))
      .toISOString()
      .slice(0, 19)
      .replaceAll('-', '/')
      .replace('T', ' ')
    const micros = String(Number((this.p.now() / 1000n) % 1_000_000n)).padStart(6, '0')
    await this.p.write(
      2,
      `${mark} ${at}.${micros}  length=${bytes.length} from=0 to=${bytes.length - 1}\n${toText(bytes)}`,
    )
  }
}
