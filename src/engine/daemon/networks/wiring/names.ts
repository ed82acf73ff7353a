import { ownAddresses } from '../../containers/etc-files.ts'
import type { Daemon } from '../../daemon.ts'

/** The networks of a container on which names are known, in the order in which they are asked. */
const networksOf = (daemon: Daemon, id: string): string[] =>
  Object.values(daemon.containers.get(id)?.sandbox?.endpoints ?? {}).flatMap(({ NetworkID, DNSNames }) =>
    DNSNames === null ? [] : [NetworkID],
  )

interface Known {
  readonly network: string
  readonly addresses: readonly string[]
  readonly names: readonly string[]
}

/** Who is on a container's networks. */
function neighbours(daemon: Daemon, id: string): Known[] {
  const networks = networksOf(daemon, id)
  return networks.flatMap((networkID) =>
    daemon.containers.all().flatMap(({ sandbox }) =>
      Object.values(sandbox?.endpoints ?? {})
        .filter((endpoint) => endpoint.NetworkID === networkID && ownAddresses(endpoint).length > 0)
        .map((endpoint) => ({
          network: daemon.networks.find(networkID)?.name ?? '',
          addresses: ownAddresses(endpoint),
          names: endpoint.DNSNames ?? [],
        })),
    ),
  )
}

/** Addresses of both families behind a name, as a container's networks know it: `web`, or `web.lab`; undefined where nobody has it. */
export function addressesOf(daemon: Daemon, id: string, name: string): string[] | undefined {
  const wanted = name.toLowerCase()
  const known = neighbours(daemon, id)
  const linked = links(daemon, id).get(wanted)
  if (linked) return linked
  for (const network of new Set(known.map((one) => one.network))) {
    const here = known.filter((one) => one.network === network)
    const found = here.filter(({ names }) =>
      names.some((one) => one.toLowerCase() === wanted || `${one}.${network}`.toLowerCase() === wanted),
    )
    if (found.length > 0) return found.flatMap(({ addresses }) => addresses)
  }
  return undefined
}

/** Names that a container's links give to others, on the networks of the link. */
function links(daemon: Daemon, id: string): Map<string, string[]> {
  const endpoints = Object.values(daemon.containers.get(id)?.sandbox?.endpoints ?? {})
  const found = new Map<string, string[]>()
  for (const { Links, NetworkID, DNSNames } of endpoints) {
    if (DNSNames === null) continue
    for (const link of Links ?? []) {
      const [name = '', alias = name] = link.split(':')
      const target = daemon.containers.all().find((one) => one.name === name || one.id === name)
      const its = Object.values(target?.sandbox?.endpoints ?? {}).find((one) => one.NetworkID === NetworkID)
      if (its && ownAddresses(its).length > 0) found.set(alias.toLowerCase(), ownAddresses(its))
    }
  }
  return found
}

/** The name of who has an address: `web.lab`. */
export function nameOf(daemon: Daemon, id: string, address: string): string | undefined {
  const found = neighbours(daemon, id).find((one) => one.addresses.includes(address))
  return found?.names[0] === undefined ? undefined : `${found.names[0]}.${found.network}`
}
