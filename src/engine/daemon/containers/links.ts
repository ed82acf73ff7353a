import { EngineError } from '../../base/errors.ts'
import type { HostConfig } from '../api.ts'
import type { Daemon } from '../daemon.ts'
import { findContainer } from './names.ts'
import type { Container, ContainerStore, Link } from './store.ts'

/** What a name is in the list of all names: `/web`, `/web/db`. */
const linkName = (parent: Container, { alias }: Link): string => `/${parent.name}/${alias}`

/** `db`, `db:alias`, or `/db:/web/alias` as inspect shows one (docker/cli, opts.ParseLink). */
function parse(text: string): [name: string, alias: string] {
  const [name = '', alias = name] = text.split(':')
  return name.startsWith('/') ? [name.slice(1), alias.slice(alias.lastIndexOf('/') + 1)] : [name, alias]
}

/** The containers that a request links to. On networks that somebody made a link is no more than an alias there. */
export function linksOf({ containers }: Daemon, { Links, NetworkMode }: HostConfig): Link[] {
  if (!['bridge', 'none'].includes(NetworkMode)) return []
  return (Links ?? []).map((text) => {
    const [name, alias] = parse(text)
    let child: Container
    try {
      child = findContainer(containers, name)
    } catch (error) {
      if (!(error instanceof EngineError)) throw error
      throw new EngineError('invalid', `could not get container for ${name}: ${error.message}`)
    }
    if (child.hostConfig.NetworkMode === 'host')
      throw new EngineError(
        'invalid',
        "conflicting options: host type networking can't be used with links. This would result in undefined behavior",
      )
    return { alias, child: child.id }
  })
}

/** The links whose containers are still there, with those. */
function children(containers: ContainerStore, { links }: Container): [Link, Container][] {
  return links.flatMap((link): [Link, Container][] => {
    const child = containers.get(link.child)
    return child ? [[link, child]] : []
  })
}

/** Links as `HostConfig` shows them: `/db:/web/alias`. */
export function shownLinks(containers: ContainerStore, container: Container): string[] | null {
  const shown = children(containers, container).map(
    ([link, child]) => `/${child.name}:${linkName(container, link)}`,
  )
  return shown.length > 0 ? shown : null
}

/** A container's own name and those that links give it. */
export function namesOf(containers: ContainerStore, container: Container): string[] {
  const given = containers
    .all()
    .flatMap((parent) =>
      parent.links.filter(({ child }) => child === container.id).map((link) => linkName(parent, link)),
    )
  return [`/${container.name}`, ...given].sort()
}

/** `docker rm --link web/db` (moby, daemon/delete.go, rmLink). */
export function removeLink({ containers }: Daemon, name: string): void {
  const path = `/${name.replace(/^\//, '')}`
  for (const parent of containers.all()) {
    const links = parent.links.filter((link) => linkName(parent, link) !== path)
    if (links.length === parent.links.length) continue
    containers.update(parent.id, { links })
    return
  }
  throw new EngineError('internal', 'Conflict, cannot remove the default link name of the container')
}

interface Linked {
  readonly link: Link
  readonly child: Container
  readonly address: string
}

/** The containers that one on the bridge is linked to, which must run. */
function linked({ containers }: Daemon, container: Container): Linked[] {
  if (!Object.hasOwn(container.networks, 'bridge')) return []
  return children(containers, container).flatMap(([link, child]) => {
    if (!child.state.Running)
      throw new EngineError(
        'conflict',
        `Cannot link to a non running container: /${child.name} AS ${linkName(container, link)}`,
      )
    const address = child.sandbox?.endpoints.bridge?.IPAddress
    return address ? [{ link, child, address }] : []
  })
}

/** Lines of /etc/hosts for the containers that one is linked to. */
export const linkedHosts = (daemon: Daemon, container: Container): string[] =>
  linked(daemon, container).map(({ link, child, address }) => {
    const own = link.alias === child.name ? [] : [child.name]
    return `${address}\t${[link.alias, child.config.Hostname, ...own].join(' ')}\n`
  })

/** Environment that tells of the containers that one is linked to (moby, daemon/links/links.go, ToEnv). */
export const linkedEnvironment = (daemon: Daemon, container: Container): string[] =>
  linked(daemon, container).flatMap((one) => environmentOf(container, one))

interface Port {
  readonly number: string
  readonly protocol: string
}

function environmentOf(parent: Container, { link, child, address }: Linked): string[] {
  const alias = link.alias.toUpperCase().replaceAll('-', '_')
  const ports = Object.keys(child.config.ExposedPorts)
    .map((text): Port => {
      const [number = '', protocol = 'tcp'] = text.split('/')
      return { number, protocol }
    })
    .sort(tcpFirst)
  const [first] = ports
  const url = ({ number, protocol }: Port): string => `${protocol}://${address}:${number}`
  const prefix = ({ number, protocol }: Port): string => `${alias}_PORT_${number}_${protocol.toUpperCase()}`
  const hidden = (item: string): boolean => ['HOME', 'PATH'].includes(item.split('=', 1)[0]!)
  return [
    ...(first ? [`${alias}_PORT=${url(first)}`] : []),
    ...rangesOf(ports).flatMap(([from, to]) => [
      `${prefix(from)}_START=${url(from)}`,
      `${prefix(from)}_ADDR=${address}`,
      `${prefix(from)}_PROTO=${from.protocol}`,
      `${prefix(from)}_PORT_START=${from.number}`,
      `${prefix(from)}_END=${url(to)}`,
      `${prefix(from)}_PORT_END=${to.number}`,
    ]),
    ...ports.flatMap((port) => [
      `${prefix(port)}=${url(port)}`,
      `${prefix(port)}_ADDR=${address}`,
      `${prefix(port)}_PORT=${port.number}`,
      `${prefix(port)}_PROTO=${port.protocol}`,
    ]),
    `${alias}_NAME=${linkName(parent, link)}`,
    ...child.config.Env.filter((item) => !hidden(item)).map((item) => `${alias}_ENV_${item}`),
  ]
}

const tcpFirst = (a: Port, b: Port): number =>
  a.protocol === b.protocol ? Number(a.number) - Number(b.number) : a.protocol === 'tcp' ? -1 : 1

/** First and last of three or more ports in a row. */
function rangesOf(ports: readonly Port[]): [from: Port, to: Port][] {
  const ranges: [Port, Port][] = []
  for (let i = 0; i < ports.length; ) {
    let last = i
    while (
      ports[last + 1]?.protocol === ports[i]!.protocol &&
      Number(ports[last + 1]!.number) === Number(ports[last]!.number) + 1
    )
      last++
    if (last > i + 1) ranges.push([ports[i]!, ports[last]!])
    i = last > i + 1 ? last + 1 : i + 1
  }
  return ranges
}
