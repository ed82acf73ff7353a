import { humanDuration } from '../../base/duration.ts'
import { EngineError } from '../../base/errors.ts'
import { type Instant, unixSeconds } from '../../base/time.ts'
import type { ContainerSummary, Filters, PortMap, PortSummary } from '../api.ts'
import type { Daemon } from '../daemon.ts'
import { checkFilters, matchesName, passesLabels } from '../filters.ts'
import { imageSize } from '../images/inspect.ts'
import { findImage } from '../images/lookup.ts'
import { shownEndpoints } from '../networks/endpoints.ts'
import { writableSize } from './changes.ts'
import { commandOf } from './config.ts'
import { mountPoint } from './inspect.ts'
import { namesOf } from './links.ts'
import { findContainer } from './names.ts'
import type { Container } from './store.ts'

/** `Up 4 seconds`, `Exited (0) 4 seconds ago`, `Created` (moby, container/state.go). */
export function statusText(daemon: Daemon, container: Container): string {
  const { state } = container
  const since = (at: Instant): string => humanDuration(Number(daemon.host.kernel.now() - at))
  if (state.Status === 'restarting') return `Restarting (${state.ExitCode}) ${since(state.FinishedAt!)} ago`
  if (state.Running && state.StartedAt !== undefined)
    return `Up ${since(state.StartedAt)}${state.Status === 'paused' ? ' (Paused)' : healthText(container)}`
  if (state.FinishedAt === undefined) return 'Created'
  return `Exited (${state.ExitCode}) ${since(state.FinishedAt)} ago`
}

const healthText = ({ health }: Container): string =>
  health ? ` (${health.Status === 'starting' ? 'health: starting' : health.Status})` : ''

const HEALTH = ['none', 'starting', 'healthy', 'unhealthy']

const ACCEPTED = [
  'ancestor',
  'before',
  'exited',
  'expose',
  'health',
  'id',
  'is-task',
  'isolation',
  'label',
  'name',
  'network',
  'publish',
  'since',
  'status',
  'volume',
]
const STATES = new Set(['created', 'restarting', 'running', 'removing', 'paused', 'exited', 'dead'])

/** Containers for `docker ps`, newest first. */
export function listContainers(
  daemon: Daemon,
  query: { all?: boolean; limit?: number; size?: boolean; filters?: Filters },
): ContainerSummary[] {
  const filters = query.filters ?? {}
  checkFilters(filters, ACCEPTED)
  for (const state of filters.status ?? [])
    if (!STATES.has(state))
      throw new EngineError(
        'invalid',
        `invalid filter 'status=${state}': invalid value for state (${state}): must be one of created, running, paused, restarting, removing, exited, dead`,
      )
  for (const health of filters.health ?? [])
    if (!HEALTH.includes(health))
      throw new EngineError(
        'invalid',
        `invalid filter 'health=${health}': invalid value for health (${health}): must be one of ${HEALTH.join(', ')}`,
      )
  const isTask = filters['is-task']
  if (isTask && !isTask.every((value) => ['0', '1', 'false', 'true'].includes(value)))
    throw new EngineError('invalid', `invalid filter 'is-task=[${isTask.join(' ')}]'`)
  const passes = containerFilter(daemon, filters)
  const limited = query.limit !== undefined && query.limit > 0
  const everything = query.all || limited || filters.status !== undefined || filters.exited !== undefined
  const found = daemon.containers
    .all()
    .reverse()
    .filter((container) => (everything || container.state.Running) && passes(container))
  return (limited ? found.slice(0, query.limit) : found).map((container) =>
    summarise(daemon, container, query.size ?? false),
  )
}

function containerFilter(daemon: Daemon, filters: Filters): (container: Container) => boolean {
  checkNumbers(filters)
  const created = (text: string): Instant => findContainer(daemon.containers, text).created
  const before = (filters.before ?? []).map(created)
  const since = (filters.since ?? []).map(created)
  const some = (values: readonly string[] | undefined, test: (value: string) => boolean): boolean =>
    !values || values.some(test)
  const ancestors = filters.ancestor?.map((text) => imageOrNone(daemon, text))
  return (container) =>
    some(filters.id, (id) => container.id.startsWith(id)) &&
    some(filters.name, (name) =>
      [`/${container.name}`, container.name].some((own) => matchesName(own, name)),
    ) &&
    some(filters['is-task'], (task) => task === '0' || task === 'false') &&
    some(filters.network, (text) =>
      Object.entries(container.sandbox?.endpoints ?? container.networks).some(
        ([name, { NetworkID }]) => name === text || (text !== '' && NetworkID.startsWith(text)),
      ),
    ) &&
    some(filters.health, (health) => (container.health?.Status ?? 'none') === health) &&
    some(filters.status, (status) => container.state.Status === status) &&
    some(
      filters.exited,
      (code) =>
        container.state.FinishedAt !== undefined &&
        !container.state.Running &&
        String(container.state.ExitCode) === code,
    ) &&
    before.every((at) => container.created < at) &&
    since.every((at) => container.created > at) &&
    (!ancestors ||
      ancestors.some((image) => image && descends(daemon, container, image.chainID, image.id))) &&
    some(filters.volume, (text) =>
      container.mounts.some(({ Name, Destination }) => Name === text || Destination === text),
    ) &&
    some(filters.publish, (text) => portMatches(text, publishedPorts(container))) &&
    some(filters.expose, (text) => portMatches(text, Object.keys(container.config.ExposedPorts))) &&
    passesLabels(filters, container.config.Labels)
}

/** What cannot be an image's name is none's. */
function imageOrNone(daemon: Daemon, text: string): ReturnType<typeof findImage> {
  try {
    return findImage(daemon, text)
  } catch (error) {
    if (!(error instanceof EngineError)) throw error
    return undefined
  }
}

/** Refuses what is no number where one is wanted (moby, daemon/list.go, foldFilter and portOp). */
function checkNumbers(filters: Filters): void {
  for (const code of filters.exited ?? [])
    if (!/^[+-]?\d+$/.test(code))
      throw new EngineError(
        'invalid',
        `invalid filter 'exited=${code}': strconv.Atoi: parsing ${JSON.stringify(code)}: invalid syntax`,
      )
  for (const key of ['publish', 'expose'])
    for (const text of filters[key] ?? []) {
      if (text.includes(':'))
        throw new EngineError('invalid', `filter for '${key}' should not contain ':': ${text}`)
      const port = text.split('/', 1)[0]!
      const wrong = port.split('-').find((part) => !/^\d+$/.test(part) || Number(part) > 65535)
      if (wrong !== undefined)
        throw new EngineError(
          'invalid',
          `error while looking up for ${key} ${text}: strconv.ParseUint: parsing ${JSON.stringify(wrong)}: ${/^\d+$/.test(wrong) ? 'value out of range' : 'invalid syntax'}`,
        )
    }
}

/** Ports of the host that a container asks for or has, with their protocols. */
const publishedPorts = ({ hostConfig, sandbox }: Container): string[] =>
  [hostConfig.PortBindings ?? {}, sandbox?.ports ?? {}].flatMap((map) =>
    Object.entries(map).flatMap(([port, bindings]) =>
      (bindings ?? []).map(({ HostPort }) => `${HostPort}/${port.slice(port.indexOf('/') + 1)}`),
    ),
  )

/** `80`, `80/udp` or `8000-8080` among ports such as `80/tcp`. */
function portMatches(text: string, ports: readonly string[]): boolean {
  const [range = '', protocol = 'tcp'] = text.split('/', 2)
  const [first, last = first] = range.split('-').map(Number)
  return ports.some((port) => {
    const [number = '', own] = port.split('/', 2)
    return own === protocol && Number(number) >= first! && Number(number) <= last!
  })
}

/** The container's image is this one or was built on it. */
function descends(
  daemon: Daemon,
  container: Container,
  chainID: Container['chainID'],
  id: Container['imageID'],
): boolean {
  for (let at: Container['imageID'] | undefined = container.imageID; at; at = daemon.images.get(at)?.parent)
    if (at === id) return true
  return chainID !== undefined && container.chainID === chainID && container.imageID === id
}

/** How the image of a container is named: as the user did, by its ID when that name means another image now. */
export function imageName(daemon: Daemon, container: Container): string {
  const { Image } = container.config
  return findImage(daemon, Image)?.id === container.imageID ? Image : container.imageID
}

function summarise(daemon: Daemon, container: Container, size: boolean): ContainerSummary {
  const image = daemon.images.get(container.imageID)
  const upper = size ? writableSize(daemon, container) : 0
  return {
    Id: container.id,
    Names: namesOf(daemon.containers, container),
    Image: imageName(daemon, container),
    ImageID: container.imageID,
    Command: commandOf(container.config).map(quoteArgument).join(' '),
    Created: unixSeconds(container.created),
    Ports: portSummaries(container.sandbox?.ports ?? {}),
    ...(size && {
      ...(upper > 0 && { SizeRw: upper }),
      SizeRootFs: upper + (image ? imageSize(daemon, image) : 0),
    }),
    Labels: { ...container.config.Labels },
    State: container.state.Status,
    Status: statusText(daemon, container),
    HostConfig: { NetworkMode: container.hostConfig.NetworkMode },
    NetworkSettings: { Networks: shownEndpoints(container) },
    Mounts: container.mounts.map(mountPoint),
  }
}

/** One line for each address a port is published at; one for a port that is only exposed. */
const portSummaries = (ports: PortMap): PortSummary[] =>
  Object.entries(ports).flatMap(([port, bindings]) => {
    const of = { PrivatePort: Number.parseInt(port, 10), Type: port.slice(port.indexOf('/') + 1) }
    return bindings
      ? bindings.map(({ HostIp, HostPort }) => ({ ...of, IP: HostIp, PublicPort: Number(HostPort) }))
      : [of]
  })

/** Arguments with blanks are quoted in COMMAND (moby, container/view.go). */
const quoteArgument = (argument: string): string =>
  /[\s'"]/.test(argument) ? `'${argument.replaceAll("'", "'\\''")}'` : argument
