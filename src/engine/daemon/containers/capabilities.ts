import { EngineError } from '../../base/errors.ts'
import { byCodeUnit } from '../../base/text.ts'
import { CAPABILITIES, type Capability } from '../../kernel/capabilities.ts'
import type { HostConfig } from '../api.ts'

/** What a container may do without being asked (moby, oci/caps/defaults.go). */
const DEFAULT: readonly Capability[] = [
  'CHOWN',
  'DAC_OVERRIDE',
  'FSETID',
  'FOWNER',
  'MKNOD',
  'NET_RAW',
  'SETGID',
  'SETUID',
  'SETFCAP',
  'SETPCAP',
  'NET_BIND_SERVICE',
  'SYS_CHROOT',
  'KILL',
  'AUDIT_WRITE',
]

/** `sys_admin`, `CAP_SYS_ADMIN`, `ALL`. Throws for a name that is none (moby, oci/caps/utils.go). */
function parse(names: readonly string[], option: string): Set<Capability | 'ALL'> {
  const found = new Set<Capability | 'ALL'>()
  for (const name of names) {
    const full = name.toUpperCase()
    const bare = full.startsWith('CAP_') ? full.slice(4) : full
    if (full !== 'ALL' && !(CAPABILITIES as readonly string[]).includes(bare))
      throw new EngineError('invalid', `invalid ${option}: unknown capability: "CAP_${bare}"`)
    found.add(bare as Capability | 'ALL')
  }
  return found
}

/** Names as they are kept: `CAP_NET_ADMIN`, each once, in order. */
export const capabilityNames = (names: readonly string[] | null | undefined): string[] | null =>
  names
    ? [...parse(names, 'CapAdd')].map((name) => (name === 'ALL' ? name : `CAP_${name}`)).sort(byCodeUnit)
    : null

/** Refuses names that are no capabilities. */
export function checkCapabilities({ CapAdd, CapDrop }: Partial<HostConfig>): void {
  parse(CapAdd ?? [], 'CapAdd')
  parse(CapDrop ?? [], 'CapDrop')
}

/** The bounding set of a container's processes; undefined: all (TweakCapabilities). */
export function boundingOf({ Privileged, CapAdd, CapDrop }: HostConfig): ReadonlySet<Capability> | undefined {
  if (Privileged) return undefined
  const add = parse(CapAdd ?? [], 'CapAdd')
  const drop = parse(CapDrop ?? [], 'CapDrop')
  const own = (set: ReadonlySet<Capability | 'ALL'>): Capability[] =>
    CAPABILITIES.filter((name) => set.has(name))
  if (add.has('ALL')) return new Set(CAPABILITIES.filter((name) => !drop.has(name)))
  if (drop.has('ALL')) return new Set(own(add))
  return new Set([...DEFAULT.filter((name) => !drop.has(name)), ...own(add)])
}
