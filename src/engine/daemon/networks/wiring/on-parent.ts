import { EngineError } from '../../../base/errors.ts'
import { addDummy, addMacvlan, moveTo, rename, setUp } from '../../../kernel/net/links.ts'
import type { Macvlan } from '../../../kernel/net/macvlan.ts'
import type { NetNamespace } from '../../../kernel/net/stack.ts'
import { macvlanMode, parentName } from '../parent.ts'
import type { Network } from '../store.ts'
import { freeName } from './addresses.ts'

/** Where nobody named an interface of the host, a network has one that leads nowhere. */
export function addParent(host: NetNamespace, network: Network): void {
  if (network.options.parent || host.device(parentName(network))) return
  setUp(addDummy(host, parentName(network)))
}

/** A device on a network's parent, moved to where it is wanted (moby, libnetwork/drivers/macvlan). */
export function addOnParent(
  host: NetNamespace,
  network: Network,
  wanted: { readonly namespace: NetNamespace; readonly name: string; readonly mac: string },
): Macvlan {
  const { namespace, name, mac } = wanted
  const parent = host.device(parentName(network))
  if (!parent)
    throw new EngineError(
      'internal',
      `error looking up parent interface ${parentName(network)}: Link not found`,
    )
  const device = addMacvlan(host, name, parent, macvlanMode(network), mac || undefined)
  device.txQueueLength = 0
  moveTo(device, namespace)
  rename(device, freeName(namespace, device))
  return device
}
