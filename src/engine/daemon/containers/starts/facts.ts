import type { ControlGroup } from '../../../kernel/control-group.ts'
import type { Place } from '../../../kernel/mounts.ts'
import type { Namespaces } from '../../../kernel/namespaces.ts'
import type { WaitStatus } from '../../../kernel/process.ts'
import { type ProcessRecord, viewOf } from '../../../kernel/record.ts'
import { exitStatus } from '../../../kernel/signals.ts'
import { pathOf } from '../../../kernel/walk.ts'
import { topFirst } from '../../../oci/chain.ts'
import { layerEntries } from '../../../vfs/layer-entries.ts'
import type { Daemon } from '../../daemon.ts'
import { OVERLAY2 } from '../../images/inspect.ts'
import type { Sandbox } from '../../networks/endpoints.ts'
import { initTree } from '../init-layer.ts'
import { overlayOptions, upperPath } from '../rootfs.ts'
import type { Container } from '../store.ts'
import { NAMESPACE_KINDS, namespaceOf } from './namespace-kinds.ts'
import type { Fact } from './start-log.ts'

const own = ({ mount }: Container): string => `${OVERLAY2}/${mount.cacheID}`

/** Notes how a container is created: the request, the image's layers, the init layer, the snapshot. */
export function noteCreation(daemon: Daemon, container: Container, wanted: string | undefined): void {
  const { starts } = daemon
  const { id, name, config, imageID, chainID, mount } = container
  const stack = topFirst(daemon.layers.stack(chainID))
  starts.add(container, 'create', [
    ['request', `POST /containers/create${wanted ? `?name=${wanted}` : ''}`],
    ['Image', config.Image],
    ['Id', id],
    ['Name', `/${name}`],
  ])
  starts.add(container, 'image', [
    ['image ID', imageID],
    ['chainID', chainID ?? ''],
    ...stack.map(({ link, cacheID }): Fact => [`l/${link}`, `../${cacheID}/diff`]),
  ])
  const files = [...layerEntries(initTree(daemon.layers, container))].filter(
    ({ kind }) => kind !== 'directory',
  )
  starts.add(container, 'init-layer', [
    ['directory', `${own(container)}-init`],
    ['link', mount.initLink],
    ['diff', files.map(({ path }) => `/${path}`).join(' ')],
  ])
  starts.add(container, 'snapshot', [
    ['directory', own(container)],
    ['link', mount.link],
    ['lower', [mount.initLink, ...stack.map(({ link }) => link)].map((link) => `l/${link}`).join(':')],
    ['diff', upperPath(container)],
    ['work', `${own(container)}/work`],
  ])
}

/** Notes what a start begins with: who asked for it, and the root that is mounted. */
export function noteStart(daemon: Daemon, container: Container, cause: Fact): void {
  daemon.starts.add(container, 'start', [cause])
  daemon.starts.add(container, 'mount', rootFacts(daemon, container))
}

/** What a process is put into. */
interface Surroundings {
  readonly sandbox: Sandbox
  readonly shim: ProcessRecord
  readonly namespaces: Namespaces
  readonly group: ControlGroup
  readonly root: Place
}

/** Notes network, shim, namespaces, mounts, control group and root of a container that starts. */
export function noteSurroundings(daemon: Daemon, container: Container, made: Surroundings): void {
  const { starts, host } = daemon
  const { sandbox, shim, namespaces, group, root } = made
  starts.add(container, 'network', networkFacts(container, sandbox))
  starts.add(container, 'shim', shimFacts(daemon, shim))
  starts.add(container, 'namespaces', namespaceFacts(namespaces, host.process.namespaces))
  starts.add(container, 'cgroup', cgroupFacts(container, group))
  starts.add(container, 'mounts', mountFacts(namespaces))
  starts.add(container, 'pivot-root', pivotFacts(container, root))
}

/** Notes the first process. */
export function noteProcess(daemon: Daemon, container: Container, init: ProcessRecord): void {
  daemon.starts.add(container, 'process', processFacts(init))
  daemon.starts.add(container, 'exec', execFacts(daemon, init))
}

/** Notes how the first process ended, and that the root is unmounted. */
export function noteEnd(
  daemon: Daemon,
  container: Container,
  status: WaitStatus,
  outOfMemory: boolean,
): void {
  daemon.starts.add(container, 'exited', exitFacts(status, outOfMemory))
  daemon.starts.add(container, 'unmount', [['umount', `${own(container)}/merged`]])
}

/** What a container has of the network. */
function networkFacts({ hostConfig }: Container, { key, endpoints, ports }: Sandbox): Fact[] {
  return [
    ['NetworkMode', hostConfig.NetworkMode],
    ['SandboxKey', key],
    ...Object.entries(endpoints).flatMap(([name, one]) =>
      [
        { address: one.IPAddress, length: one.IPPrefixLen, gateway: one.Gateway },
        { address: one.GlobalIPv6Address, length: one.GlobalIPv6PrefixLen, gateway: one.IPv6Gateway },
      ]
        .filter(({ address }) => address !== '')
        .map(
          ({ address, length, gateway }): Fact => [
            name,
            `${address}/${length}, gateway ${gateway}, ${one.MacAddress}`,
          ],
        ),
    ),
    ...Object.entries(ports).flatMap(([port, bound]) =>
      (bound ?? []).map(({ HostIp, HostPort }): Fact => [port, `${HostIp}:${HostPort}`]),
    ),
  ]
}

/** Each namespace with its number, and whether it is the host's. */
function namespaceFacts(namespaces: Namespaces, host: Namespaces): Fact[] {
  return NAMESPACE_KINDS.map((kind) => {
    const { number, same } = namespaceOf(namespaces, host, kind)
    return [kind, `${number === undefined ? '' : `${kind}:[${number}] `}${same ? '= host' : 'new'}`]
  })
}

/** What is mounted over the root, in its order. */
const mountFacts = ({ mount }: Namespaces): Fact[] =>
  mount.mounts
    .filter(({ at }) => at !== undefined)
    .map(({ path, fs, source, rootPath, options, readOnly }) => [
      path,
      `${fs.type} ${rootPath === '/' ? source : rootPath} ${[readOnly ? 'ro' : 'rw', ...options].join(',')}`,
    ])

/** The container's control group and what it may use together. */
function cgroupFacts({ hostConfig }: Container, group: ControlGroup): Fact[] {
  const { path, memoryLimit, pidsLimit } = group
  const { NanoCpus, CpuShares } = hostConfig
  return [
    ['path', path],
    ['memory.max', memoryLimit === undefined ? 'max' : String(memoryLimit)],
    ['pids.max', pidsLimit === undefined ? 'max' : String(pidsLimit)],
    ...(NanoCpus ? [['cpu.max', `${Math.round(NanoCpus / 10_000)} 100000`] as const] : []),
    ...(CpuShares ? [['CpuShares', String(CpuShares)] as const] : []),
  ]
}

/** The mount that becomes the root: its options are those of /proc/mounts. */
const rootFacts = (daemon: Daemon, container: Container): Fact[] => [
  ['type', 'overlay'],
  ['target', `${own(container)}/merged`],
  ...overlayOptions(daemon, container).map((option): Fact => {
    const equals = option.indexOf('=')
    return [option.slice(0, equals), option.slice(equals + 1)]
  }),
]

const pivotFacts = (container: Container, root: Place): Fact[] => [
  ['new_root', `${own(container)}/merged`],
  ['/', `${root.mount.source}, mount ${root.mount.id}${root.mount.readOnly ? ', ro' : ''}`],
]

/** As whom, from where and with which variables the first process starts. */
function processFacts(init: ProcessRecord): Fact[] {
  const { credentials, namespaces, env } = init
  return [
    ['hostname', namespaces.uts.hostname],
    ['uid', String(credentials.uid)],
    ['gid', [credentials.gid, ...credentials.groups.filter((gid) => gid !== credentials.gid)].join(', ')],
    ['cwd', pathOf(viewOf(init), init.cwd)],
    ...[...env].map(([name, value]): Fact => [name, value]),
  ]
}

function execFacts(daemon: Daemon, init: ProcessRecord): Fact[] {
  const { pidNamespace } = daemon.host.kernel
  return [
    ['execve', init.exe],
    ['argv', JSON.stringify(init.argv)],
    ['PID', String(init.namespaces.pid.numberOf(init.id))],
    ['PID on the host', String(pidNamespace.numberOf(init.id))],
    ['parent', init.parent ? `${init.parent.comm} ${pidNamespace.numberOf(init.parent.id)}` : ''],
  ]
}

const shimFacts = (daemon: Daemon, shim: ProcessRecord): Fact[] => [
  ['argv', shim.argv.join(' ')],
  ['PID', String(daemon.host.kernel.pidNamespace.numberOf(shim.id))],
]

const exitFacts = (status: WaitStatus, outOfMemory: boolean): Fact[] => [
  status.kind === 'exited' ? ['exit', String(status.code)] : ['signal', status.signal],
  ['ExitCode', String(exitStatus(status))],
  ...(outOfMemory ? [['OOMKilled', 'true'] as const] : []),
]
