import { decode, encode } from '../../../base/text.ts'
import type { SocketAddress } from '../../../kernel/net/calls.ts'
import { ResolveError, resolve } from '../../net/resolve.ts'
import { integer } from '../arguments.ts'
import { EXCEPTIONS, makeException, Raised, raise, typeError } from '../errors.ts'
import { Bytes, PyClass, Tuple, type Value } from '../values.ts'
import type { Vm } from '../vm.ts'
import { CONSTANTS } from './socket-constants.ts'

export const GAIERROR = new PyClass('gaierror', [EXCEPTIONS.get('OSError')!], new Map(), { module: 'socket' })

/** Numbers of getaddrinfo's errors (netdb.h). */
const NUMBERS = { unknown: -2n, again: -3n, family: -9n } as const

export function resolutionError(error: ResolveError): Raised {
  const value = makeException(GAIERROR, [NUMBERS[error.kind], error.message])
  value.attributes.set('errno', NUMBERS[error.kind])
  value.attributes.set('strerror', error.message)
  return new Raised(value)
}

/** An address as Python has it; of a Unix socket a path, or bytes of an abstract name. */
export const addressValue = (family: number, address: SocketAddress): Value => {
  if (family !== CONSTANTS.AF_UNIX) return tupleOf(address)
  return address.host.startsWith('\0') ? new Bytes(encode(address.host)) : address.host
}

const tupleOf = ({ host, port }: SocketAddress): Tuple =>
  new Tuple(host.includes(':') ? [host, BigInt(port), 0n, 0n] : [host, BigInt(port)])

/** Addresses of a name, in one family or both. `socket.gaierror`. */
export async function addressesOf(vm: Vm, host: string, family: number): Promise<string[]> {
  try {
    return await resolve(
      vm.process,
      host,
      family === CONSTANTS.AF_INET ? 4 : family === CONSTANTS.AF_INET6 ? 6 : undefined,
    )
  } catch (error) {
    if (error instanceof ResolveError) throw resolutionError(error)
    throw error
  }
}

/** `(host, port)` as an address; `name` is the method's, for its messages. */
export async function addressFrom(
  vm: Vm,
  family: number,
  value: Value,
  name: string,
): Promise<SocketAddress> {
  if (family === CONSTANTS.AF_UNIX) {
    const path = value instanceof Bytes ? decode(value.data) : value
    if (typeof path !== 'string')
      throw typeError(`a bytes-like object is required, not '${vm.typeName(value)}'`)
    if (path.length >= (path.startsWith('\0') ? 109 : 108)) throw raise('OSError', 'AF_UNIX path too long')
    return { host: path, port: 0 }
  }
  if (!(value instanceof Tuple))
    throw typeError(
      `${name}(): AF_INET${family === CONSTANTS.AF_INET6 ? '6' : ''} address must be tuple, not ${vm.typeName(value)}`,
    )
  const [host, number] = value.items
  if (value.items.length < 2 || typeof host !== 'string')
    throw typeError(`${name}(): AF_INET address must be a pair (host, port)`)
  const port = integer(number)
  if (port < 0 || port > 65535) throw raise('OverflowError', `${name}(): port must be 0-65535.`)
  if (host === '') return { host: family === CONSTANTS.AF_INET6 ? '::' : '0.0.0.0', port }
  if (host === '<broadcast>') return { host: '255.255.255.255', port }
  const [first] = await addressesOf(vm, host, family)
  return { host: first!, port }
}
