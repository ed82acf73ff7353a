import { isErrno } from '../../../base/errors.ts'
import { canonicalIp } from '../../../base/ip.ts'
import { type Options, optionTable, parseOptions } from '../../options.ts'
import { Failure, type Io, type Main, program } from '../../program.ts'
import { type Family, nameOf, ResolveError, resolve } from '../resolve.ts'
import { type Answer, EchoSocket, errorText } from './echo.ts'

const OPTIONS = optionTable(
  '[options] <destination>',
  `-4 -6 -a -A -b -B -c: -C -d -D -e: -f -h -H -i: -I: -l: -L -m: -M: -n -N: -O -p: -q -Q: -r -R -s: -S: -t: -T: -U -v -V -w: -W:`,
)
const SECOND = 1e9
/** How long after the last echo an answer is waited for, where nothing is said. */
const LINGER = 10

interface Round {
  sent: number
  received: number
  errors: number
  duplicates: number
  readonly times: number[]
}

interface Wanted {
  readonly count: number
  readonly interval: number
  readonly bytes: number
  readonly linger: number
  /** Seconds after which it ends in any case. */
  readonly deadline: number | undefined
  readonly ttl: number | undefined
  readonly quiet: boolean
  readonly numeric: boolean
}

const number = (options: Options, key: string, otherwise: number): number => {
  const text = options.get(key)
  if (text === undefined) return otherwise
  if (!/^\d+(\.\d+)?$/.test(text)) throw new Failure(`invalid argument: '${text}'`)
  return Number(text)
}

/** `ping` (iputils 20221126), and busybox's. */
export const pingMain: Main = async (io) => {
  const options = parseOptions(io, OPTIONS)
  if (options.has('V')) throw new Failure('ping from iputils 20221126\n', 0)
  const [host] = options.operands
  if (host === undefined) throw new Failure('usage error: Destination address required')
  for (const key of ['f', 'I', 'R', 'T', 'B', 'A'])
    if (options.has(key)) throw new Failure(`option -${key} is not part of this simulation`, 2)
  const wanted: Wanted = {
    count: number(options, 'c', Number.POSITIVE_INFINITY),
    interval: number(options, 'i', 1),
    bytes: number(options, 's', 56),
    linger: number(options, 'W', LINGER),
    deadline: options.has('w') ? number(options, 'w', 0) : undefined,
    ttl: options.has('t') ? number(options, 't', 64) : undefined,
    quiet: options.has('q'),
    numeric: options.has('n') || canonicalIp(host) !== undefined,
  }
  const family = options.has('6')
    ? 6
    : options.has('4') || (io.busybox && host === 'localhost')
      ? 4
      : undefined
  const address = await addressOf(io, host, canonicalIp(host)?.includes(':') ? 6 : family)
  return new Pinger(io, host, address, wanted).run()
}

async function addressOf(io: Io, host: string, family: Family | undefined): Promise<string> {
  try {
    return (await resolve(io.p, host, family))[0]!
  } catch (error) {
    if (!(error instanceof ResolveError)) throw error
    throw io.busybox ? new Failure(`bad address '${host}'`) : new Failure(`${host}: ${error.message}`, 2)
  }
}

class Pinger {
  private readonly io: Io
  private readonly host: string
  private readonly address: string
  private readonly wanted: Wanted
  private readonly round: Round = { sent: 0, received: 0, errors: 0, duplicates: 0, times: [] }
  private readonly sentAt = new Map<number, bigint>()
  private stopped = false
  private socket!: EchoSocket

  constructor(io: Io, host: string, address: string, wanted: Wanted) {
    this.io = io
    this.host = host
    this.address = address
    this.wanted = wanted
  }

  async run(): Promise<number> {
    const { io, address, wanted } = this
    const six = address.includes(':')
    await this.probe()
    try {
      this.socket = new EchoSocket(io.p, address, wanted.ttl)
    } catch (error) {
      if (!isErrno(error)) throw error
      throw io.busybox
        ? new Failure('permission denied (are you root?)')
        : new Failure(`socktype: SOCK_RAW\n${io.name}: socket: ${error.message}`, 2)
    }
    io.p.onSignal('SIGINT', () => {
      this.stopped = true
    })
    io.p.onSignal('SIGTERM', () => {
      this.stopped = true
    })
    const named = six && this.host !== address ? `${this.host} (${address})` : address
    await io.out.write(
      io.busybox
        ? `PING ${this.host} (${address}): ${wanted.bytes} data bytes\n`
        : six
          ? `PING ${this.host}(${named}) ${wanted.bytes} data bytes\n`
          : `PING ${this.host} (${address}) ${wanted.bytes}(${wanted.bytes + 28}) bytes of data.\n`,
    )
    const start = io.p.now()
    const elapsed = await this.exchange(start)
    await this.statistics(elapsed)
    return this.round.received > 0 &&
      (wanted.deadline === undefined || this.round.received >= Math.min(wanted.count, this.round.sent))
      ? 0
      : 1
  }

  /** Where the echoes would go: an address without a way is told at once. */
  private async probe(): Promise<void> {
    const { p } = this.io
    if (this.io.busybox) return
    const fd = p.net.socket(this.address.includes(':') ? 'inet6' : 'inet', 'dgram')
    try {
      await p.net.connect(fd, { host: this.address, port: 1025 })
    } catch (error) {
      if (!isErrno(error)) throw error
      if (error.errno === 'EACCES')
        throw new Failure(
          'Do you want to ping broadcast? Then -b. If not, check your local firewall rules',
          2,
        )
      throw new Failure(`connect: ${error.message}`, 2)
    } finally {
      p.close(fd)
    }
  }

  /** Sends and receives until all is done; nanoseconds from the first to the last echo. */
  private async exchange(start: bigint): Promise<number> {
    const { p } = this.io
    const { wanted, round } = this
    const since = (): number => Number(p.now() - start)
    const end = wanted.deadline === undefined ? Number.POSITIVE_INFINITY : wanted.deadline * SECOND
    let next = 0
    let last = 0
    while (!this.stopped) {
      if (since() >= end) break
      if (round.sent < wanted.count && since() >= next) {
        last = since()
        await this.send()
        next = last + wanted.interval * SECOND
      }
      const done = round.sent >= wanted.count
      if (done && round.received + round.errors >= round.sent) break
      const until = Math.min(end, done ? last + wanted.linger * SECOND : next)
      if (done && since() >= until) break
      const answer = await this.wait(until - since())
      if (answer) await this.told(answer)
    }
    return Math.max(0, wanted.count === 1 || round.sent <= 1 ? 0 : since())
  }

  private async wait(nanoseconds: number): Promise<Answer | undefined> {
    try {
      return await this.socket.receive(Math.min(nanoseconds, 3600 * SECOND))
    } catch (error) {
      if (isErrno(error, 'EINTR')) return undefined
      throw error
    }
  }

  private async send(): Promise<void> {
    const { io, round } = this
    const sequence = ++round.sent
    this.sentAt.set(sequence, io.p.now())
    try {
      await this.socket.send(io.busybox ? sequence - 1 : sequence, this.wanted.bytes)
    } catch (error) {
      if (!isErrno(error)) throw error
      if (io.busybox) throw new Failure(`sendto: ${error.message}`)
      await io.error(`sendmsg: ${error.message}`)
    }
  }

  private async told(answer: Answer): Promise<void> {
    const { io, round, wanted } = this
    const sequence = io.busybox ? answer.sequence + 1 : answer.sequence
    if (answer.kind === 'error') {
      round.errors++
      if (!wanted.quiet && !io.busybox)
        await io.out.write(
          `From ${await this.named(answer.from)} icmp_seq=${sequence} ${errorText(answer.message)}\n`,
        )
      return
    }
    round.received++
    const sent = this.sentAt.get(sequence)
    const time = sent === undefined ? 0 : Number(answer.at - sent) / 1e6
    round.times.push(time)
    if (wanted.quiet) return
    await io.out.write(
      io.busybox
        ? `${answer.bytes} bytes from ${answer.from}: seq=${answer.sequence} ttl=${answer.ttl} time=${time.toFixed(3)} ms\n`
        : `${answer.bytes} bytes from ${await this.named(answer.from)}: icmp_seq=${sequence} ttl=${answer.ttl} time=${timeText(time)} ms\n`,
    )
    await io.out.flush()
  }

  /** An address with its name, where a name was asked for. */
  private async named(address: string): Promise<string> {
    if (this.wanted.numeric) return address
    try {
      return `${await nameOf(this.io.p, address)} (${address})`
    } catch (error) {
      if (error instanceof ResolveError) return address
      throw error
    }
  }

  private async statistics(elapsed: number): Promise<void> {
    const { io, round } = this
    const lost = round.sent === 0 ? 0 : Math.floor(((round.sent - round.received) * 100) / round.sent)
    const least = Math.min(...round.times)
    const most = Math.max(...round.times)
    const mean = round.times.reduce((a, b) => a + b, 0) / round.times.length
    const spread = Math.sqrt(
      Math.max(0, round.times.reduce((sum, time) => sum + time * time, 0) / round.times.length - mean * mean),
    )
    const three = (values: readonly number[]): string => values.map((value) => value.toFixed(3)).join('/')
    let text = `\n--- ${this.host} ping statistics ---\n`
    if (io.busybox) {
      text += `${round.sent} packets transmitted, ${round.received} packets received, ${lost}% packet loss\n`
      if (round.received > 0) text += `round-trip min/avg/max = ${three([least, mean, most])} ms\n`
    } else {
      const errors = round.errors > 0 ? `, +${round.errors} errors` : ''
      text += `${round.sent} packets transmitted, ${round.received} received${errors}, ${lost}% packet loss, time ${Math.floor(elapsed / 1e6)}ms\n`
      text += round.received > 0 ? `rtt min/avg/max/mdev = ${three([least, mean, most, spread])} ms\n` : '\n'
    }
    await io.out.write(text)
  }
}

/** Fewer digits the longer it took (iputils, gather_statistics). */
const timeText = (time: number): string => time.toFixed(time >= 100 ? 0 : time >= 10 ? 1 : time >= 1 ? 2 : 3)

export const ping = program('ping', pingMain)
