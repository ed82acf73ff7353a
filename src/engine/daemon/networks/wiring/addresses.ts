import { isErrno } from '../../../base/errors.ts'
import { type IpAddress, lastOf } from '../../../kernel/net/address.ts'
import type { NetDevice } from '../../../kernel/net/device.ts'
import { addAddress } from '../../../kernel/net/interfaces.ts'
import type { NetNamespace } from '../../../kernel/net/stack.ts'
import type { EndpointSettings } from '../../api.ts'
import { isSix } from '../address.ts'

/** eth0, or the next number that is free. */
export function freeName(namespace: NetNamespace, self?: NetDevice): string {
  for (let number = 0; ; number++) {
    const other = namespace.device(`eth${number}`)
    if (!other || other === self) return `eth${number}`
  }
}

/** The addresses of an attachment. */
export function giveAll(device: NetDevice, endpoint: EndpointSettings): void {
  device.ipv6 = endpoint.GlobalIPv6Address !== ''
  if (endpoint.IPAddress) give(device, endpoint.IPAddress, endpoint.IPPrefixLen)
  if (endpoint.GlobalIPv6Address) give(device, endpoint.GlobalIPv6Address, endpoint.GlobalIPv6PrefixLen)
  for (const own of endpoint.IPAMConfig?.LinkLocalIPs ?? [])
    if (!isSix(own)) give(device, own, LINK_LOCAL_LENGTH)
}

/** Bits of the network of link-local addresses (RFC 3927). */
const LINK_LOCAL_LENGTH = 16

/** An address on an interface, with the broadcast address of its subnet; of IPv6 without looking for others that have it. */
export function give(device: NetDevice, address: string, length: number): void {
  const six = isSix(address)
  const broadcast = length < 31 && !six ? lastOf({ address: address as IpAddress, length }) : undefined
  try {
    addAddress(device.namespace.routes, device, {
      address: address as IpAddress,
      length,
      broadcast,
      ...(six && { nodad: true }),
    })
  } catch (error) {
    if (!isErrno(error, 'EEXIST')) throw error
  }
}
