import { isErrno } from '../../../base/errors.ts'
import { canonicalIp } from '../../../base/ip.ts'
import type { IcmpMessage } from '../../../kernel/net/packet.ts'
import { optionTable, parseOptions } from '../../options.ts'
import { Failure, type Io, program } from '../../program.ts'
import { nameOf, ResolveError, resolve } from '../resolve.ts'
import { EchoSocket } from './echo.ts'

const OPTIONS = optionTable(
  '',
  '-4 -6 -d/--debug -F/--dont-fragment -f/--first: -I/--icmp -T/--tcp -i/--interface: -m/--max-hops: -N/--sim-queries: -n -p/--port: ' +
    '-q/--queries: -r -s/--source: -t/--tos: -w/--wait: -z/--sendwait: -U/--udp -D/--dccp -V',
)
const FIRST_PORT = 33_434
/** IP header and what it carries, where nothing is said. */
const PACKET = 60
const HEADERS = 28

/** What came of one probe. */
interface Outcome {
  /** Who answered; undefined: nobody in time. */
  readonly from: string | undefined
  /** Nanoseconds. */
  readonly time: number
  /** `!H` and the like. */
  readonly mark: string
  /** There is nothing behind it. */
  readonly last: boolean
}
const NOBODY: Outcome = { from: undefined, time: 0, mark: '', last: false }

const MARKS: Readonly<Record<number, string>> = {
  0: '!N',
  1: '!H',
  2: '!P',
  4: '!F',
  5: '!S',
  9: '!X',
  10: '!X',
  13: '!X',
}

/** What a message of ICMP says of a probe (traceroute.c, parse_icmp_res). */
function judged({ kind, type, code }: IcmpMessage): { mark: string; last: boolean } {
  if (kind === 'icmp6' ? type === 3 : type === 11) return { mark: '', last: false }
  if (kind === 'icmp6') return { mark: code === 4 ? '' : code === 1 ? '!X' : '!H', last: true }
  return { mark: code === 3 ? '' : (MARKS[code] ?? `!<${code}>`), last: true }
}

/** traceroute 2.1: who is on the way, by probes that live for one hop, two, … */
export const traceroute = program('traceroute', async (io) => {
  const options = parseOptions(io, OPTIONS)
  if (options.has('V')) throw new Failure('', 0, 'Modern traceroute for Linux, version 2.1.2')
  for (const key of ['F', 'T', 'i', 'r', 's', 't', 'z', 'U', 'D', 'd'])
    if (options.has(key))
      throw new Failure('', 2, `traceroute: option -${key} is not part of this simulation`)
  const [host, length] = options.operands
  if (host === undefined)
    throw new Failure(
      '',
      2,
      'Usage: traceroute [ -46dFITnreAUDV ] [ -f first_ttl ] [ -m max_ttl ] [ -p port ] [ -w MAX,HERE,NEAR ] [ -q nqueries ] host [ packetlen ]',
    )
  const number = (key: string, otherwise: number): number => {
    const text = options.get(key)
    if (text === undefined) return otherwise
    if (!/^\d+(\.\d+)?(,[\d.]+)*$/.test(text))
      throw new Failure(
        '',
        2,
        `Cannot handle \`-${key}' option with arg \`${text}' (argc ${io.args.indexOf(`-${key}`) + 1})`,
      )
    return Number.parseFloat(text)
  }
  const most = number('m', 30)
  const first = number('f', 1)
  const count = number('q', 3)
  if (most > 255) throw new Failure('', 2, 'max hops cannot be more than 255')
  if (first < 1 || first > most) throw new Failure('', 2, 'first hop out of range')
  if (count < 1 || count > 10) throw new Failure('', 2, 'no more than 10 probes per hop')
  const address = await addressOf(io, host, options.has('6') ? 6 : options.has('4') ? 4 : undefined)
  const size = Math.max(HEADERS, Number(length ?? PACKET))
  await io.out.write(`traceroute to ${host} (${address}), ${most} hops max, ${size} byte packets\n`)
  const prober = new Prober(io, address, size - HEADERS, number('w', 5) * 1e9, number('p', FIRST_PORT))
  for (let ttl = first; ttl <= most; ttl++) {
    await io.out.write(String(ttl).padStart(2, ' '))
    let shown: string | undefined
    let over = false
    for (let i = 0; i < count; i++) {
      const { from, time, mark, last } = await (options.has('I') ? prober.echo(ttl) : prober.datagram(ttl))
      over ||= last
      if (from === undefined) {
        await io.out.write(' *')
        continue
      }
      if (from !== shown) await io.out.write(`  ${await named(io, from, options.has('n'))}`)
      shown = from
      await io.out.write(`  ${(time / 1e6).toFixed(3)} ms${mark && ` ${mark}`}`)
    }
    await io.out.write('\n')
    if (over) break
  }
  return 0
})

async function addressOf(io: Io, host: string, family: 4 | 6 | undefined): Promise<string> {
  try {
    return (await resolve(io.p, host, family))[0]!
  } catch (error) {
    if (!(error instanceof ResolveError)) throw error
    throw new Failure(
      '',
      2,
      `${host}: ${error.message}\nCannot handle "host" cmdline arg \`${host}' on position 1 (argc ${io.args.indexOf(host) + 1})`,
    )
  }
}

async function named(io: Io, address: string, numeric: boolean): Promise<string> {
  if (numeric) return address
  let name = address
  try {
    name = await nameOf(io.p, address)
  } catch (error) {
    if (!(error instanceof ResolveError)) throw error
  }
  return `${name} (${canonicalIp(address) ?? address})`
}

class Prober {
  private readonly io: Io
  private readonly address: string
  private readonly bytes: number
  private readonly patience: number
  private port: number
  private sequence = 0

  constructor(io: Io, address: string, bytes: number, patience: number, port: number) {
    this.io = io
    this.address = address
    this.bytes = bytes
    this.patience = patience
    this.port = port
  }

  /** A datagram to a port where nobody listens. */
  async datagram(ttl: number): Promise<Outcome> {
    const { p } = this.io
    const { net } = p
    const fd = net.socket(this.address.includes(':') ? 'inet6' : 'inet', 'dgram')
    try {
      net.setsockopt(fd, 'ttl', ttl)
      net.setsockopt(fd, 'recverr', true)
      const start = p.now()
      await net.connect(fd, { host: this.address, port: this.port++ })
      await net.send(
        fd,
        Uint8Array.from({ length: this.bytes }, (_, i) => 0x40 + (i & 0x3f)),
      )
      const [ready] = await net.poll([{ fd, events: ['in'] }], this.patience)
      const time = Number(p.now() - start)
      if (!ready) return NOBODY
      const error = net.recvError(fd)
      if (!error) return { from: this.address, time, mark: '', last: true }
      if (!error.message) return { from: error.from.host, time, mark: '!H', last: true }
      return { from: error.from.host, time, ...judged(error.message) }
    } catch (error) {
      if (isErrno(error, 'ENETUNREACH', 'EHOSTUNREACH')) throw new Failure('', 1, `connect: ${error.message}`)
      throw error
    } finally {
      p.close(fd)
    }
  }

  /** An echo. */
  async echo(ttl: number): Promise<Outcome> {
    const { p } = this.io
    const socket = new EchoSocket(p, this.address, ttl)
    try {
      const start = p.now()
      await socket.send(++this.sequence, this.bytes)
      const answer = await socket.receive(this.patience)
      const time = Number(p.now() - start)
      if (!answer) return NOBODY
      if (answer.kind === 'reply') return { from: answer.from, time, mark: '', last: true }
      return { from: answer.from, time, ...judged(answer.message) }
    } finally {
      p.close(socket.fd)
    }
  }
}
