import type { SocketInfo } from '../../../kernel/net/calls.ts'
import { type Options, optionTable, parseOptions } from '../../options.ts'
import { Failure, type Io, program } from '../../program.ts'
import { HostNames } from '../hosts.ts'
import { Plain } from '../ip/call.ts'
import { enterNamespace } from '../netns.ts'
import { Services } from '../services.ts'
import { LAST, render } from './columns.ts'
import { FilterReader, inStates, SyntaxMistake, statesOf, type Test } from './filter.ts'
import { infoText } from './info.ts'
import { extendedText, hostText, portText, STATES, stateName, timerText, usersText } from './sockets.ts'
import { summary } from './summary.ts'
import { UNIX_QUERIES, type UnixQuery, unixRows } from './unix.ts'
import { USAGE } from './usage.ts'

const OPTIONS = optionTable(
  '[ OPTIONS ]\n       ss [ OPTIONS ] [ FILTER ]',
  `-h/--help -V/--version -n/--numeric -r/--resolve -a/--all -l/--listening -o/--options -e/--extended !-m/--memory -p/--processes
   !-T/--threads -i/--info !--tipcinfo -s/--summary !--tos !--cgroup !-b/--bpf !-E/--events -Z/--context -z/--contexts -N/--net:
   -4/--ipv4 -6/--ipv6 -0/--packet -t/--tcp -M/--mptcp -S/--sctp -u/--udp -d/--dccp -w/--raw -x/--unix !--tipc !--vsock !--xdp
   -f/--family: !-K/--kill -H/--no-header -O/--oneline !--inet-sockopt -A/--query: --socket: !-D/--diag: -F/--filter:`,
)

type Table = 'tcp' | 'udp' | 'raw' | 'unix' | 'packet' | 'other'
/** Tables in the order in which they are shown. */
const ORDER: readonly Table[] = ['packet', 'unix', 'raw', 'udp', 'tcp']
const SHORT: readonly (readonly [key: string, table: Table])[] = [
  ['t', 'tcp'],
  ['u', 'udp'],
  ['w', 'raw'],
  ['x', 'unix'],
  ['0', 'packet'],
  ['M', 'other'],
  ['S', 'other'],
  ['d', 'other'],
]
const QUERIES: Readonly<Record<string, readonly Table[]>> = {
  all: ORDER,
  inet: ['tcp', 'udp', 'raw'],
  tcp: ['tcp'],
  udp: ['udp'],
  raw: ['raw'],
  unix: ['unix'],
  unix_stream: ['unix'],
  unix_dgram: ['unix'],
  unix_seqpacket: ['unix'],
  packet: ['packet'],
  mptcp: ['other'],
  sctp: ['other'],
  dccp: ['other'],
  netlink: ['other'],
}
const CLOSED = STATES.filter(
  (state) => !['listening', 'unconnected', 'time-wait', 'syn-recv'].includes(state),
)

const withUsage = (io: Io, text: string): Plain =>
  new Plain(`${text === '' ? '' : `${io.name}: ${text}\n`}${USAGE.trimEnd()}`, 255)

/** `ss`: the sockets of a namespace (iproute2 6.1.0). */
export const ss = program('ss', async (io) => {
  const options = read(io)
  if (options.has('h')) throw new Failure(USAGE, 0)
  if (options.has('V')) throw new Failure('ss utility, iproute2-6.1.0\n', 0)
  const network = options.get('N')
  if (network !== undefined) enterNamespace(io.p, network)
  if (options.has('Z', 'z')) throw new Plain('ss: SELinux is not enabled.', 1)
  if (options.has('F')) throw new Failure('option -F is not part of this simulation')
  if (options.has('s')) {
    await io.out.write(summary(io.p.net.sockets(), io.p.net.unixSockets().length))
    return 0
  }
  const services = new Services(io.p)
  const tables = tablesOf(io, options)
  const types = unixTypes(options)
  const { states, test, name } = wanted(io, options, services, tables.size === 1 && tables.has('unix'))
  // A kernel without one of the families refuses to list it.
  if (options.order.every(([key]) => !isTable(key)) && !options.has('A', 'socket'))
    await io.stderr('RTNETLINK answers: Invalid argument\n')
  const families = familiesOf(options)
  const sockets = io.p.net
    .sockets()
    .filter((socket) => families(socket) && inStates(states)(socket) && test(socket))
  // IPv4 is asked for before IPv6, of each protocol.
  const found = (table: Table): SocketInfo[] =>
    (['inet', 'inet6'] as const).flatMap((family) =>
      sockets.filter((socket) => tableOf(socket) === table && socket.family === family),
    )
  const single = tables.size === 1 && !(tables.has('unix') && types.size > 1)
  const hidden = new Set([...(single ? [0] : []), ...(states.length === 1 ? [1] : [])])
  const screen = io.out.terminal ? io.p.windowSize(1).columns : undefined
  const names = new HostNames(io.p)
  const shown = { processes: options.has('p'), extended: options.has('e') }
  const rows = ORDER.filter((table) => tables.has(table)).flatMap((table) =>
    table === 'unix'
      ? unixRows(io.p.net.unixSockets(), { types, states, name }, shown)
      : found(table).map((socket) => rowOf(socket, options, options.has('n') ? undefined : services, names)),
  )
  await io.out.write(render(rows, { header: !options.has('H'), hidden, screen }))
  return 0
})

/** A wrong option shows the whole usage. */
function read(io: Io): Options {
  try {
    return parseOptions(io, OPTIONS)
  } catch (error) {
    if (
      error instanceof Failure &&
      error.code !== 0 &&
      /unrecognized|invalid option|requires|ambiguous/.test(error.message)
    )
      throw withUsage(io, error.message)
    throw error
  }
}

const isTable = (key: string): boolean => ['t', 'u', 'w', 'x', '0', 'M', 'S', 'd', 'f'].includes(key)
const tableOf = ({ protocol }: SocketInfo): Table =>
  protocol === 'tcp' || protocol === 'udp' || protocol === 'packet' ? protocol : 'raw'

function tablesOf(io: Io, options: Options): ReadonlySet<Table> {
  const chosen = SHORT.filter(([key]) => options.has(key)).map(([, table]) => table)
  for (const list of [...options.all('A'), ...options.all('socket')])
    for (const query of list.split(',')) {
      const tables = QUERIES[query]
      if (!tables) throw withUsage(io, `"${query}" is illegal socket table id`)
      chosen.push(...tables)
    }
  for (const family of options.all('f')) {
    if (family === 'unix') chosen.push('unix')
    else if (family === 'link') chosen.push('packet')
    else if (family === 'netlink' || family === 'vsock' || family === 'tipc' || family === 'xdp')
      chosen.push('other')
    else if (family !== 'inet' && family !== 'inet6') throw withUsage(io, `"${family}" is invalid family`)
  }
  if (chosen.length > 0) return new Set(chosen)
  return new Set(options.has('4', '6') || options.all('f').length > 0 ? ['raw', 'udp', 'tcp'] : ORDER)
}

/** All types of Unix sockets, unless only some are named. */
function unixTypes(options: Options): ReadonlySet<'stream' | 'dgram' | 'seqpacket'> {
  const named = [...options.all('A'), ...options.all('socket')]
    .flatMap((list) => list.split(','))
    .flatMap((query) => (query in UNIX_QUERIES ? [UNIX_QUERIES[query as keyof typeof UNIX_QUERIES]] : []))
  return new Set(named.length > 0 ? named : ['stream', 'dgram', 'seqpacket'])
}

function familiesOf(options: Options): Test {
  const families = [
    ...(options.has('4') ? ['inet'] : []),
    ...(options.has('6') ? ['inet6'] : []),
    ...options.all('f').filter((family) => family.startsWith('inet')),
  ]
  return ({ family }) => families.length === 0 || families.includes(family)
}

/** The states and the expression that are asked for. */
function wanted(
  io: Io,
  options: Options,
  services: Services,
  unixAlone: boolean,
): { readonly states: readonly string[]; readonly test: Test; readonly name?: UnixQuery['name'] } {
  const words = options.operands.flatMap((word) => word.split(/\s+/)).filter((word) => word !== '')
  let states: readonly string[] = options.has('a')
    ? STATES
    : options.has('l')
      ? ['listening', 'unconnected']
      : CLOSED
  let given: string[] | undefined
  while (words[0] === 'state' || words[0] === 'exclude' || words[0] === 'excl') {
    const excluded = words.shift() !== 'state'
    const word = words.shift()
    if (word === undefined) throw withUsage(io, '')
    const named = statesOf(word)
    given = excluded
      ? (given ?? [...STATES]).filter((state) => !named.includes(state))
      : [...(given ?? []), ...named]
  }
  if (given) states = given
  // Of TCP alone, what listens is what there is to listen to; a socket that is only bound is not shown.
  const [side, pattern] = words
  if (unixAlone && words.length === 2 && (side === 'src' || side === 'dst'))
    return { states, test: () => true, name: { side, pattern: pattern! } }
  try {
    return { states, test: words.length === 0 ? () => true : new FilterReader(words, services).read() }
  } catch (error) {
    if (!(error instanceof SyntaxMistake)) throw error
    throw withUsage(io, 'bison bellows (while parsing filter): "syntax error!" Sorry.')
  }
}

function rowOf(
  socket: SocketInfo,
  options: Options,
  services: Services | undefined,
  names: HostNames,
): readonly string[] {
  const { protocol } = socket
  const transport = protocol === 'udp' ? 'udp' : 'tcp'
  const nameOf = (host: string): string => (options.has('r') ? (names.nameOf(host) ?? host) : host)
  let process = ''
  if (options.has('p')) process += usersText(socket)
  if (options.has('o')) process += timerText(socket)
  if (options.has('e')) process += extendedText(socket)
  if (protocol === 'tcp' && socket.state !== 'TIME-WAIT') {
    const lead = options.has('O') ? '' : '\n\t'
    const more = options.has('i') ? infoText(socket) : ''
    if (more !== '') process += lead + more
  }
  const row = [
    protocol === 'packet' ? 'p_raw' : protocol === 'icmp' ? 'icmp' : protocol,
    stateName(socket),
    String(socket.recvQ).padEnd(6),
    String(socket.sendQ).padEnd(6),
    hostText(socket, 'local', nameOf),
    portText(socket.local.port, transport, services),
    hostText(socket, 'remote', nameOf),
    portText(socket.remote.port, transport, services),
  ]
  row[LAST] = process
  return row
}
