import type { SocketInfo } from '../../../kernel/net/calls.ts'
import type { UnixSocketInfo } from '../../../kernel/net/unix/listed.ts'
import { Names } from '../../accounts.ts'
import { type Options, optionTable, parseOptions } from '../../options.ts'
import { processes } from '../../processes.ts'
import { Failure, type Io, program } from '../../program.ts'
import { HostNames } from '../hosts.ts'
import { Services } from '../services.ts'
import { tcpStateName } from '../state-names.ts'
import { interfaceRow, interfacesOf, shownOf } from './interfaces.ts'
import { routeTable, routeTable6 } from './route.ts'
import { protocolStatistics } from './statistics.ts'
import { unixTable } from './unix-table.ts'
import { USAGE } from './usage.ts'

const OPTIONS = optionTable(
  '',
  `-r/--route -i/--interfaces !-g/--groups -s/--statistics !-M/--masquerade -v/--verbose -W/--wide -n/--numeric --numeric-hosts
   --numeric-ports --numeric-users -N/--symbolic -e/--extend -p/--programs -o/--timers !-c/--continuous -l/--listening -a/--all
   -F/--fib !-C/--cache !-Z/--context -t/--tcp -u/--udp -U/--udplite -S/--sctp -w/--raw -x/--unix -4/--inet -6/--inet6 -A: -V -h`,
)

const PROGRAM_WIDTH = 20
const ADDRESS_WIDTH = 23

/** `netstat` (net-tools 2.10). */
export const netstat = program('netstat', async (io) => {
  if (io.args.includes('--version')) throw new Failure(USAGE.version, 0)
  const options = parseOptions(io, OPTIONS)
  if (options.has('V')) throw new Failure(USAGE.version, 0)
  if (options.has('h', 'help')) throw new Failure('', 4, USAGE.netstat.trimEnd())
  const numeric = options.has('n')
  if (options.has('r')) {
    const six = options.has('6') || options.get('A') === 'inet6'
    await io.out.write(six ? routeTable6(io, numeric) : routeTable(io, numeric, true))
    return 0
  }
  if (options.has('i')) {
    const rows = shownOf(interfacesOf(io.p), options.has('a')).map(interfaceRow).join('')
    await io.out.write(
      'Kernel Interface table\nIface             MTU    RX-OK RX-ERR RX-DRP RX-OVR    TX-OK TX-ERR TX-DRP TX-OVR Flg\n' +
        rows,
    )
    return 0
  }
  if (options.has('s')) {
    await io.out.write(protocolStatistics((group, name) => io.p.net.counter(group, name), options))
    return 0
  }
  if (options.has('p') && io.p.credentials.uid !== 0)
    await io.stderr(
      `(No info could be read for "-p": geteuid()=${io.p.credentials.uid} but you should be root.)\n`,
    )
  await io.out.write(new Listing(io, options).text())
  return 0
})

/** The sockets, a line each. */
class Listing {
  private readonly options: Options
  private readonly services: Services
  private readonly hosts: HostNames
  private readonly names: Names
  private readonly titles: ReadonlyMap<number, string>
  private readonly sockets: readonly SocketInfo[]
  private readonly unix: readonly UnixSocketInfo[]

  constructor(io: Io, options: Options) {
    this.options = options
    this.services = new Services(io.p)
    this.hosts = new HostNames(io.p)
    this.names = new Names(io.p)
    this.sockets = io.p.net.sockets()
    this.unix = io.p.net.unixSockets()
    this.titles = options.has('p')
      ? new Map(processes(io.p).map(({ pid, argv, comm }) => [pid, titleOf(argv[0]) || comm]))
      : new Map()
  }

  text(): string {
    const { options } = this
    const some = options.has('t', 'u', 'w', 'x', 'U', 'S')
    const only = options.has('4', '6') || options.get('A') !== undefined
    const what = options.has('a')
      ? 'servers and established'
      : options.has('l')
        ? 'only servers'
        : 'w/o servers'
    let text = ''
    if (!some || options.has('t', 'u', 'w')) {
      text += `Active Internet connections (${what})\nProto Recv-Q Send-Q Local Address           Foreign Address         State      `
      if (options.has('e')) text += ' User       Inode     '
      if (options.has('p')) text += ` ${'PID/Program name'.padEnd(PROGRAM_WIDTH)}`
      if (options.has('o')) text += ' Timer'
      text += '\n'
      for (const [protocol, key] of [
        ['tcp', 't'],
        ['udp', 'u'],
        ['raw', 'w'],
      ] as const)
        if (!some || options.has(key))
          for (const family of ['inet', 'inet6'] as const)
            if (this.wantsFamily(family))
              for (const socket of this.sockets)
                if (socket.protocol === protocol && socket.family === family && this.wanted(socket))
                  text += this.line(socket)
    }
    if ((!some && !only) || options.has('x'))
      text += unixTable(this.unix, {
        what,
        shows: options.has('a') ? 'all' : options.has('l') ? 'servers' : 'others',
        programOf: options.has('p') ? (socket) => this.programOf(socket) : undefined,
      })
    return text
  }

  private wantsFamily(family: 'inet' | 'inet6'): boolean {
    const { options } = this
    const four = options.has('4') || options.get('A') === 'inet'
    const six = options.has('6') || options.get('A') === 'inet6'
    return four === six || (family === 'inet6' ? six : four)
  }
  private wanted({ protocol, state, remote }: SocketInfo): boolean {
    if (this.options.has('a')) return true
    const serves = protocol === 'tcp' ? state === 'LISTEN' : remote.port === 0
    return this.options.has('l') ? serves : !serves
  }

  private line(socket: SocketInfo): string {
    const { protocol, family, state, recvQ, sendQ, uid, inode } = socket
    const name = `${protocol}${family === 'inet6' ? '6' : ''}`
    const queued = state === 'LISTEN' ? 0 : sendQ
    const shown = protocol === 'tcp' ? tcpStateName(state) : state === 'ESTABLISHED' ? state : ''
    let text = `${name.padEnd(5)} ${String(recvQ).padStart(6)} ${String(queued).padStart(6)}`
    text += ` ${this.address(socket, 'local')} ${this.address(socket, 'remote')} ${shown.padEnd(11)}`
    if (this.options.has('e')) {
      const user = this.options.has('n', 'numeric-users')
        ? String(uid)
        : (this.names.user(uid) ?? String(uid))
      text += ` ${user.padEnd(10)} ${String(inode).padEnd(10)}`
    }
    if (this.options.has('p')) text += ` ${this.programOf(socket).padEnd(PROGRAM_WIDTH)}`
    if (this.options.has('o')) text += ` ${timerOf(socket)}`
    return `${text}\n`
  }

  private address(socket: SocketInfo, side: 'local' | 'remote'): string {
    const { port } = socket[side]
    const host = socket[side].host.replace(/^::ffff:(?=\d+\.)/, '')
    const { options } = this
    const numeric = options.has('n')
    const transport = socket.protocol === 'udp' ? 'udp' : 'tcp'
    const service =
      numeric || options.has('numeric-ports') ? undefined : this.services.nameOf(port, transport)
    const portText = port === 0 ? '*' : (service ?? String(port))
    const any = host === '0.0.0.0' || host === '::'
    const named =
      numeric || options.has('numeric-hosts')
        ? host
        : any
          ? host === '::'
            ? '[::]'
            : host
          : (this.hosts.nameOf(host) ?? host)
    const room = ADDRESS_WIDTH - 1 - portText.length
    const cut = options.has('W') ? named : named.slice(0, Math.max(room, 0))
    return `${cut}:${portText}`.padEnd(ADDRESS_WIDTH)
  }

  private programOf({ holders }: Pick<SocketInfo, 'holders'>): string {
    const [first] = [...holders].sort((a, b) => a.pid - b.pid)
    if (!first) return '-'
    const title = this.titles.get(first.pid) ?? first.comm
    return `${first.pid}/${title}`.slice(0, PROGRAM_WIDTH - 1)
  }
}

/** The name of a program in its command line: without the folders before its first word. */
export function titleOf(argv0: string | undefined): string {
  if (argv0 === undefined) return ''
  const space = argv0.indexOf(' ')
  const word = space < 0 ? argv0 : argv0.slice(0, space)
  return argv0.slice(word.lastIndexOf('/') + 1)
}

const TIMERS = { on: 'on', keepalive: 'keepalive', timewait: 'timewait', persist: 'probe' } as const

/** `on (0.20/1/0)`: seconds left, retransmissions, probes. */
function timerOf({ timer }: SocketInfo): string {
  if (!timer) return 'off (0.00/0/0)'
  return `${TIMERS[timer.kind]} (${(timer.left / 1e9).toFixed(2)}/${timer.retries}/0)`
}
