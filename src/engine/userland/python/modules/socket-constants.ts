import type { SocketOptions } from '../../../kernel/net/calls.ts'

/** Numbers of <sys/socket.h>, <netinet/in.h> and <netinet/tcp.h> on Linux. */
export const CONSTANTS = {
  AF_UNSPEC: 0,
  AF_UNIX: 1,
  AF_INET: 2,
  AF_INET6: 10,
  AF_PACKET: 17,
  SOCK_STREAM: 1,
  SOCK_DGRAM: 2,
  SOCK_RAW: 3,
  SOCK_SEQPACKET: 5,
  SOCK_NONBLOCK: 2048,
  SOL_SOCKET: 1,
  SOL_TCP: 6,
  SOL_UDP: 17,
  IPPROTO_IP: 0,
  IPPROTO_ICMP: 1,
  IPPROTO_TCP: 6,
  IPPROTO_UDP: 17,
  IPPROTO_IPV6: 41,
  IPPROTO_ICMPV6: 58,
  SO_REUSEADDR: 2,
  SO_TYPE: 3,
  SO_ERROR: 4,
  SO_BROADCAST: 6,
  SO_SNDBUF: 7,
  SO_RCVBUF: 8,
  SO_KEEPALIVE: 9,
  SO_LINGER: 13,
  SO_REUSEPORT: 15,
  SO_PEERCRED: 17,
  SO_RCVTIMEO: 20,
  SO_SNDTIMEO: 21,
  SO_BINDTODEVICE: 25,
  SO_MARK: 36,
  IP_TOS: 1,
  IP_TTL: 2,
  TCP_NODELAY: 1,
  IPV6_V6ONLY: 26,
  SHUT_RD: 0,
  SHUT_WR: 1,
  SHUT_RDWR: 2,
  SOMAXCONN: 4096,
  INADDR_ANY: 0,
  MSG_PEEK: 2,
  MSG_DONTWAIT: 64,
  MSG_WAITALL: 256,
  MSG_NOSIGNAL: 16384,
  EAI_NONAME: -2,
  EAI_AGAIN: -3,
  NI_NUMERICHOST: 1,
  NI_NUMERICSERV: 2,
  AI_PASSIVE: 1,
} as const

/** The option behind a level and a number. */
export function optionOf(level: number, number: number): keyof SocketOptions | undefined {
  if (level === CONSTANTS.SOL_SOCKET) return OF_SOCKETS[number]
  if (level === CONSTANTS.IPPROTO_TCP) return number === CONSTANTS.TCP_NODELAY ? 'nodelay' : undefined
  if (level === CONSTANTS.IPPROTO_IP)
    return number === CONSTANTS.IP_TTL ? 'ttl' : number === CONSTANTS.IP_TOS ? 'tos' : undefined
  if (level === CONSTANTS.IPPROTO_IPV6) return number === CONSTANTS.IPV6_V6ONLY ? 'v6only' : undefined
  return undefined
}

const OF_SOCKETS: Readonly<Record<number, keyof SocketOptions>> = {
  [CONSTANTS.SO_REUSEADDR]: 'reuseaddr',
  [CONSTANTS.SO_BROADCAST]: 'broadcast',
  [CONSTANTS.SO_SNDBUF]: 'sndbuf',
  [CONSTANTS.SO_RCVBUF]: 'rcvbuf',
  [CONSTANTS.SO_KEEPALIVE]: 'keepalive',
  [CONSTANTS.SO_LINGER]: 'linger',
  [CONSTANTS.SO_REUSEPORT]: 'reuseport',
  [CONSTANTS.SO_BINDTODEVICE]: 'bindtodevice',
  [CONSTANTS.SO_MARK]: 'mark',
}
