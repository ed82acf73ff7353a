import { isErrno } from '../../../base/errors.ts'
import type { CapturedFrame } from '../../../kernel/net/packet-socket.ts'
import type { Fd } from '../../../kernel/process.ts'
import { type Options, optionTable, parseOptions } from '../../options.ts'
import { Failure, type Io, program } from '../../program.ts'
import { HostNames } from '../hosts.ts'
import { Services } from '../services.ts'
import { CaptureFilter, FilterMistake, type FrameTest } from './filter.ts'
import { frameSize, Printer } from './print.ts'

const OPTIONS = optionTable(
  '',
  `!-A !-X !-x -c: -D/--list-interfaces -e -i/--interface: -K -l -n -N -O -p -q -Q: -S -s/--snapshot-length: -t -U -v -w: -r: -Z: -B:
   --immediate-mode -h/--help -V`,
  { suite: 'tcpdump version 4.99.3' },
)
const SNAPSHOT = 262144

/** `tcpdump` 4.99.3: frames of an interface as lines. */
export const tcpdump = program('tcpdump', async (io) => {
  const options = parseOptions(io, OPTIONS)
  for (const key of ['w', 'r', 'D'])
    if (options.has(key)) throw new Failure(`option -${key} is not part of this simulation`)
  const services = new Services(io.p)
  const device = options.get('i') ?? firstDevice(io)
  const socket = open(io, device)
  let test: FrameTest
  try {
    test = new CaptureFilter(options.operands.join(' '), services).read()
  } catch (error) {
    if (!(error instanceof FilterMistake)) throw error
    throw new Failure("can't parse filter expression: syntax error")
  }
  const any = device === 'any'
  const link = any ? 'LINUX_SLL2 (Linux cooked v2)' : 'EN10MB (Ethernet)'
  const listening = `listening on ${device}, link-type ${link}, snapshot length ${options.get('s') ?? SNAPSHOT} bytes\n`
  await io.stderr(
    options.has('v')
      ? `tcpdump: ${listening}`
      : `tcpdump: verbose output suppressed, use -v[v]... for full protocol decode\n${listening}`,
  )
  return new Capture(io, options, socket, test, any).run(services)
})

/** The first interface that is up and no loopback. */
function firstDevice(io: Io): string {
  const links = io.p.net.links()
  const up = links.filter(({ flags }) => flags.includes('UP'))
  const found = up.find(({ kind, carrier }) => kind !== 'loopback' && carrier) ?? up[0]
  if (!found) throw new Failure('no suitable device found')
  return found.name
}

function open(io: Io, device: string): Fd {
  const { net } = io.p
  let fd: Fd
  try {
    fd = net.socket('packet', 'raw')
  } catch (error) {
    if (!isErrno(error)) throw error
    throw new Failure(
      `${device}: You don't have permission to perform this capture on that device\n(socket: ${error.message})`,
    )
  }
  try {
    if (device !== 'any') net.bind(fd, { device })
    return fd
  } catch (error) {
    if (!isErrno(error)) throw error
    throw new Failure(`${device}: No such device exists\n(No such device exists)`)
  }
}

const pad = (value: number, width = 2): string => String(value).padStart(width, '0')

class Capture {
  private readonly io: Io
  private readonly options: Options
  private readonly socket: Fd
  private readonly test: FrameTest
  private readonly any: boolean
  private captured = 0
  private received = 0
  private first: bigint | undefined
  private previous: bigint | undefined
  private over = false

  constructor(io: Io, options: Options, socket: Fd, test: FrameTest, any: boolean) {
    this.io = io
    this.options = options
    this.socket = socket
    this.test = test
    this.any = any
  }

  async run(services: Services): Promise<number> {
    const { io, options } = this
    const { p } = io
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
      p.onSignal(signal, () => {
        this.over = true
      })
    const printer = new Printer(
      {
        numeric: options.has('n'),
        quiet: options.has('q'),
        absolute: options.has('S'),
        link: options.has('e'),
        verbose: options.has('v'),
      },
      new HostNames(p),
      services,
    )
    const most = Number(options.get('c') ?? Number.POSITIVE_INFINITY)
    const atOnce = options.has('l') || options.has('U') || options.has('immediate-mode')
    while (!this.over && this.captured < most) {
      const seen = await this.next()
      if (!seen || !this.wanted(seen)) continue
      this.captured++
      await io.out.write(
        `${this.stamp(seen.at)}${this.where(seen)}${printer.line(seen.frame, frameSize(seen.frame))}\n`,
      )
      if (atOnce) await io.out.flush()
    }
    await io.out.flush()
    const count = (number: number, what: string): string =>
      `${number} packet${number === 1 ? '' : 's'} ${what}\n`
    await io.stderr(
      count(this.captured, 'captured') +
        count(this.received, 'received by filter') +
        count(0, 'dropped by kernel'),
    )
    return 0
  }

  private async next(): Promise<CapturedFrame | undefined> {
    const { net } = this.io.p
    try {
      // What is still waiting when a signal comes is shown before the end.
      await net.poll([{ fd: this.socket, events: ['in'] }])
      return await net.recvFrame(this.socket, { dontWait: true })
    } catch (error) {
      if (isErrno(error, 'EINTR', 'EAGAIN')) return undefined
      throw error
    }
  }

  /** On lo every frame is seen as it leaves and as it comes: the first is counted alone. */
  private wanted({ frame, kind, direction }: CapturedFrame): boolean {
    if (!this.test(frame)) return false
    this.received++
    if (kind === 'loopback' && direction === 'out') return false
    const only = this.options.get('Q')
    return only === undefined || only === 'inout' || only === direction
  }

  private where({ device, direction }: CapturedFrame): string {
    return this.any ? `${device.padEnd(5)} ${direction === 'in' ? 'In ' : 'Out'} ` : ''
  }

  /** `-t`: none; `-tt`: seconds; `-ttt`: since the last; `-tttt`: with the date; `-ttttt`: since the first. */
  private stamp(at: bigint): string {
    const level = this.options.count('t')
    const micros = at / 1000n
    const clock = (total: bigint): string => {
      const seconds = Number(total / 1_000_000n)
      return `${pad(Math.floor(seconds / 3600))}:${pad(Math.floor(seconds / 60) % 60)}:${pad(seconds % 60)}.${pad(Number(total % 1_000_000n), 6)}`
    }
    if (level === 1) return ''
    if (level === 2) return `${micros / 1_000_000n}.${pad(Number(micros % 1_000_000n), 6)} `
    if (level === 3 || level === 5) {
      const since = level === 3 ? (this.previous ?? micros) : (this.first ?? micros)
      this.previous = micros
      this.first ??= micros
      return ` ${clock(micros - since)} `
    }
    const date = new Date(Number(micros / 1000n)).toISOString()
    const time = clock(micros % 86_400_000_000n)
    return level === 4 ? `${date.slice(0, 10)} ${time} ` : `${time} `
  }
}
