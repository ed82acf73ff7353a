import type { Random } from '../../base/random.ts'
import { familyOf, type IpAddress, isAny, unmapped } from './address.ts'
import type { NetDevice } from './device.ts'

/** A local address and port that a socket holds. */
export interface Binding {
  /** As bind(2) was given it: `::` takes IPv4 too unless `v6only`. */
  readonly address: IpAddress
  readonly port: number
  readonly v6only: boolean
  readonly device: NetDevice | undefined
  readonly reuseAddress: boolean
  readonly reusePort: boolean
  readonly uid: number
  /** bind(2) was called for it, not only connect(2). */
  readonly bound: boolean
  /** It listens: then SO_REUSEADDR does not let another in. */
  readonly listening: boolean
}

/** Ports of one protocol, and who holds them. */
export class Ports {
  private readonly held = new Map<number, Set<Binding>>()

  /** How many bindings there are. */
  get size(): number {
    let size = 0
    for (const here of this.held.values()) size += here.size
    return size
  }
  at(port: number): ReadonlySet<Binding> {
    return this.held.get(port) ?? NONE
  }
  add(binding: Binding): void {
    const here = this.held.get(binding.port) ?? new Set()
    this.held.set(binding.port, here.add(binding))
  }
  remove(binding: Binding): void {
    const here = this.held.get(binding.port)
    here?.delete(binding)
    if (here?.size === 0) this.held.delete(binding.port)
  }

  /** A socket is bound to it by name: connect(2) does not choose it for others. */
  isReserved(port: number): boolean {
    for (const { listening, bound } of this.at(port)) if (listening || bound) return true
    return false
  }

  /** Somebody else holds what `wanted` would hold (inet_csk_bind_conflict, udp_lib_lport_inuse). */
  conflicts(wanted: Binding): boolean {
    for (const other of this.at(wanted.port)) {
      if (other === wanted) continue
      if (wanted.device && other.device && wanted.device !== other.device) continue
      if (!overlap(wanted, other)) continue
      if (wanted.reuseAddress && other.reuseAddress && !other.listening) continue
      if (wanted.reusePort && other.reusePort && wanted.uid === other.uid) continue
      return true
    }
    return false
  }
}
const NONE: ReadonlySet<Binding> = new Set()

/** IPv4 and IPv6 addresses that a binding takes; `any` for all of a family. */
function taken({ address, v6only }: Binding): { four?: string; six?: string } {
  const four = unmapped(address) ?? (familyOf(address) === 'inet' ? address : undefined)
  if (four !== undefined) return { four: isAny(four) ? 'any' : four }
  if (!isAny(address)) return { six: address }
  return v6only ? { six: 'any' } : { four: 'any', six: 'any' }
}

const meet = (a: string | undefined, b: string | undefined): boolean =>
  a !== undefined && b !== undefined && (a === b || a === 'any' || b === 'any')

function overlap(a: Binding, b: Binding): boolean {
  const first = taken(a)
  const second = taken(b)
  return meet(first.four, second.four) || meet(first.six, second.six)
}

/** A binding takes packets to an address. The more of it is told, the higher: the socket with most points gets them (compute_score). */
export function scoreOf({ address, v6only, device }: Binding, dst: IpAddress, iif: NetDevice): number {
  if (device && device !== iif) return -1
  const bonus = device ? 4 : 0
  const own = unmapped(address) ?? address
  if (own === dst) return 2 + bonus
  if (!isAny(own)) return -1
  if (familyOf(own) === familyOf(dst)) return 1 + bonus
  return familyOf(own) === 'inet6' && !v6only && unmapped(address) === undefined ? bonus : -1
}

/**
 * A port of the ephemeral range that `usable` likes, from a random one on. `parity`: ports of one kind are tried first, as
 * Linux keeps even ones for connect(2) and odd ones for bind(2). Undefined where none is left.
 */
export function ephemeralPort(
  range: string,
  random: Random,
  parity: 'even' | 'odd',
  usable: (port: number) => boolean,
): number | undefined {
  const [low = 32768, high = 60999] = range.split(/\s+/).map(Number)
  const size = high - low + 1
  const start = random.below(size) & ~1
  for (const odd of parity === 'even' ? [0, 1] : [1, 0])
    for (let step = 0; step < size; step += 2) {
      const port = low + ((start + step + odd) % size)
      if (usable(port)) return port
    }
  return undefined
}
