import { isErrno } from '../../base/errors.ts'
import type { LinkInfo } from '../../kernel/net/calls.ts'
import type { Process } from '../../kernel/process.ts'
import { NAMESPACES, namespaceNames } from './netns.ts'

/** Flags in the order in which iproute2 shows them (ip/ipaddress.c, print_link_flags). */
const ORDER = [
  'LOOPBACK',
  'BROADCAST',
  'POINTOPOINT',
  'MULTICAST',
  'NOARP',
  'ALLMULTI',
  'PROMISC',
  'UP',
  'LOWER_UP',
]

export const isUp = ({ flags }: LinkInfo): boolean => flags.includes('UP')

/** What a namespace is called here. */
interface OtherNamespace {
  /** Its number for this namespace. */
  readonly id: number
  /** Its name in /run/netns. */
  readonly name: string | undefined
}

/** The interfaces of a namespace, and what they are tied to. */
export class Links {
  private readonly p: Process
  private readonly byIndex: ReadonlyMap<number, LinkInfo>
  private names: ReadonlyMap<number, string> | undefined

  constructor(p: Process) {
    this.p = p
    this.byIndex = new Map(p.net.links().map((link) => [link.ifindex, link]))
  }

  /** The other end of a pair: its name where it is of this namespace, else its number there. */
  pairOf({ link, linkNamespace }: LinkInfo): string | number | undefined {
    if (link === undefined) return undefined
    return linkNamespace === undefined ? (this.byIndex.get(link)?.name ?? link) : link
  }

  namespaceOf({ linkNamespace: id }: LinkInfo): OtherNamespace | undefined {
    if (id === undefined) return undefined
    this.names ??= namedIds(this.p)
    return { id, name: this.names.get(id) }
  }

  /** The flags as iproute2 shows them. */
  flagsOf(link: LinkInfo): string[] {
    const found = ORDER.filter((flag) => link.flags.includes(flag))
    if (isUp(link) && !link.flags.includes('RUNNING')) found.unshift('NO-CARRIER')
    const other =
      link.linkNamespace === undefined && link.link !== undefined ? this.byIndex.get(link.link) : undefined
    if (other && !isUp(other)) found.push('M-DOWN')
    return found
  }
}

/** Names of namespaces by the numbers that this namespace gives them. */
export function namedIds(p: Process): Map<number, string> {
  const found = new Map<number, string>()
  for (const name of namespaceNames(p).reverse()) {
    try {
      const fd = p.open(`${NAMESPACES}/${name}`, { read: true })
      const id = p.net.namespaceId(fd)
      p.close(fd)
      if (id !== undefined) found.set(id, name)
    } catch (error) {
      if (!isErrno(error)) throw error
    }
  }
  return found
}
