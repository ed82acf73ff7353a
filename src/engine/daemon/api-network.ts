import type { Filters, Value } from './api.ts'
import type { EndpointSettings } from './api-container.ts'

type Labels = Readonly<Record<string, string>>

/** A container on a network. Addresses carry the prefix length: `172.17.0.2/16`. */
export interface NetworkContainer {
  readonly Name: string
  readonly EndpointID: string
  readonly MacAddress: string
  readonly IPv4Address: string
  readonly IPv6Address: string
}

/** Addresses of a network: a subnet, what of it containers get, and what none gets. */
export interface IPAMConfig {
  readonly Subnet?: string
  readonly IPRange?: string
  readonly Gateway?: string
  readonly AuxiliaryAddresses?: Labels | null
}

/** What a network is made from. */
export interface NetworkCreateBody {
  readonly Name?: string
  readonly Driver?: string
  readonly Scope?: string
  readonly EnableIPv4?: boolean
  readonly EnableIPv6?: boolean
  readonly IPAM?: {
    readonly Driver?: string
    readonly Options?: Labels | null
    readonly Config?: readonly IPAMConfig[] | null
  } | null
  readonly Internal?: boolean
  readonly Attachable?: boolean
  readonly Ingress?: boolean
  readonly ConfigOnly?: boolean
  readonly ConfigFrom?: { readonly Network?: string } | null
  readonly Options?: Labels | null
  readonly Labels?: Labels | null
}

/** A network as the API shows it. */
export interface NetworkReply {
  readonly Name: string
  readonly Id: string
  readonly Created: string
  readonly Scope: string
  readonly Driver: string
  readonly EnableIPv4: boolean
  readonly EnableIPv6: boolean
  readonly IPAM: {
    readonly Driver: string
    readonly Options: Labels | null
    readonly Config: readonly IPAMConfig[] | null
  }
  readonly Internal: boolean
  readonly Attachable: boolean
  readonly Ingress: boolean
  readonly ConfigFrom: { readonly Network: string }
  readonly ConfigOnly: boolean
  readonly Containers: Readonly<Record<string, NetworkContainer>>
  readonly Options: Labels
  readonly Labels: Labels
}

/** The routes of networks. */
export interface NetworkApi {
  'GET /networks': { query: { filters?: Filters }; reply: Value<NetworkReply[]> }
  'GET /networks/{id}': {
    params: { id: string }
    query: { verbose?: boolean }
    reply: Value<NetworkReply>
  }
  'POST /networks/create': { body: NetworkCreateBody; reply: Value<{ Id: string; Warning: string }> }
  'POST /networks/{id}/connect': {
    params: { id: string }
    body: { Container?: string; EndpointConfig?: Partial<EndpointSettings> | null }
    reply: Value<null>
  }
  'POST /networks/{id}/disconnect': {
    params: { id: string }
    body: { Container?: string; Force?: boolean }
    reply: Value<null>
  }
  'DELETE /networks/{id}': { params: { id: string }; reply: Value<null> }
  'POST /networks/prune': {
    query: { filters?: Filters }
    reply: Value<{ NetworksDeleted: string[] | null }>
  }
}
