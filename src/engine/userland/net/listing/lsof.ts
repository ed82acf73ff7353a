import { isErrno } from '../../../base/errors.ts'
import { canonicalIp } from '../../../base/ip.ts'
import type { SocketInfo } from '../../../kernel/net/calls.ts'
import type { UnixSocketInfo } from '../../../kernel/net/unix/listed.ts'
import { S_IFMT, S_IFSOCK } from '../../../vfs/filesystem.ts'
import { Names } from '../../accounts.ts'
import { processes } from '../../processes.ts'
import { Failure, type Io, program } from '../../program.ts'
import { HostNames } from '../hosts.ts'
import { Services } from '../services.ts'
import { tcpStateName } from '../state-names.ts'

/** What `-i` selects: `[46][protocol][@host][:ports]`. */
interface Internet {
  readonly family?: 'inet' | 'inet6'
  readonly protocol?: string
  readonly host?: string
  readonly ports?: readonly (readonly [from: number, to: number])[]
}

interface Wanted {
  internet: Internet[]
  /** All Unix sockets; those of these paths. */
  unix: boolean
  readonly paths: string[]
  pids: number[] | undefined
  commands: string[]
  users: string[]
  states: { protocol: string; names: string[] }[]
  and: boolean
  numericHosts: boolean
  numericPorts: boolean
  terse: boolean
}

/** `lsof -i`, `lsof -U`: who has which socket (lsof 4.95.0). Other files are not listed. */
export const lsof = program('lsof', async (io) => {
  const wanted = read(io)
  const services = new Services(io.p)
  const rows = rowsOf(io, wanted, services)
  if (rows.length === 0) return 1
  if (wanted.terse) {
    const pids = [...new Set(rows.map(({ pid }) => pid))]
    await io.out.write(pids.map((pid) => `${pid}\n`).join(''))
    return 0
  }
  await io.out.write(table(rows))
  return 0
})

function read(io: Io): Wanted {
  const wanted: Wanted = {
    internet: [],
    unix: false,
    paths: [],
    pids: undefined,
    commands: [],
    users: [],
    states: [],
    and: false,
    numericHosts: false,
    numericPorts: false,
    terse: false,
  }
  let selected = false
  const rest = [...io.args]
  const services = new Services(io.p)
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    if (!arg.startsWith('-')) {
      wanted.paths.push(pathOf(io, arg))
      selected = true
      continue
    }
    if (arg === '-v') throw new Failure('lsof version information:\n    revision: 4.95.0\n', 0)
    for (let at = 1; at < arg.length; at++) {
      const letter = arg[at]!
      const joined = (): string => {
        const value = arg!.slice(at + 1)
        at = arg!.length
        return value
      }
      const value = (): string => joined() || rest.shift() || ''
      if (letter === 'n') wanted.numericHosts = true
      else if (letter === 'P') wanted.numericPorts = true
      else if (letter === 't') wanted.terse = true
      else if (letter === 'a') wanted.and = true
      else if (letter === 'U') {
        selected = true
        wanted.unix = true
      } else if (letter === 'i') {
        selected = true
        const text = joined() || (rest[0] !== undefined && !rest[0].startsWith('-') ? rest.shift()! : '')
        wanted.internet.push(internetOf(text, services))
      } else if (letter === 'p') {
        selected = true
        wanted.pids = value().split(',').map(Number)
      } else if (letter === 'c') wanted.commands.push(value())
      else if (letter === 'u') wanted.users.push(...value().split(','))
      else if (letter === 's') {
        const [protocol = '', names = ''] = joined().split(':')
        wanted.states.push({ protocol: protocol.toLowerCase(), names: names.split(',') })
      } else if (letter === 'w' || letter === 'l' || letter === 'S') continue
      else throw new Failure(`option -${letter} is not part of this simulation`)
    }
  }
  if (!selected || (wanted.internet.length === 0 && !wanted.unix && wanted.paths.length === 0))
    throw new Failure('only sockets (-i, -U, or the path of one) are part of this simulation')
  return wanted
}

/** The path of a socket as it stands in the tables. */
function pathOf({ p }: Io, path: string): string {
  try {
    if ((p.stat(path).mode & S_IFMT) !== S_IFSOCK)
      throw new Failure('files other than sockets are not part of this simulation')
    return path
  } catch (error) {
    if (!isErrno(error)) throw error
    throw new Failure(`status error on ${path}: ${error.message}`)
  }
}

function internetOf(text: string, services: Services): Internet {
  const m = /^([46])?([a-z]+)?(?:@([^:[\]]+|\[[^\]]+\]))?(?::(.+))?$/i.exec(text)
  if (!m) throw new Failure(`unacceptable port specification in: -i ${text}`)
  const [, family, protocol, host, ports] = m
  return {
    ...(family && { family: family === '4' ? 'inet' : 'inet6' }),
    ...(protocol && { protocol: protocol.toLowerCase() }),
    ...(host && { host: canonicalIp(host.replace(/[[\]]/g, '')) ?? host }),
    ...(ports && {
      ports: ports.split(',').map((range) => {
        const [from = '', to = from] = range.split('-')
        const known = [from, to].map((one) => services.portOf(one, 'tcp') ?? services.portOf(one, 'udp'))
        if (known.includes(undefined)) throw new Failure(`unacceptable port specification in: -i :${ports}`)
        return known as [number, number]
      }),
    }),
  }
}

function selects({ family, protocol, host, ports }: Internet, socket: SocketInfo): boolean {
  if (family && socket.family !== family) return false
  if (protocol && socket.protocol !== protocol) return false
  const ends = [socket.local, socket.remote]
  const fits = (end: { host: string; port: number }): boolean =>
    (host === undefined || end.host === host) &&
    (!ports || ports.some(([from, to]) => end.port >= from && end.port <= to))
  return host === undefined && !ports ? true : ends.some(fits)
}

interface Row {
  readonly command: string
  readonly pid: number
  readonly user: string
  readonly fd: number
  readonly type: string
  readonly device: string
  readonly node: string
  readonly name: string
}

/** What of a row does not come from its process. */
type Rest = Pick<Row, 'type' | 'device' | 'node' | 'name'>

function rowsOf(io: Io, wanted: Wanted, services: Services): Row[] {
  const hosts = new HostNames(io.p)
  const names = new Names(io.p)
  const owners = new Map(processes(io.p).map((info) => [info.pid, info]))
  const rows: Row[] = []
  const add = (holder: SocketInfo['holders'][number], uid: number, more: Rest): void => {
    const { pid, comm, fd } = holder
    const owner = owners.get(pid)
    const user = owner ? (names.user(owner.uid) ?? String(owner.uid)) : String(uid)
    const limited = wanted.pids !== undefined || wanted.commands.length > 0 || wanted.users.length > 0
    const chosen =
      (wanted.pids === undefined || wanted.pids.includes(pid)) &&
      (wanted.commands.length === 0 || wanted.commands.some((start) => comm.startsWith(start))) &&
      (wanted.users.length === 0 || wanted.users.includes(user))
    if (!limited || chosen) rows.push({ command: comm.slice(0, 9), pid, user, fd, ...more })
  }
  if (wanted.unix || wanted.paths.length > 0)
    for (const socket of io.p.net.unixSockets())
      if (wanted.unix || wanted.paths.some((path) => isSame(io, socket, path)))
        for (const holder of socket.holders)
          add(holder, socket.uid, {
            type: 'unix',
            device: `0x${socket.address}`,
            node: String(socket.inode),
            name: unixName(socket),
          })
  if (wanted.internet.length === 0) return sorted(rows)
  for (const socket of io.p.net.sockets()) {
    if (socket.protocol === 'packet' || socket.inode === 0) continue
    const isOf = wanted.internet.some((one) => selects(one, socket))
    if (!isOf) continue
    const limits = wanted.states.filter(({ protocol }) => protocol === socket.protocol)
    if (
      wanted.states.length > 0 &&
      limits.length > 0 &&
      !limits.some(({ names: own }) => own.includes(tcpStateName(socket.state)))
    )
      continue
    if (wanted.states.length > 0 && limits.length === 0 && socket.protocol === 'tcp') continue
    for (const holder of socket.holders)
      add(holder, socket.uid, {
        type: socket.family === 'inet' ? 'IPv4' : 'IPv6',
        device: String(socket.inode),
        node: socket.protocol.toUpperCase(),
        name: nameText(socket, wanted, hosts, services),
      })
  }
  return sorted(rows)
}
const sorted = (rows: readonly Row[]): Row[] => [...rows].sort((a, b) => a.pid - b.pid || a.fd - b.fd)

/** It is the socket of a file. */
function isSame({ p }: Io, { file }: UnixSocketInfo, path: string): boolean {
  const { ino, dev } = p.stat(path)
  return file?.ino === ino && file.dev === dev
}

const UNIX_STATES = {
  listening: 'LISTEN',
  connected: 'CONNECTED',
  connecting: 'CONNECTING',
  unconnected: 'UNCONNECTED',
} as const

function unixName({ name, type, state }: UnixSocketInfo): string {
  const shown = name === '' ? '' : `${name.replace(/\0/g, '@')} `
  return `${shown}type=${type.toUpperCase()} (${UNIX_STATES[state]})`
}

function nameText(socket: SocketInfo, wanted: Wanted, hosts: HostNames, services: Services): string {
  const end = ({ host, port }: { host: string; port: number }): string => {
    const plain = host.replace(/^::ffff:(?=\d+\.)/, '')
    const any = plain === '0.0.0.0' || plain === '::'
    const named = any ? '*' : ((wanted.numericHosts ? undefined : hosts.nameOf(plain)) ?? plain)
    const shown = named.includes(':') ? `[${named}]` : named
    const transport = socket.protocol === 'udp' ? 'udp' : 'tcp'
    const service = wanted.numericPorts ? undefined : services.nameOf(port, transport)
    return `${shown}:${port === 0 ? '*' : (service ?? port)}`
  }
  const connected = socket.remote.port !== 0
  const ends = connected ? `${end(socket.local)}->${end(socket.remote)}` : end(socket.local)
  return socket.protocol === 'tcp' ? `${ends} (${tcpStateName(socket.state)})` : `${ends} `
}

/** Columns as wide as what stands in them. */
function table(rows: readonly Row[]): string {
  const widest = (title: string, cells: readonly string[]): number =>
    Math.max(title.length, ...cells.map((cell) => cell.length))
  const command = widest(
    'COMMAND',
    rows.map((row) => row.command),
  )
  const pid = widest(
    'PID',
    rows.map((row) => String(row.pid)),
  )
  const user = widest(
    'USER',
    rows.map((row) => row.user),
  )
  const device = widest(
    'DEVICE',
    rows.map((row) => row.device),
  )
  const node = widest(
    'NODE',
    rows.map((row) => row.node),
  )
  const line = (
    cells: readonly [string, string, string, string, string, string, string, string, string],
  ): string =>
    `${cells[0].padEnd(command)} ${cells[1].padStart(pid)} ${cells[2].padStart(user)} ${cells[3]} ${cells[4].padStart(5)} ` +
    `${cells[5].padStart(device)} ${cells[6].padStart(8)} ${cells[7].padStart(node)} ${cells[8]}\n`
  const head = line(['COMMAND', 'PID', 'USER', '  FD ', 'TYPE', 'DEVICE', 'SIZE/OFF', 'NODE', 'NAME'])
  return (
    head +
    rows
      .map((row) =>
        line([
          row.command,
          String(row.pid),
          row.user,
          `${String(row.fd).padStart(4)}u`,
          row.type,
          row.device,
          '0t0',
          row.node,
          row.name,
        ]),
      )
      .join('')
  )
}
