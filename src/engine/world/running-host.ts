import type { Instant } from '../base/time.ts'
import type { Daemon, DaemonHost } from '../daemon/daemon.ts'
import { type KeptState, stateOf } from '../daemon/kept-state.ts'
import { startDaemon, stopDaemon } from '../daemon/main.ts'
import { COMMUNITY_BUILD, DEBIAN_MACHINE } from '../daemon/system/profile.ts'
import { Kernel } from '../kernel/kernel.ts'
import type { PowerAction } from '../kernel/platform.ts'
import type { ProcessRecord } from '../kernel/record.ts'
import { ownPorts } from '../oci/ports.ts'
import { whileConnected } from '../registry/directory.ts'
import type { TreeFs } from '../vfs/tree-fs.ts'
import { bootMachine, diskOf, type Machine } from './boot.ts'
import type { WorldOptions } from './create.ts'
import { hostEntries } from './host.ts'
import { Journal, serviceSink, tellStart } from './journal.ts'
import { tidy } from './left-disk.ts'
import { plugIn } from './network.ts'
import { Outside } from './outside.ts'
import { attachNetwork } from './packets/attach.ts'
import { servePower } from './power-service.ts'
import { EXECUTABLES } from './programs.ts'
import { hasOwnRegistry, registryFiles, startRegistry } from './registry-service.ts'
import { tendUnits } from './units/tend.ts'
import type { Network } from './views/ports/view.ts'
import { Viewer } from './views/viewer.ts'
import { lostOn } from './way-out.ts'

/** The kernel that every host claims to run: Debian 12's. */
const RELEASE = '6.1.0-37-amd64'
const VERSION = '#1 SMP PREEMPT_DYNAMIC Debian 6.1.140-1 (2025-05-22)'

/** What outlives a host's kernel. */
export interface Left {
  readonly disk: TreeFs
  readonly kept: KeptState
}

/** A host from the start of its kernel to its end. */
export interface RunningHost {
  readonly kernel: Kernel
  readonly machine: Machine
  readonly daemon: Daemon
  readonly outside: Outside
  readonly network: Network
  readonly viewer: Viewer
  /** What is left of it when its kernel is gone. */
  leave(): Left
}

/** How a host's life goes on. */
export interface Life {
  /** The kernel begins at this time. */
  readonly boot: Instant
  readonly seed: string
  /** What the life before left; undefined for the first. */
  readonly left?: Left | undefined
  /** Somebody asked for the end, which is told to all who are there: nobody can log in any more. */
  ending(said: string): void
  /** The kernel is at its end. */
  ended(action: PowerAction): void
}

/** Starts a host from what is on its disk. */
export function runHost(options: WorldOptions, life: Life): RunningHost {
  const { host } = options
  const registries = whileConnected(options.registries, {
    listens: (port) => kernel.network.transports.tcp.listensAt(port),
    lost: (name, port) =>
      network && host.network?.outward
        ? lostOn({ kernel, lan: network.lan, host: outside.admin }, name, port)
        : undefined,
  })
  const registry = hasOwnRegistry(registries)
  const kernel = new Kernel({
    seed: life.seed,
    boot: life.boot,
    executables: EXECUTABLES,
    release: host.release ?? RELEASE,
    disk: host.disk,
    version: VERSION,
    machine: 'x86_64',
    network: registries.network,
    power: life.ended,
  })
  const facts = host.machine ?? DEBIAN_MACHINE
  const disk =
    life.left?.disk ??
    diskOf([...hostEntries(host, options.clock), ...(registry ? registryFiles(options.clock) : [])])
  const machine = bootMachine(kernel, disk, {
    rootDevice: host.rootDevice,
    volatileHome: host.volatileHome,
    hostname: host.hostname,
    ownContainerd: host.ownContainerd ?? false,
    registry,
    unified: facts.cgroup.version === 2,
  })
  const network = host.network && plugIn(kernel, host.network)
  const journal = new Journal(machine.disk, host.hostname, () => kernel.now())
  const sink = (name: 'dockerd' | 'containerd', record: () => ProcessRecord) =>
    serviceSink(journal, name, () => {
      const { id, state } = record()
      return state === 'zombie' ? undefined : kernel.pidNamespace.numberOf(id)
    })
  if (!host.ownContainerd) tellStart(journal, 'containerd.service', 'containerd container runtime', () => {})
  const daemonHost: DaemonHost = {
    kernel,
    process: machine.dockerd,
    containerd: machine.containerd.group,
    registries,
    architecture: 'amd64',
    log: {
      dockerd: sink('dockerd', () => daemonHost.process),
      containerd: sink('containerd', () => machine.containerd),
    },
    build: host.build ?? COMMUNITY_BUILD,
    machine: facts,
    ports: { ...ownPorts, ...options.ports },
    proxy: host.proxy ?? '/usr/bin/docker-proxy',
  }
  const daemon = tellStart(journal, 'docker.service', 'Docker Application Container Engine', () =>
    startDaemon(daemonHost, machine.socket, life.left?.kept),
  )
  if (machine.registry) startRegistry(kernel, machine.registry)
  if (host.daemonStopped) kernel.signal(machine.dockerd, 'SIGKILL')
  const outside = new Outside(
    () => ({ kernel, init: machine.init, namespaces: machine.namespaces, root: machine.root }),
    host,
  )
  if (host.restarts) {
    const units = tendUnits({ kernel, machine, daemon, journal })
    servePower(kernel, machine.init, {
      units,
      end: async (action, said) => {
        life.ending(said)
        if (daemonHost.process.state !== 'zombie') await stopDaemon(daemon)
        life.ended(action)
      },
    })
  }
  const attached = attachNetwork(daemon, outside.administrator, network)
  return {
    kernel,
    machine,
    daemon,
    outside,
    network: attached,
    viewer: new Viewer(attached),
    leave: () => {
      tidy(machine.disk, kernel.now())
      return { disk: machine.disk, kept: stateOf(daemon) }
    },
  }
}
