import { isAny, isMulticast } from '../net/address.ts'
import { sourceFor } from '../net/interfaces.ts'
import { TABLES } from '../net/routes.ts'
import type { NetNamespace } from '../net/stack.ts'
import type { Surroundings } from './matching.ts'
import { Netfilter } from './netfilter.ts'
import type { AddressType } from './rule.ts'

/** The netfilter of a network namespace; it is there once somebody asks for it. */
export function netfilterOf(namespace: NetNamespace): Netfilter {
  if (namespace.filter instanceof Netfilter) return namespace.filter
  const netfilter = new Netfilter(surroundingsOf(namespace))
  namespace.filter = netfilter
  return netfilter
}

function surroundingsOf(namespace: NetNamespace): Surroundings {
  return {
    net: namespace,
    now: () => namespace.now,
    random: namespace.random('netfilter'),
    // The kernel looks into the table `local` alone (inet_addr_type).
    addressType: (address, device) => {
      if (isAny(address) || address === '255.255.255.255') return 'BROADCAST'
      if (isMulticast(address)) return 'MULTICAST'
      const route = namespace.routes.inTable(TABLES.local, { dst: address })
      if (!route || (device && route.device !== device)) return 'UNICAST'
      return route.type.toUpperCase() as AddressType
    },
    sourceOf: (device, dst) => sourceFor(namespace.devices, { device, dst, nextHop: dst, global: true }),
    log: (level, text) => namespace.log(level, text),
  }
}
