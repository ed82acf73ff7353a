import { NetworkError } from '../base/http.ts'
import { canonicalIp } from '../base/ip.ts'
import type { Kernel } from '../kernel/kernel.ts'
import { type IpAddress, ip } from '../kernel/net/address.ts'
import type { Lan } from '../kernel/net/cable.ts'
import type { Route } from '../kernel/net/routes.ts'
import type { Process } from '../kernel/process.ts'
import { fieldsIn } from '../userland/system-files.ts'

/** A machine's way to what lies beyond its own network. */
export interface WayOut {
  readonly kernel: Kernel
  readonly lan: Lan
  /** Whose /etc/resolv.conf and /etc/hosts count. */
  readonly host: Process
}

/** An address of the hub's. */
const HUB_ADDRESS = ip('98.85.153.80')
const DNS_PORT = 53
/** What Go asks where /etc/resolv.conf names none (net/dnsconfig_unix.go). */
const OWN_SERVERS = ['127.0.0.1', '[::1]']

/** Why a machine elsewhere cannot be reached, as Go's resolver and dialer find out; undefined where it can. */
export function lostOn(way: WayOut, name: string, port: number): NetworkError | undefined {
  const literal = canonicalIp(name.replace(/^\[|\]$/g, ''))
  if (literal === undefined && !fieldsIn(way.host, '/etc/hosts').some((names) => names.includes(name))) {
    const failure = lookupFailure(way, name)
    if (failure !== undefined) return new NetworkError('unknown-host', failure)
  }
  const address = literal === undefined ? HUB_ADDRESS : ip(literal)
  const step = stepTo(way, address)
  if (step === 'there') return undefined
  return new NetworkError(step === 'no-route' ? 'no-route' : 'unreachable', `${address}:${port}`)
}

/** `lookup NAME on SERVER:53: …` where no server of /etc/resolv.conf answers: the last one is told of. */
function lookupFailure(way: WayOut, name: string): string | undefined {
  const named = fieldsIn(way.host, '/etc/resolv.conf').flatMap(([word, server]) =>
    word === 'nameserver' && server !== undefined ? [server] : [],
  )
  let last: string | undefined
  for (const server of named.length > 0 ? named : OWN_SERVERS) {
    const why = serverFailure(way, server)
    if (why === undefined) return undefined
    last = `lookup ${name} on ${server}:${DNS_PORT}: ${why}`
  }
  return last
}

function serverFailure(way: WayOut, server: string): string | undefined {
  const { network } = way.kernel
  const at = `${server}:${DNS_PORT}`
  const from = (source: string): string => `read udp ${source}:${ephemeral(way)}->${at}: `
  if (server.startsWith('127.') || server === '[::1]') return `${from(server)}read: connection refused`
  const address = ip(server)
  const step = stepTo(way, address)
  if (step === 'no-route') return `dial udp ${at}: connect: network is unreachable`
  const route = network.routes.lookup({ dst: address })!
  const source = route.device?.addresses.find((one) => !one.address.includes(':'))?.address ?? '0.0.0.0'
  if (step === 'silent') return `${from(source)}read: no route to host`
  // On its own network the router alone knows names.
  const router = defaultRoute(way)?.gateway
  return route.gateway !== undefined || router === undefined || address === router
    ? undefined
    : `${from(source)}read: connection refused`
}

const ephemeral = ({ kernel }: WayOut): number =>
  32768 + kernel.network.random('resolver ports').below(28_232)

const defaultRoute = ({ kernel }: WayOut): Route | undefined =>
  kernel.network.routes.lookup({ dst: HUB_ADDRESS })

/** How far a packet to an address comes: nowhere, to a machine that is not there, or to one that is. */
function stepTo({ kernel: { network }, lan }: WayOut, address: IpAddress): 'no-route' | 'silent' | 'there' {
  const route = network.routes.lookup({ dst: address })
  if (!route?.device || route.type !== 'unicast') return 'no-route'
  if (route.device.kind !== 'ethernet') return 'there'
  return lan.answers(route.gateway ?? address, network) ? 'there' : 'silent'
}
