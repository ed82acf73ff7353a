import type { Ports } from '../base/ports.ts'
import type { Instant } from '../base/time.ts'
import { startDaemon } from '../daemon/main.ts'
import { COMMUNITY_BUILD, DEBIAN_MACHINE } from '../daemon/system/profile.ts'
import { Kernel } from '../kernel/kernel.ts'
import { viewOf } from '../kernel/record.ts'
import { ownPorts } from '../oci/ports.ts'
import { whileConnected } from '../registry/directory.ts'
import type { Registries } from '../registry/protocol.ts'
import type { ViewQuery, World } from '../world.ts'
import { bootMachine } from './boot.ts'
import { factsOf } from './facts.ts'
import { type HostProfile, hostEntries } from './host.ts'
import { Journal, serviceSink, tellStart } from './journal.ts'
import { differencesBetween, momentOf } from './moment.ts'
import { plugIn } from './network.ts'
import { Outside } from './outside.ts'
import { attachNetwork } from './packets/attach.ts'
import { EXECUTABLES } from './programs.ts'
import { hasOwnRegistry, registryFiles, startRegistry } from './registry-service.ts'
import { stateHash } from './state-hash.ts'
import { explainView } from './views/layers.ts'
import { Viewer } from './views/viewer.ts'
import { lostOn } from './way-out.ts'

export interface WorldOptions {
  readonly host: HostProfile
  readonly registries: Registries
  /** When the world starts. */
  readonly clock: Instant
  /** Same seed, same IDs. */
  readonly seed: string
  /** Faster ways to do what the engine can do itself. */
  readonly ports?: Partial<Ports>
}

/** The kernel that every host claims to run: Debian 12's. */
const RELEASE = '6.1.0-37-amd64'
const VERSION = '#1 SMP PREEMPT_DYNAMIC Debian 6.1.140-1 (2025-05-22)'

/** A host with Docker on it, up and running, nobody logged in. */
export function createWorld(options: WorldOptions): World {
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
    seed: options.seed,
    boot: options.clock,
    executables: EXECUTABLES,
    release: host.release ?? RELEASE,
    disk: host.disk,
    version: VERSION,
    machine: 'x86_64',
    network: registries.network,
  })
  const facts = host.machine ?? DEBIAN_MACHINE
  const machine = bootMachine(
    kernel,
    [...hostEntries(host, options.clock), ...(registry ? registryFiles(options.clock) : [])],
    {
      rootDevice: host.rootDevice,
      volatileHome: host.volatileHome,
      hostname: host.hostname,
      ownContainerd: host.ownContainerd ?? false,
      registry,
      unified: facts.cgroup.version === 2,
    },
  )
  const network = host.network && plugIn(kernel, host.network)
  const journal = new Journal(machine.disk, host.hostname, () => kernel.now())
  const sink = (name: 'dockerd' | 'containerd') =>
    serviceSink(journal, name, kernel.pidNamespace.numberOf(machine[name].id))
  if (!host.ownContainerd) tellStart(journal, 'containerd.service', 'containerd container runtime', () => {})
  const daemon = tellStart(journal, 'docker.service', 'Docker Application Container Engine', () =>
    startDaemon(
      {
        kernel,
        process: machine.dockerd,
        containerd: machine.containerd.group,
        registries,
        architecture: 'amd64',
        log: { dockerd: sink('dockerd'), containerd: sink('containerd') },
        build: host.build ?? COMMUNITY_BUILD,
        machine: facts,
        ports: { ...ownPorts, ...options.ports },
        proxy: host.proxy ?? '/usr/bin/docker-proxy',
      },
      machine.socket,
    ),
  )
  if (machine.registry) startRegistry(kernel, machine.registry)
  if (host.daemonStopped) kernel.signal(machine.dockerd, 'SIGKILL')
  const outside = new Outside(
    () => ({ kernel, init: machine.init, namespaces: machine.namespaces, root: machine.root }),
    host,
  )
  const disk = new Map([['', machine.disk]])
  const attached = attachNetwork(daemon, outside.administrator, network)
  const viewer = new Viewer(attached)
  return {
    async pump(maxSteps, enough) {
      if (!(await kernel.scheduler.run(maxSteps, enough))) return { kind: 'more' }
      const delay = kernel.scheduler.untilNext()
      return delay === undefined || kernel.waitsForInput ? { kind: 'idle' } : { kind: 'paused', delay }
    },
    advance: () => kernel.scheduler.advance(),
    start: (command) => outside.start(command),
    launch: (name, program) => outside.launch(name, program),
    get admin() {
      return outside.admin
    },
    onPage: (answer) => outside.onPage(answer),
    openTerminal: (size) => outside.openTerminal(size),
    get steps() {
      return kernel.scheduler.steps
    },
    moment: () => momentOf({ disk, daemon, network: attached, shells: [...outside.shells] }),
    differences: differencesBetween,
    facts: () =>
      factsOf({ daemon, init: machine.init, files: viewOf(machine.init), shells: [...outside.shells] }),
    explain: (over, path) => explainView(daemon, over, path),
    stateHash: () => stateHash({ kernel, disk, daemon }),
    views: ((query: ViewQuery) => viewer.show(query)) as World['views'],
    observe: () => viewer.observe(),
  }
}
