import type { SocketInfo } from '../../../kernel/net/calls.ts'
import type { Services } from '../services.ts'

/** States as ss writes them. */
const NAMES: Readonly<Record<string, string>> = {
  ESTABLISHED: 'ESTAB',
  'SYN-RECEIVED': 'SYN-RECV',
  CLOSED: 'UNCONN',
}
export const stateName = ({ state }: SocketInfo): string => NAMES[state] ?? state

/** As they are named in filters. */
export const STATES = [
  'established',
  'syn-sent',
  'syn-recv',
  'fin-wait-1',
  'fin-wait-2',
  'time-wait',
  'unconnected',
  'close-wait',
  'last-ack',
  'listening',
  'closing',
] as const
const FILTER_NAMES: Readonly<Record<string, string>> = {
  ESTAB: 'established',
  UNCONN: 'unconnected',
  LISTEN: 'listening',
}
/** The name of a socket's state in a filter. */
export const filterState = (socket: SocketInfo): string => {
  const name = stateName(socket)
  return FILTER_NAMES[name] ?? name.toLowerCase()
}

const isAny = (host: string): boolean => host === '0.0.0.0' || host === '::'

/** It takes IPv4 too: it listens or waits at all addresses, and was not told to keep to IPv6. */
const isDual = ({ v6only, local, state }: SocketInfo): boolean =>
  !v6only &&
  (isAny(local.host) || local.host.startsWith('::ffff:')) &&
  (state === 'LISTEN' || state === 'CLOSED')

/** `127.0.0.1:`, `[::1]:`, `*:` for all addresses of both families. */
export function hostText(
  socket: SocketInfo,
  side: 'local' | 'remote',
  nameOf: (host: string) => string,
): string {
  const { host } = socket[side]
  const { device } = socket
  const on = side === 'local' && device !== undefined ? `%${device}` : ''
  if (socket.family === 'inet') return `${isAny(host) ? host : nameOf(host)}${on}:`
  if (isAny(host) && isDual(socket)) return `*${on}:`
  const named = isAny(host) ? host : nameOf(host)
  return `${named.includes(':') ? `[${named}]` : named}${on}:`
}

const EPHEMERAL = [32768, 60999] as const

/** A port's name, unless it is one of those that the kernel gives. */
export function portText(port: number, transport: 'tcp' | 'udp', services: Services | undefined): string {
  if (port === 0) return '*'
  const given = port >= EPHEMERAL[0] && port <= EPHEMERAL[1]
  return (given ? undefined : services?.nameOf(port, transport)) ?? String(port)
}

/** `users:(("nginx",pid=609,fd=5))`, the last one found first. */
export function usersText({ holders }: Pick<SocketInfo, 'holders'>): string {
  if (holders.length === 0) return ''
  const order = [...holders].sort((a, b) => b.pid - a.pid || b.fd - a.fd)
  return ` users:(${order.map(({ comm, pid, fd }) => `("${comm}",pid=${pid},fd=${fd})`).join(',')})`
}

/** `1.500ms`, `59sec`, `119min` of nanoseconds (ss.c, print_ms_timer). */
function duration(nanoseconds: number): string {
  const total = Math.floor(nanoseconds / 1e6)
  const minutes = Math.floor(total / 60_000)
  const seconds = Math.floor(total / 1000) % 60
  const rest = minutes > 0 || seconds > 9 ? 0 : total % 1000
  let text = minutes > 0 ? `${minutes}min` : ''
  if (seconds > 0 && minutes <= 9) text += `${seconds}${rest > 0 ? '.' : 'sec'}`
  if (rest > 0) text += `${String(rest).padStart(3, '0')}ms`
  return text
}

/** `timer:(on,204ms,0)`. */
export function timerText({ timer }: SocketInfo): string {
  if (!timer) return ''
  return ` timer:(${timer.kind},${duration(timer.left)},${timer.retries})`
}

/** What `-e` adds. */
export function extendedText(socket: SocketInfo): string {
  let text = ''
  if (socket.uid !== 0) text += ` uid:${socket.uid}`
  text += ` ino:${socket.inode} sk:${(socket.inode % 65536).toString(16)}`
  if (socket.family === 'inet6' && socket.state === 'LISTEN') text += ` v6only:${socket.v6only ? 1 : 0}`
  return `${text} <->`
}
