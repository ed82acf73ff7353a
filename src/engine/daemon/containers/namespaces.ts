import { EngineError } from '../../base/errors.ts'
import type { ControlGroup } from '../../kernel/control-group.ts'
import { type Namespaces, PidNamespace } from '../../kernel/namespaces.ts'
import { setUp } from '../../kernel/net/links.ts'
import { NetNamespace } from '../../kernel/net/stack.ts'
import type { Filesystem } from '../../vfs/filesystem.ts'
import type { Daemon } from '../daemon.ts'
import { limitGroup } from './limits.ts'
import { findContainer } from './names.ts'
import { isRestarting, notRunning } from './refusals.ts'
import { mountRootfs, type Rootfs } from './rootfs.ts'
import type { Live } from './runtime.ts'
import type { Identity } from './standard-mounts.ts'
import type { Container } from './store.ts'
import type { ProcessStreams } from './streams.ts'

/** The control group of a container that starts. */
export function createGroup({ host }: Daemon, { id, hostConfig }: Container): ControlGroup {
  const systemd = host.machine.cgroup.driver === 'systemd'
  const parent = hostConfig.CgroupParent || (systemd ? 'system.slice' : '/docker')
  const group = host.kernel.groupAt(systemd ? `/${parent}/docker-${id}.scope` : `${parent}/${id}`)
  group.oomKills = 0
  limitGroup(group, hostConfig)
  return group
}

/** The namespaces of a container that starts, its own or shared ones, its root mounted in the first of them. */
export function createNamespaces(
  daemon: Daemon,
  container: Container,
  rootfs: Rootfs,
  streams: ProcessStreams,
  group: ControlGroup,
): Namespaces {
  const { kernel, process } = daemon.host
  const host = process.namespaces
  const { PidMode, UTSMode, CgroupnsMode } = container.hostConfig
  const net = networkOf(daemon, container)
  const ipc = ipcOf(daemon, container)
  const joined = donorOf(PidMode)
  const pid =
    PidMode === 'host'
      ? host.pid
      : joined === undefined
        ? new PidNamespace(kernel.pidNamespace, kernel.namespaceNumber())
        : join(daemon, joined, 'PID').namespaces.pid
  const uts =
    UTSMode === 'host' ? host.uts : { number: kernel.namespaceNumber(), hostname: container.config.Hostname }
  const cgroup = CgroupnsMode === 'host' ? host.cgroup : { number: kernel.namespaceNumber(), root: group }
  const mount = mountRootfs(daemon, container, rootfs, {
    pid,
    terminals: streams.terminals,
    terminal: streams.tty?.index,
    sharedMemory: ipc.sharedMemory,
    identity: identityOf(daemon, container),
    group: daemon.host.machine.cgroup.version === 2 ? group : undefined,
  })
  return { ...host, mount, pid, uts, cgroup, net, ipc: ipc.number }
}

/** `container:NAME` → NAME. */
const donorOf = (mode: string): string | undefined =>
  mode.startsWith('container:') ? mode.slice('container:'.length) : undefined

/** A container whose namespace another one shares: it must run. */
function join(daemon: Daemon, name: string, what: 'PID' | 'IPC'): Live {
  const donor = findContainer(daemon.containers, name)
  const failure = (why: string): EngineError =>
    new EngineError('invalid', `failed to join ${what} namespace: ${why}`)
  if (donor.state.Status === 'restarting') throw failure(isRestarting(donor.id).message)
  const live = daemon.runtime.get(donor.id)
  if (!live) throw failure(notRunning(donor.id).message)
  if (what === 'IPC' && donor.hostConfig.IpcMode !== 'shareable')
    throw failure(
      `container ${donor.id}: non-shareable IPC (hint: use IpcMode:shareable for the donor container)`,
    )
  return live
}

function networkOf(daemon: Daemon, { hostConfig }: Container): NetNamespace {
  const { kernel, process } = daemon.host
  if (hostConfig.NetworkMode === 'host') return process.namespaces.net
  const name = donorOf(hostConfig.NetworkMode)
  if (name === undefined) {
    const own = new NetNamespace(kernel, kernel.namespaceNumber())
    setUp(own.loopback)
    return own
  }
  return networkDonor(daemon, name).live.namespaces.net
}

/** A container whose network another one shares: it must run. */
function networkDonor(daemon: Daemon, name: string): { donor: Container; live: Live } {
  let donor: Container
  try {
    donor = findContainer(daemon.containers, name)
  } catch (error) {
    if (!(error instanceof EngineError)) throw error
    throw new EngineError('invalid', `joining network namespace of container: ${error.message}`)
  }
  const live = daemon.runtime.get(donor.id)
  if (!live)
    throw new EngineError(
      'conflict',
      `cannot join network namespace of a non running container: container ${donor.name} is ${donor.state.Status}`,
    )
  return { donor, live }
}

function identityOf(daemon: Daemon, { hostConfig }: Container): Identity | undefined {
  const name = donorOf(hostConfig.NetworkMode)
  return name === undefined ? undefined : networkDonor(daemon, name)
}

/** A container that starts, with the host name of the one whose network it shares. */
export function withSharedName(daemon: Daemon, container: Container): Container {
  const identity = identityOf(daemon, container)
  if (!identity) return container
  const { Hostname, Domainname } = identity.donor.config
  return { ...container, config: { ...container.config, Hostname, Domainname } }
}

/** The namespace and the file system behind its /dev/shm, where that is shared. */
function ipcOf(
  daemon: Daemon,
  { hostConfig }: Container,
): { number: number; sharedMemory: Filesystem | undefined } {
  const { kernel, process } = daemon.host
  const name = donorOf(hostConfig.IpcMode)
  if (hostConfig.IpcMode === 'host') {
    return { number: process.namespaces.ipc, sharedMemory: sharedMemoryIn(process.namespaces) }
  }
  if (name === undefined) return { number: kernel.namespaceNumber(), sharedMemory: undefined }
  const { namespaces } = join(daemon, name, 'IPC')
  return { number: namespaces.ipc, sharedMemory: sharedMemoryIn(namespaces) }
}

const sharedMemoryIn = ({ mount }: Namespaces): Filesystem | undefined =>
  mount.mounts.find(({ path }) => path === '/dev/shm')?.fs
