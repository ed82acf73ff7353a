import { ipBytes, ipText } from '../../../base/ip.ts'
import { argument, bytes, given, integer, real, text } from '../arguments.ts'
import { Raised, raise } from '../errors.ts'
import { Builtin, Bytes, List, type Native, Tuple, type Value } from '../values.ts'
import type { Vm } from '../vm.ts'
import type { ModuleSource } from './index.ts'
import { addressesOf, GAIERROR } from './socket-addresses.ts'
import { CONSTANTS } from './socket-constants.ts'
import { create, createPair, SOCKET_CLASS, type SocketObject } from './socket-object.ts'

const FILE = '/usr/lib/python3.11/socket.py'

const familyOf = (address: string): number => (address.includes(':') ? CONSTANTS.AF_INET6 : CONSTANTS.AF_INET)

/** `socket.create_connection`: the first address that answers. */
const createConnection: Native = async (vm, args, keywords) => {
  const [host, port] = await vm.list(args[0] ?? null)
  const timeout = argument(args, keywords, 1, 'timeout')
  let last: Raised | undefined
  for (const address of await addressesOf(vm, text(host), CONSTANTS.AF_UNSPEC)) {
    const socket = (await create(vm, [BigInt(familyOf(address)), 1n], new Map())) as SocketObject
    if (timeout !== undefined) socket.setTimeout(given(timeout) === undefined ? null : real(timeout))
    vm.pinned.add(socket)
    try {
      await socket.connect({ host: address, port: integer(port) })
      return socket
    } catch (error) {
      socket.close()
      if (!(error instanceof Raised)) throw error
      last ??= error
    } finally {
      vm.pinned.delete(socket)
    }
  }
  if (!last) throw raise('OSError', 'getaddrinfo returns an empty list')
  last.frames.push(
    { file: FILE, line: 836, name: 'create_connection', source: 'sock.connect(sa)' },
    { file: FILE, line: 851, name: 'create_connection', source: 'raise exceptions[0]' },
  )
  throw last
}

const createServer: Native = async (vm, args, keywords) => {
  const family = keywords.get('family') ?? BigInt(CONSTANTS.AF_INET)
  const socket = await create(vm, [family, 1n], new Map())
  await vm.callMethod(socket, 'setsockopt', [1n, BigInt(CONSTANTS.SO_REUSEADDR), 1n])
  await vm.callMethod(socket, 'bind', [args[0] ?? null])
  const backlog = keywords.get('backlog')
  await vm.callMethod(socket, 'listen', backlog === undefined || backlog === null ? [] : [backlog])
  return socket
}

const lookUp: Native = async (vm, args, keywords) => {
  const [host, port] = args
  const family = integer(argument(args, keywords, 2, 'family') ?? 0n)
  const kind = integer(argument(args, keywords, 3, 'type') ?? 0n)
  const name = host === null || host === undefined ? '127.0.0.1' : text(host)
  const number = typeof port === 'bigint' ? port : port === null ? 0n : BigInt(text(port))
  const found: Value[] = []
  for (const address of await addressesOf(vm, name, family))
    for (const each of [CONSTANTS.SOCK_STREAM, CONSTANTS.SOCK_DGRAM, CONSTANTS.SOCK_RAW]) {
      if (kind !== 0 && kind !== each) continue
      const protocol = [0, CONSTANTS.IPPROTO_TCP, CONSTANTS.IPPROTO_UDP, 0][each]!
      const where = address.includes(':') ? [address, number, 0n, 0n] : [address, number]
      found.push(new Tuple([BigInt(familyOf(address)), BigInt(each), BigInt(protocol), '', new Tuple(where)]))
    }
  return new List(found)
}

const swapped =
  (size: 16 | 32): Native =>
  (_vm, [value]) => {
    const view = new DataView(new ArrayBuffer(4))
    if (size === 16) view.setUint16(0, integer(value))
    else view.setUint32(0, integer(value))
    return BigInt(size === 16 ? view.getUint16(0, true) : view.getUint32(0, true))
  }

const toBytes: Native = (_vm, args) => {
  const data = ipBytes(text(args.at(-1)))
  if (!data) throw raise('OSError', 'illegal IP address string passed to inet_pton')
  return new Bytes(data)
}

const FUNCTIONS: Readonly<Record<string, Native>> = {
  create_connection: createConnection,
  create_server: createServer,
  socketpair: createPair,
  getaddrinfo: lookUp,
  gethostbyname: async (vm, [host]) => (await addressesOf(vm, text(host), CONSTANTS.AF_INET))[0]!,
  gethostname: (vm) => vm.process.hostname(),
  getfqdn: (vm, [name]) => (name === undefined || name === '' ? vm.process.hostname() : name),
  inet_aton: toBytes,
  inet_pton: toBytes,
  inet_ntoa: (_vm, [data]) => ipText(bytes(data)),
  inet_ntop: (_vm, [, data]) => ipText(bytes(data)),
  htons: swapped(16),
  ntohs: swapped(16),
  htonl: swapped(32),
  ntohl: swapped(32),
  setdefaulttimeout: (vm, [seconds]) => {
    vm.socketTimeout = given(seconds) === undefined ? null : real(seconds)
    return null
  },
  getdefaulttimeout: (vm) => vm.socketTimeout,
}

const exceptions = (vm: Vm): [string, Value][] => [
  ['error', vm.builtins.get('OSError')!],
  ['timeout', vm.builtins.get('TimeoutError')!],
  ['herror', vm.builtins.get('OSError')!],
  ['gaierror', GAIERROR],
]

/** `socket`, over the kernel's own. */
export const SOCKET: ModuleSource = {
  kind: 'native',
  names: (vm) => [
    ...Object.entries(CONSTANTS).map(([name, number]) => [name, BigInt(number)] as const),
    ...Object.entries(FUNCTIONS).map(([name, call]) => [name, new Builtin(name, call)] as const),
    ...exceptions(vm),
    ['socket', SOCKET_CLASS],
    ['SocketType', SOCKET_CLASS],
    ['has_ipv6', true],
  ],
}
