import type { NetworkReply } from '../../daemon/api.ts'
import type { Value } from '../format/template/value.ts'
import { listOf, mapOf, type StructShape, typed } from '../format/typed.ts'

const MAP = 'map[string]string'

/** moby, api/types/network, Inspect. */
const NETWORK: StructShape = {
  type: 'network.Inspect',
  fields: {
    Name: 'string',
    ID: 'string',
    Created: 'string',
    Scope: 'string',
    Driver: 'string',
    EnableIPv4: 'bool',
    EnableIPv6: 'bool',
    IPAM: {
      type: 'network.IPAM',
      fields: {
        Driver: 'string',
        Options: MAP,
        Config: listOf({
          type: 'network.IPAMConfig',
          fields: { Subnet: 'string', IPRange: 'string', Gateway: 'string', AuxAddress: MAP },
          names: { AuxAddress: 'AuxiliaryAddresses' },
          omitEmpty: true,
        }),
      },
    },
    Internal: 'bool',
    Attachable: 'bool',
    Ingress: 'bool',
    ConfigFrom: { type: 'network.ConfigReference', fields: { Network: 'string' } },
    ConfigOnly: 'bool',
    Containers: mapOf({
      type: 'network.EndpointResource',
      fields: {
        Name: 'string',
        EndpointID: 'string',
        MacAddress: 'string',
        IPv4Address: 'string',
        IPv6Address: 'string',
      },
    }),
    Options: MAP,
    Labels: MAP,
  },
  names: { ID: 'Id' },
}

/** What templates see of a network. */
export const networkValue = (network: NetworkReply): Value => typed(network, NETWORK)
