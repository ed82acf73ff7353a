import { later } from '../../base/later.ts'
import type { Ports } from '../../base/ports.ts'
import type { Instant } from '../../base/time.ts'
import type { Daemon } from '../../daemon/daemon.ts'
import { type KeptState, stateOf } from '../../daemon/kept-state.ts'
import { createDaemon } from '../../daemon/main.ts'
import { COMMUNITY_BUILD, DEBIAN_MACHINE } from '../../daemon/system/profile.ts'
import { bootPrograms } from '../../init/programs.ts'
import { systemdWith } from '../../init/systemd.ts'
import { ROOT } from '../../kernel/credentials.ts'
import type { Executables } from '../../kernel/exec.ts'
import { firstNamespaces } from '../../kernel/first-namespaces.ts'
import { Kernel } from '../../kernel/kernel.ts'
import type { MountNamespace } from '../../kernel/mounts.ts'
import { type ProcessRecord, viewOf } from '../../kernel/record.ts'
import { ownPorts } from '../../oci/ports.ts'
import { whileConnected } from '../../registry/directory.ts'
import type { Registries } from '../../registry/protocol.ts'
import type {
  Facts,
  PageAnswer,
  PageRequest,
  Snapshot,
  TerminalHandle,
  ViewQuery,
  World,
} from '../../world.ts'
import { factsOf, fileAt, viewOver } from '../facts.ts'
import { differencesBetween, momentOf } from '../moment.ts'
import { type HostNetwork, type Neighbourhood, networkAround } from '../network.ts'
import { Outside, type Within } from '../outside.ts'
import { attachNetwork } from '../packets/attach.ts'
import { EXECUTABLES } from '../programs.ts'
import { stateHash } from '../state-hash.ts'
import { VersionedViews } from '../versioned-views.ts'
import { explainView } from '../views/layers.ts'
import { startView } from '../views/start.ts'
import { Viewer } from '../views/viewer.ts'
import { lostOn } from '../way-out.ts'
import { loadPcAhead } from './ahead.ts'
import { copyOf, filesOf } from './bare.ts'
import { bootFact } from './boot-fact.ts'
import { Computer } from './computer.ts'
import { openConsole, refusedTerminal } from './console.ts'
import { dockerPrograms } from './docker-services.ts'
import type { Installed } from './installed.ts'
import { machineView } from './machine-view.ts'
import { RELEASE, VERSION } from './root-files.ts'
import { StageLog } from './stage-log.ts'

export interface PcWorldOptions {
  readonly installed: Installed
  readonly firmware: 'bios' | 'uefi'
  readonly registries: Registries
  /** Nobody has done anything to the disk since the installation. */
  readonly unchanged: boolean
  /** The network that its card is plugged into. */
  readonly network?: HostNetwork | undefined
  /** When it is switched on. */
  readonly clock: Instant
  readonly seed: string
  readonly ports?: Partial<Ports>
}

const MEMORY_MIB = 2048
const RESCUE = later(() => import('./rescue.ts'))

/** What those outside have of the machine while one kernel runs, or none. */
interface Hold {
  readonly kernel: Kernel
  readonly outside: Outside
  readonly daemon: Daemon
  readonly viewer: Viewer
}

/** A host that is a PC, switched on when somebody sits down at its console. */
export function createPcWorld(options: PcWorldOptions): World {
  const { network, seed, clock } = options
  const registries = whileConnected(options.registries, {
    listens: (port) => hold.kernel.network.transports.tcp.listensAt(port),
    lost: (name, port) =>
      neighbourhood &&
      lostOn({ kernel: hold.kernel, lan: neighbourhood.lan, host: hold.outside.admin }, name, port),
  })
  let neighbourhood: Neighbourhood | undefined
  let kept: KeptState | undefined
  let hold: Hold
  let answerPage: ((request: PageRequest) => PageAnswer) | undefined
  let observing = false
  const systemd = systemdWith((one) => {
    computer.manager = one
  })
  const facts = {
    registries,
    architecture: 'amd64',
    build: COMMUNITY_BUILD,
    machine: DEBIAN_MACHINE,
    ports: { ...ownPorts, ...options.ports },
    proxy: '/usr/bin/docker-proxy',
  }
  const docker = dockerPrograms({
    kernel: () => hold.kernel,
    facts,
    kept: () => stateOf(hold.daemon),
    started: (daemon) => {
      hold = { ...hold, daemon, viewer: viewerOf(daemon, hold.outside.administrator) }
    },
  })
  const own = new Map([...bootPrograms, systemd, ...docker].map((program) => [program.name, program]))
  const executables: Executables = {
    ...EXECUTABLES,
    identify: (body) => {
      const program = EXECUTABLES.identify(body)
      return typeof program === 'object' ? (own.get(program.name) ?? program) : program
    },
  }
  const viewerOf = (daemon: Daemon, administrator: ProcessRecord): Viewer => {
    const viewer = new Viewer(attachNetwork(daemon, administrator, neighbourhood))
    if (observing) viewer.observe()
    return viewer
  }
  const computer = new Computer({
    installed: options.installed,
    firmware: options.firmware,
    seed,
    clock,
    memoryMiB: MEMORY_MIB,
    unchanged: options.unchanged,
    executables,
    network: registries.network,
    cards: (network?.interfaces ?? [])
      .filter(({ kind }) => kind === 'ethernet')
      .slice(0, 1)
      .map(({ mac }) => ({ mac, plug: (card) => neighbourhood?.lan.plug(card) })),
    rescue: async () => (await RESCUE()).rescueMedium(options.installed.system, clock),
  })

  /** The machine without a kernel: its disk can be looked at all the same. */
  const idleKernel = (): Kernel =>
    new Kernel({
      seed,
      boot: computer.now(),
      executables,
      release: RELEASE,
      version: VERSION,
      machine: 'x86_64',
    })
  const take = (kernel: Kernel): Hold => {
    // To a kernel that starts, nothing is mounted yet.
    const files = filesOf(kernel === computer.kernel ? new Map() : computer.trees, computer.now())
    const outside = new Outside(() => within(kernel, files), { home: '/root' })
    const { administrator } = outside
    const daemon = createDaemon(
      {
        ...facts,
        kernel,
        process: administrator,
        containerd: administrator.group,
        log: { dockerd: () => {}, containerd: () => {} },
      },
      kept,
    )
    const viewer = viewerOf(daemon, administrator)
    if (answerPage) outside.onPage(answerPage)
    return { kernel, outside, daemon, viewer }
  }
  computer.onKernel = (kernel) => {
    kept = stateOf(hold.daemon)
    computer.manager = undefined
    neighbourhood = kernel && network && networkAround(kernel, network)
    hold = take(kernel ?? idleKernel())
  }
  hold = take(idleKernel())

  const initOf = (kernel: Kernel): ProcessRecord | undefined => kernel.pidNamespace.get(1)
  const viewOfFiles = () => {
    const init = initOf(hold.kernel)
    if (init) return viewOf(init)
    const { root, namespaces } = hold.outside.administrator
    return { namespace: namespaces.mount, root, cwd: root, credentials: ROOT }
  }
  const shells = (): ProcessRecord[] => [
    ...[...hold.kernel.consoles].flatMap((tty) => {
      const shell = tty.prompter as ProcessRecord | undefined
      return shell && tty === hold.kernel.serial && shell.state !== 'zombie' ? [shell] : []
    }),
    ...hold.outside.shells,
  ]
  /** The system is starting or stopping something: its clock goes on while somebody is asked for input. */
  const busy = (): boolean => {
    const { manager } = computer
    return manager !== undefined && (manager.jobs.size > 0 || manager.state === 'stopping')
  }
  /** A terminal beside the console: it goes with the system that it was opened on. */
  const furtherTerminal = (size: { columns: number; rows: number }): TerminalHandle => {
    const { kernel, outside } = hold
    computer.machine?.touch()
    const { stage } = computer
    if (stage !== 'init' && stage !== 'up') return refusedTerminal()
    const handle = outside.openTerminal(size)
    return Object.create(handle, {
      over: { get: () => handle.over || hold.kernel !== kernel },
    }) as TerminalHandle
  }
  const touched = (): Outside => {
    computer.machine?.touch()
    return hold.outside
  }
  const boot = () => bootFact(computer)
  const stages = new StageLog()
  const noteStage = (): void => stages.note(computer, computer.now())
  const views = new VersionedViews()
  const factsNow = (): Facts =>
    factsOf({
      daemon: hold.daemon,
      init: initOf(hold.kernel),
      files: viewOfFiles(),
      shells: shells(),
      machine: {
        boot,
        partition: (name, path) => {
          const fs = computer.partition(name)
          return fs && fileAt(viewOver(copyOf(fs)), path)
        },
      },
    })
  const snapshot = (query: ViewQuery): Snapshot =>
    query.view === 'machine'
      ? {
          view: 'machine',
          version: 0,
          machine: machineView({
            computer,
            boot: boot(),
            stages: stages.stages,
            mounts: factsNow().mounts(),
            start: startView(hold.daemon, undefined).shown,
          }),
        }
      : hold.viewer.show(query)
  let sits = false

  return {
    async pump(maxSteps, enough = () => false) {
      noteStage()
      const pumped = await computer.pump(maxSteps, enough, busy)
      noteStage()
      return pumped
    },
    advance: () => computer.advance(),
    start: (command) => touched().start(command),
    launch: (name, program) => touched().launch(name, program),
    get admin() {
      return touched().admin
    },
    onPage: (answer) => {
      answerPage = answer
      hold.outside.onPage(answer)
    },
    openTerminal(size): TerminalHandle {
      if (sits) return furtherTerminal(size)
      sits = true
      computer.resize(size)
      const console = openConsole(computer)
      computer.press('on')
      return console
    },
    get steps() {
      return computer.steps
    },
    moment: () =>
      momentOf({
        disk: computer.trees,
        devices: computer.devices,
        starts: computer.starts,
        daemon: hold.daemon,
        network: { kernel: hold.kernel, lan: neighbourhood?.lan },
        shells: shells(),
      }),
    differences: differencesBetween,
    power: computer,
    loadAhead: loadPcAhead,
    facts: factsNow,
    explain: (over, path) => explainView(hold.daemon, over, path),
    stateHash: () =>
      stateHash({
        kernel: hold.kernel,
        disk: computer.trees,
        daemon: hold.daemon,
        more: [`steps ${computer.steps}`, JSON.stringify(boot())],
      }),
    views: ((query: ViewQuery) => views.show(snapshot(query), hold.viewer)) as World['views'],
    observe: () => {
      observing = true
      hold.viewer.observe()
    },
  }
}

/** The host as its first process has it; without one, its disk's files at their places. */
function within(kernel: Kernel, files: MountNamespace): Within {
  const init = kernel.pidNamespace.get(1)
  if (init) return { kernel, init, namespaces: init.namespaces, root: init.root }
  const root = { mount: files.root, ino: files.root.root }
  return { kernel, init, namespaces: firstNamespaces(kernel, files, ''), root }
}
