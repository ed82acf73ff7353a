import type { Process } from '../../kernel/process.ts'
import { findGroup, findUser, Names } from '../accounts.ts'
import { fieldsIn } from '../system-files.ts'

/** Protocols that iptables knows without /etc/protocols (libxtables/xtables.c, xtables_chain_protos). */
const PROTOCOLS: readonly (readonly [string, number])[] = [
  ['tcp', 6],
  ['sctp', 132],
  ['udp', 17],
  ['udplite', 136],
  ['icmp', 1],
  ['icmpv6', 58],
  ['ipv6-icmp', 58],
  ['esp', 50],
  ['ah', 51],
  ['ipv6-mh', 135],
  ['mh', 135],
  ['all', 0],
]

/** Names of services, protocols, hosts, users as the files in /etc have them. Each file is read once. */
export class NameTables {
  private readonly p: Process
  private readonly read = new Map<string, string[][]>()
  private readonly owners: Names

  constructor(p: Process) {
    this.p = p
    this.owners = new Names(p)
  }
  private table(path: string): string[][] {
    let found = this.read.get(path)
    if (!found) {
      found = fieldsIn(this.p, path)
      this.read.set(path, found)
    }
    return found
  }

  service(port: number, protocol: string): string | undefined {
    return this.table('/etc/services').find(([, where]) => where === `${port}/${protocol}`)?.[0]
  }
  port(name: string, protocol: string): number | undefined {
    const row = this.table('/etc/services').find(
      ([first, where = '', ...aliases]) =>
        (first === name || aliases.includes(name)) && where.endsWith(`/${protocol}`),
    )
    return row && Number.parseInt(row[1]!, 10)
  }
  protocolNumber(name: string): number | undefined {
    const known = PROTOCOLS.find(([one]) => one === name)
    if (known) return known[1]
    const row = this.table('/etc/protocols').find(
      ([first, , ...aliases]) => first === name || aliases.includes(name),
    )
    return row && Number(row[1])
  }
  protocolName(number: number): string | undefined {
    if (number === 58) return 'ipv6-icmp'
    const known = PROTOCOLS.find(([, one]) => one === number)
    return known?.[0] ?? this.table('/etc/protocols').find(([, one]) => Number(one) === number)?.[0]
  }
  /** Addresses of a host, as /etc/hosts has them. */
  hostAddresses(name: string): string[] {
    return this.table('/etc/hosts')
      .filter(([, ...names]) => names.includes(name))
      .map(([address]) => address!)
  }
  hostName(address: string): string | undefined {
    return this.table('/etc/hosts').find(([one]) => one === address)?.[1]
  }
  networkName(address: string): string | undefined {
    return this.table('/etc/networks').find(([, one]) => one === address)?.[0]
  }
  userName(uid: number): string | undefined {
    return this.owners.user(uid)
  }
  groupName(gid: number): string | undefined {
    return this.owners.group(gid)
  }
  uid(name: string): number | undefined {
    return findUser(this.p, name)?.uid
  }
  gid(name: string): number | undefined {
    return findGroup(this.p, name)
  }
}
