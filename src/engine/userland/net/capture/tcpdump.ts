import { bytesOf } from '../../../base/body.ts'
import { isErrno } from '../../../base/errors.ts'
import { concatBytes } from '../../../base/text.ts'
import type { CapturedFrame } from '../../../kernel/net/packet-socket.ts'
import type { Fd } from '../../../kernel/process.ts'
import { findUser } from '../../accounts.ts'
import { type Options, optionTable, parseOptions } from '../../options.ts'
import { Failure, type Io, program } from '../../program.ts'
import { readAll } from '../../stdio.ts'
import { HostNames } from '../hosts.ts'
import { Services } from '../services.ts'
import { decodeFrame } from './decode.ts'
import { listDevices } from './devices.ts'
import { asciiText, hexLines } from './dump.ts'
import { cookedHeader, ethernetHeader, payloadBytes } from './encode.ts'
import { CaptureFilter, FilterMistake, type FrameTest } from './filter.ts'
import { fileHeader, LINKS, PcapMistake, readPcap, recordHeader } from './pcap.ts'
import { frameSize, Printer } from './print.ts'
import { USAGE, VERSION } from './usage.ts'

const OPTIONS = optionTable(
  '',
  `-A -X -x -c: -D/--list-interfaces -e -i/--interface: -K -l -n -N -O -p -q -Q: -S -s/--snapshot-length: -t -U -v -w: -r: -Z: -B: -#/--number
   -L/--list-data-link-types --immediate-mode -h/--help -V/--version`,
)
const SNAPSHOT = 262144

/** `tcpdump` 4.99.3: frames of an interface as lines. */
export const tcpdump = program('tcpdump', async (io) => {
  const options = parseOptions(io, OPTIONS)
  if (options.has('V') || options.has('h')) {
    if (options.has('V')) await io.out.write(VERSION)
    else await io.stderr(VERSION + USAGE)
    return 0
  }
  if (options.has('D')) return listDevices(io)
  checkValues(io, options)
  const services = new Services(io.p)
  const saved = options.get('r')
  if (saved !== undefined) return new Capture(io, options, testOf(options, services)).replay(saved, services)
  const device = options.get('i') ?? firstDevice(io)
  const socket = open(io, device)
  const test = testOf(options, services)
  const any = device === 'any'
  const link = any ? 'LINUX_SLL2 (Linux cooked v2)' : 'EN10MB (Ethernet)'
  const listening = `listening on ${device}, link-type ${link}, snapshot length ${snapshotOf(options)} bytes\n`
  const cooked = any ? 'tcpdump: data link type LINUX_SLL2\n' : ''
  await io.stderr(
    options.has('v') || options.has('w')
      ? `${cooked}tcpdump: ${listening}`
      : `${cooked}tcpdump: verbose output suppressed, use -v[v]... for full protocol decode\n${listening}`,
  )
  return new Capture(io, options, test).run(socket, any, services)
})

const snapshotOf = (options: Options): number => Number(options.get('s') ?? 0) || SNAPSHOT

function testOf(options: Options, services: Services): FrameTest {
  try {
    return new CaptureFilter(options.operands.join(' '), services).read()
  } catch (error) {
    if (!(error instanceof FilterMistake)) throw error
    throw new Failure(error.message || "can't parse filter expression: syntax error")
  }
}

/** Refuses values that it cannot read. */
function checkValues(io: Io, options: Options): void {
  const [count, direction, user] = [options.get('c'), options.get('Q'), options.get('Z')]
  if (count !== undefined && !/^[1-9]\d*$/.test(count)) throw new Failure(`invalid packet count ${count}`)
  if (direction !== undefined && !['in', 'out', 'inout'].includes(direction))
    throw new Failure(`unknown capture direction \`${direction}'`)
  if (user !== undefined && findUser(io.p, user) === undefined)
    throw new Failure(`Couldn't find user '${user}'`)
  if (options.has('L')) throw new Failure('option -L is not part of this simulation')
}

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
  private readonly test: FrameTest
  private any = false
  private printer!: Printer
  private file: Fd | undefined
  private captured = 0
  private received = 0
  private first: bigint | undefined
  private previous: bigint | undefined
  private over = false

  constructor(io: Io, options: Options, test: FrameTest) {
    this.io = io
    this.options = options
    this.test = test
  }

  private prepare(services: Services): void {
    const { io, options } = this
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
      io.p.onSignal(signal, () => {
        this.over = true
      })
    this.printer = new Printer(
      {
        numeric: options.has('n'),
        quiet: options.has('q'),
        absolute: options.has('S'),
        link: options.has('e'),
        verbose: options.has('v'),
      },
      new HostNames(io.p),
      services,
    )
  }
  private get most(): number {
    return Number(this.options.get('c') ?? Number.POSITIVE_INFINITY)
  }

  async run(socket: Fd, any: boolean, services: Services): Promise<number> {
    const { io, options } = this
    this.any = any
    this.prepare(services)
    await this.openFile(any ? LINKS.cooked : LINKS.ethernet)
    const atOnce = options.has('l') || options.has('U') || options.has('immediate-mode')
    while (!this.over && this.captured < this.most) {
      const seen = await this.next(socket)
      if (!seen || !this.wanted(seen)) continue
      this.captured++
      await this.show(seen)
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

  /** `-r`: frames of a file. */
  async replay(path: string, services: Services): Promise<number> {
    const { io } = this
    let found: ReturnType<typeof readPcap>
    try {
      found = readPcap(path === '-' ? await readAll(io.p, 0) : bytesOf(io.p.readFile(path)))
    } catch (error) {
      if (error instanceof PcapMistake) throw new Failure(error.message)
      if (isErrno(error)) throw new Failure(`${path}: ${error.message}`)
      throw error
    }
    const cooked = found.link === LINKS.cooked
    if (!cooked && found.link !== LINKS.ethernet)
      throw new Failure(`link-type ${found.link} is not part of this simulation`)
    const link = cooked ? 'LINUX_SLL2 (Linux cooked v2)' : 'EN10MB (Ethernet)'
    await io.stderr(`reading from file ${path}, link-type ${link}, snapshot length ${found.snapshot}\n`)
    this.any = cooked
    this.prepare(services)
    await this.openFile(found.link)
    for (const { at, bytes } of found.frames) {
      const frame = decodeFrame(bytes, cooked)
      if (!frame || !this.test(frame)) continue
      if (this.over || ++this.captured > this.most) break
      await this.show({
        device: cooked ? this.deviceOf(bytes) : '',
        kind: 'ethernet',
        direction: cooked && bytes[10] === 4 ? 'out' : 'in',
        at,
        frame,
      })
    }
    return 0
  }
  private deviceOf(bytes: Uint8Array): string {
    const ifindex = new DataView(bytes.buffer, bytes.byteOffset).getUint32(4)
    return this.io.p.net.links().find((link) => link.ifindex === ifindex)?.name ?? '?'
  }

  /** `-w`: the file, with what it begins with. */
  private async openFile(link: number): Promise<void> {
    const { io, options } = this
    const path = options.get('w')
    if (path === undefined) return
    try {
      this.file = path === '-' ? 1 : io.p.open(path, { write: true, create: true, truncate: true }, 0o644)
    } catch (error) {
      if (!isErrno(error)) throw error
      throw new Failure(`${path}: ${error.message}`)
    }
    await io.p.write(this.file, fileHeader(link, snapshotOf(options)))
  }

  /** A line, with its bytes where they are wanted; or a record of the file. */
  private async show(seen: CapturedFrame): Promise<void> {
    const { io, options } = this
    const { frame, at } = seen
    const ifindex = this.any ? (io.p.net.links().find(({ name }) => name === seen.device)?.ifindex ?? 0) : 0
    const head = this.any ? cookedHeader(frame, ifindex, seen.direction === 'out') : ethernetHeader(frame)
    if (this.file !== undefined) {
      const whole = concatBytes([head, payloadBytes(frame)])
      const kept = whole.subarray(0, snapshotOf(options))
      await io.p.write(this.file, concatBytes([recordHeader(at, kept.length, whole.length), kept]))
      return
    }
    const count = options.has('#') ? `${String(this.captured).padStart(5)}  ` : ''
    await io.out.write(
      `${count}${this.stamp(at)}${this.where(seen)}${this.printer.line(frame, frameSize(frame))}\n`,
    )
    const [hex, both] = [options.count('x'), options.count('X')]
    if (hex + both === 0 && !options.has('A')) return
    const bytes = hex > 1 || both > 1 ? concatBytes([head, payloadBytes(frame)]) : payloadBytes(frame)
    await io.out.write(options.has('A') ? asciiText(bytes) : hexLines(bytes, both > 0))
  }

  private async next(socket: Fd): Promise<CapturedFrame | undefined> {
    const { net } = this.io.p
    try {
      // What is still waiting when a signal comes is shown before the end.
      await net.poll([{ fd: socket, events: ['in'] }])
      return await net.recvFrame(socket, { dontWait: true })
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
