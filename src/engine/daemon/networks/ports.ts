import { EngineError } from '../../base/errors.ts'
import type { PortBinding, PortMap } from '../api.ts'

/** Ports that the daemon chooses from (/proc/sys/net/ipv4/ip_local_port_range). */
const FIRST = 32768
const LAST = 60999

const ANY = ['0.0.0.0', '::']

interface Taken {
  readonly protocol: string
  readonly ip: string
  readonly port: string
}

const protocolOf = (port: string): string => port.slice(port.indexOf('/') + 1)

/** Two addresses that cannot both be bound: equal ones, or one of a family with that family's wildcard. */
const overlaps = (a: string, b: string): boolean =>
  a === b || ANY.some((any) => (a === any || b === any) && a.includes(':') === b.includes(':'))

/** What is published by containers that run. */
export const takenPorts = (maps: Iterable<PortMap>): Taken[] =>
  [...maps].flatMap((map) =>
    Object.entries(map).flatMap(([port, bindings]) =>
      (bindings ?? []).map(({ HostIp, HostPort }) => ({
        protocol: protocolOf(port),
        ip: HostIp,
        port: HostPort,
      })),
    ),
  )

/** Ports by number, then protocol: the order in which they are published. */
export const byPort = (a: string, b: string): number =>
  Number.parseInt(a, 10) - Number.parseInt(b, 10) || (a < b ? -1 : 1)

/** Hands out host ports (moby, libnetwork/portallocator). */
export class PortAllocator {
  private readonly taken: Taken[]
  /** The port that was chosen last; the next choice goes on from it. */
  last: number

  constructor(taken: readonly Taken[], last: number) {
    this.taken = [...taken]
    this.last = last
  }

  /** Takes a port at addresses of the host; which one follows from `asked`. Throws where there is none. */
  bind(protocol: string, ips: readonly string[], asked: string): PortBinding[] {
    const holder = (candidate: string): Taken | undefined =>
      ips
        .flatMap((ip) =>
          this.taken.filter(
            (one) => one.protocol === protocol && one.port === candidate && overlaps(one.ip, ip),
          ),
        )
        .at(0)
    const free = (candidate: string): boolean => holder(candidate) === undefined
    const chosen = this.choose(asked, free, (port) => holder(port)!.ip)
    this.taken.push(...ips.map((ip) => ({ protocol, ip, port: chosen })))
    return ips.map((HostIp) => ({ HostIp, HostPort: chosen }))
  }

  private choose(asked: string, free: (port: string) => boolean, holder: (port: string) => string): string {
    const refuse = (port: string): never => {
      throw new EngineError('internal', `Bind for ${holder(port)}:${port} failed: port is already allocated`)
    }
    if (asked === '' || asked === '0') {
      for (let tries = FIRST; tries <= LAST; tries++) {
        this.last = this.last >= LAST || this.last < FIRST ? FIRST : this.last + 1
        if (free(String(this.last))) return String(this.last)
      }
      throw new EngineError('internal', 'all ports are allocated')
    }
    const [first = '', last = first] = asked.split('-')
    for (let port = Number(first); port <= Number(last); port++) if (free(String(port))) return String(port)
    return refuse(first)
  }
}
