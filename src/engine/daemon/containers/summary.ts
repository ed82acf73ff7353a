import { humanDuration } from '../../base/duration.ts'
import { EngineError } from '../../base/errors.ts'
import { type Instant, rfc3339Nano, unixSeconds } from '../../base/time.ts'
import { topFirst } from '../../oci/chain.ts'
import type { ContainerInspect, ContainerSummary, Filters } from '../api.ts'
import type { Daemon } from '../daemon.ts'
import { imageSize, OVERLAY2 } from '../images/inspect.ts'
import { findImage } from '../images/lookup.ts'
import { writableSize } from './changes.ts'
import { commandOf } from './create.ts'
import { findContainer } from './names.ts'
import type { Container } from './store.ts'

const ZERO = '0001-01-01T00:00:00Z'
const moment = (at: Instant | undefined): string => (at === undefined ? ZERO : rfc3339Nano(at))

/** `Up 4 seconds`, `Exited (0) 4 seconds ago`, `Created` (moby, container/state.go). */
export function statusText(daemon: Daemon, container: Container): string {
  const { state } = container
  const since = (at: Instant): string => humanDuration(Number(daemon.host.kernel.now() - at))
  if (state.Running && state.StartedAt !== undefined)
    return `Up ${since(state.StartedAt)}${state.Status === 'paused' ? ' (Paused)' : ''}`
  if (state.FinishedAt === undefined) return 'Created'
  return `Exited (${state.ExitCode}) ${since(state.FinishedAt)} ago`
}

const ACCEPTED = new Set([
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
])
const STATES = new Set(['created', 'restarting', 'running', 'removing', 'paused', 'exited', 'dead'])

/** Containers for `docker ps`, newest first. */
export function listContainers(
  daemon: Daemon,
  query: { all?: boolean; limit?: number; size?: boolean; filters?: Filters },
): ContainerSummary[] {
  const filters = query.filters ?? {}
  for (const name of Object.keys(filters))
    if (!ACCEPTED.has(name)) throw new EngineError('invalid', `invalid filter '${name}'`)
  for (const state of filters.status ?? [])
    if (!STATES.has(state)) throw new EngineError('invalid', `invalid filter 'status=${state}'`)
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
  const created = (text: string): Instant => findContainer(daemon.containers, text).created
  const before = (filters.before ?? []).map(created)
  const since = (filters.since ?? []).map(created)
  const some = (values: readonly string[] | undefined, test: (value: string) => boolean): boolean =>
    !values || values.some(test)
  const ancestors = filters.ancestor?.map((text) => findImage(daemon, text))
  return (container) =>
    some(filters.id, (id) => container.id.startsWith(id)) &&
    some(filters.name, (name) => matches(name, container.name)) &&
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
    (filters.label ?? []).every((label) => {
      const equals = label.indexOf('=')
      const { Labels } = container.config
      return equals < 0 ? label in Labels : Labels[label.slice(0, equals)] === label.slice(equals + 1)
    })
}

/** A name filter is a regular expression over `/name` and `name`. */
function matches(pattern: string, name: string): boolean {
  try {
    const expression = new RegExp(pattern)
    return expression.test(`/${name}`) || expression.test(name)
  } catch (error) {
    if (error instanceof SyntaxError) return false
    throw error
  }
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
    Names: [`/${container.name}`],
    Image: imageName(daemon, container),
    ImageID: container.imageID,
    Command: commandOf(container.config).map(quoteArgument).join(' '),
    Created: unixSeconds(container.created),
    Ports: Object.keys(container.state.Running ? container.config.ExposedPorts : {})
      .sort()
      .map((port) => ({ PrivatePort: Number.parseInt(port, 10), Type: port.split('/')[1] ?? 'tcp' })),
    ...(size && { SizeRw: upper, SizeRootFs: upper + (image ? imageSize(daemon, image) : 0) }),
    Labels: { ...container.config.Labels },
    State: container.state.Status,
    Status: statusText(daemon, container),
    HostConfig: { NetworkMode: 'bridge' },
    NetworkSettings: { Networks: {} },
    Mounts: [],
  }
}

/** Arguments with blanks are quoted in COMMAND (moby, container/view.go). */
const quoteArgument = (argument: string): string =>
  /[\s'"]/.test(argument) ? `'${argument.replaceAll("'", "'\\''")}'` : argument

/** `docker inspect` of a container. */
export function inspectContainer(daemon: Daemon, container: Container, size = false): ContainerInspect {
  const { config, state } = container
  const [path, ...args] = commandOf(config)
  const home = `/var/lib/docker/containers/${container.id}`
  const own = `${OVERLAY2}/${container.mount.cacheID}`
  const lower = topFirst(daemon.layers.stack(container.chainID)).map(
    (layer) => `${OVERLAY2}/${layer.cacheID}/diff`,
  )
  return {
    Id: container.id,
    Created: rfc3339Nano(container.created),
    Path: path ?? '',
    Args: args,
    State: {
      Status: state.Status,
      Running: state.Running,
      Paused: state.Status === 'paused',
      Restarting: false,
      OOMKilled: false,
      Dead: false,
      Pid: state.Pid,
      ExitCode: state.ExitCode,
      Error: state.Error,
      StartedAt: moment(state.StartedAt),
      FinishedAt: moment(state.FinishedAt),
    },
    Image: container.imageID,
    ResolvConfPath: `${home}/resolv.conf`,
    HostnamePath: `${home}/hostname`,
    HostsPath: `${home}/hosts`,
    LogPath: state.StartedAt === undefined ? '' : `${home}/${container.id}-json.log`,
    Name: `/${container.name}`,
    RestartCount: 0,
    Driver: 'overlay2',
    Platform: 'linux',
    MountLabel: '',
    ProcessLabel: '',
    AppArmorProfile: '',
    ExecIDs: null,
    HostConfig: {
      NetworkMode: 'bridge',
      RestartPolicy: { Name: 'no', MaximumRetryCount: 0 },
      AutoRemove: container.autoRemove,
      ReadonlyRootfs: container.readOnly,
      Privileged: false,
      Runtime: 'runc',
    },
    GraphDriver: {
      Data: {
        ID: container.id,
        LowerDir: [`${own}-init/diff`, ...lower].join(':'),
        MergedDir: `${own}/merged`,
        UpperDir: `${own}/diff`,
        WorkDir: `${own}/work`,
      },
      Name: 'overlay2',
    },
    ...(size && { SizeRw: writableSize(daemon, container) }),
    Mounts: [],
    Config: {
      Hostname: config.Hostname,
      Domainname: '',
      User: config.User,
      AttachStdin: config.AttachStdin,
      AttachStdout: config.AttachStdout,
      AttachStderr: config.AttachStderr,
      ...(Object.keys(config.ExposedPorts).length > 0 && { ExposedPorts: config.ExposedPorts }),
      Tty: config.Tty,
      OpenStdin: config.OpenStdin,
      StdinOnce: config.StdinOnce,
      Env: config.Env,
      Cmd: config.Cmd,
      Image: config.Image,
      Volumes: config.Volumes,
      WorkingDir: config.WorkingDir,
      Entrypoint: config.Entrypoint,
      OnBuild: null,
      Labels: config.Labels,
      ...(config.StopSignal && { StopSignal: config.StopSignal }),
    },
    NetworkSettings: { Bridge: '', SandboxID: '', SandboxKey: '', Ports: {}, Networks: {} },
  }
}
