import { EngineError } from '../../base/errors.ts'
import { equalBytes } from '../../base/text.ts'
import { MILLISECOND, type Nanoseconds } from '../../base/time.ts'
import type { ControlGroup } from '../../kernel/control-group.ts'
import type { Mount, Place } from '../../kernel/mounts.ts'
import type { Namespaces } from '../../kernel/namespaces.ts'
import type { WaitStatus } from '../../kernel/process.ts'
import type { ProcessRecord } from '../../kernel/record.ts'
import { exitStatus } from '../../kernel/signals.ts'
import type { WaitQueue } from '../../kernel/waiting.ts'
import type { HostConfig, OutputFrame } from '../api.ts'
import { containerdSocket, type Daemon } from '../daemon.ts'
import { OVERLAY2 } from '../images/inspect.ts'
import { logEnded, logStarted } from '../log.ts'
import { joinNetworks, released } from '../networks/endpoints.ts'
import { deleteVolume, usersOf } from '../volumes/volumes.ts'
import { checkBlockLimits } from './block-limits.ts'
import { boundingOf } from './capabilities.ts'
import { commandOf } from './config.ts'
import { logContainer } from './event.ts'
import { checkHostname, createFailure, exitCodeOf, NEVER_RAN } from './executable.ts'
import { type Launch, launch } from './launch.ts'
import { checkRealtime, checkShares } from './limits.ts'
import { linkedEnvironment } from './links.ts'
import { INIT_PATH } from './mounts/mounting.ts'
import { createGroup, createNamespaces, withSharedName } from './namespaces.ts'
import { mountMerged, openRootfs, type Rootfs } from './rootfs.ts'
import { openLog } from './settings/log-config.ts'
import { securityOf } from './settings/security.ts'
import { createShim, shimSocket } from './shim.ts'
import { noteEnd, noteProcess, noteStart, noteSurroundings } from './starts/facts.ts'
import type { Fact } from './starts/start-log.ts'
import type { Container } from './store.ts'
import { ProcessStreams } from './streams.ts'
import { logConnections, logMounts, logRelease } from './surroundings.ts'
import { applySysctls } from './sysctls.ts'

/** Work that starting a container costs on the machine's clock. */
const START_COST = 120 * MILLISECOND
/** A container that runs: its first process, namespaces and streams. */
export interface Live {
  readonly shim: ProcessRecord
  readonly init: ProcessRecord
  readonly namespaces: Namespaces
  readonly group: ControlGroup
  readonly root: Place
  readonly rootfs: Rootfs
  readonly streams: ProcessStreams
  /** Its root as the host sees it. */
  readonly merged: Mount | undefined
}

/** Runs containers: mounts, namespaces and processes on the simulated kernel. */
export class Runtime {
  private readonly live = new Map<string, Live>()
  private readonly prepared = new Map<string, ProcessStreams>()
  private readonly ended: WaitQueue
  /** Who waits for a container's exit code: left there for them when the container removes itself. */
  private readonly waits = new Map<string, Set<{ code: number | undefined }>>()
  /** How often each container has come to an end. */
  private readonly exits = new Map<string, number>()
  /** Containers that somebody stops: their end is told of as a stop too. */
  readonly stopping = new Set<string>()
  private readonly daemon: () => Daemon

  constructor(daemon: () => Daemon, ended: WaitQueue) {
    this.daemon = daemon
    this.ended = ended
  }

  get(id: string): Live | undefined {
    return this.live.get(id)
  }

  /** Streams of a container that runs or is about to: one attaches before it starts. */
  streams(container: Container): ProcessStreams {
    const running = this.live.get(container.id)
    if (running) return running.streams
    const known = this.prepared.get(container.id)
    if (known) return known
    const { kernel } = this.daemon().host
    const { Tty, OpenStdin } = container.config
    const streams = new ProcessStreams(kernel, { tty: Tty, stdin: OpenStdin }, (frame) =>
      this.log(container.id, frame),
    )
    this.prepared.set(container.id, streams)
    return streams
  }

  /** Starts a container. Throws what runc and the daemon say when it cannot. */
  start(id: string, cause: Fact = ['request', `POST /containers/${id}/start`]): void {
    this.daemon().restarts.reset(id)
    this.daemon().containers.update(id, { restartCount: 0 })
    this.launch(id, cause)
  }

  private launch(id: string, cause: Fact): void {
    const daemon = this.daemon()
    const { kernel } = daemon.host
    let container = daemon.containers.get(id)!
    kernel.scheduler.charge(START_COST)
    const streams = this.streams(container)
    const rootfs = openRootfs(daemon, container)
    noteStart(daemon, container, cause)
    const group = createGroup(daemon, container)
    let shim: ProcessRecord | undefined
    try {
      openLog(container.hostConfig.LogConfig)
      checkDeviceRequests(container.hostConfig)
      container = withSharedName(daemon, container)
      logMounts(daemon, container)
      const sandbox = joinNetworks(daemon, container)
      shim = createShim(daemon, id)
      const namespaces = createNamespaces(daemon, { ...container, sandbox }, rootfs, streams, group)
      const root: Place = { mount: namespaces.mount.root, ino: namespaces.mount.root.root }
      daemon.wiring.join(container, namespaces.net, sandbox)
      applySysctls(kernel, container.hostConfig, namespaces)
      checkBlockLimits(daemon, container.hostConfig, group)
      checkRealtime(container.hostConfig, group)
      checkShares(container.hostConfig, group, daemon.host.machine.cgroup.version)
      checkHostname(container)
      noteSurroundings(daemon, container, { sandbox, shim, namespaces, group, root })
      streams.connect(shim)
      const bounding = boundingOf(container.hostConfig)
      const readOnly = container.hostConfig.ReadonlyRootfs
      const security = securityOf(container.hostConfig)
      const place = { shim, namespaces, group, bounding, security, root, streams, readOnly }
      const init = launch(kernel, place, launchOf(daemon, container), createFailure)
      noteProcess(daemon, container, init)
      const live = { shim, init, namespaces, group, root, rootfs, streams, merged: undefined }
      this.live.set(id, live)
      this.live.set(id, { ...live, merged: mountMerged(daemon, container, rootfs) })
      this.prepared.delete(id)
      logStarted(daemon.logs, id, shimSocket(containerdSocket(daemon.host), id))
      daemon.containers.update(id, {
        config: container.config,
        sandbox,
        state: {
          ...container.state,
          Status: 'running',
          Running: true,
          OOMKilled: false,
          Pid: kernel.pidNamespace.numberOf(init.id),
          ExitCode: 0,
          Error: '',
          StartedAt: kernel.now(),
        },
      })
      daemon.health.begin(id)
      logConnections(daemon, container)
      logContainer(daemon, 'start', container)
      kernel.run(shim, async () => {
        const status = await this.await(init)
        await streams.drain()
        this.finish(id, status)
        return 0
      })
    } catch (error) {
      if (shim) kernel.signal(shim, 'SIGKILL')
      kernel.groups.delete(group.path)
      daemon.wiring.leave(container)
      this.prepared.delete(id)
      streams.finish()
      if (error instanceof EngineError) {
        logRelease(daemon, container)
        daemon.starts.add(container, 'failed', [['error', error.message]])
        daemon.containers.update(id, {
          upper: rootfs.upper.tree,
          state: {
            ...container.state,
            Running: false,
            Status: container.state.Status === 'restarting' ? 'exited' : container.state.Status,
            ExitCode: exitCodeOf(error.message) ?? (container.state.ExitCode || NEVER_RAN),
            Error: error.message,
          },
        })
        if (container.hostConfig.AutoRemove) this.forget(container, { volumes: true })
      }
      throw error
    }
  }

  /** Waits for the end of a process, from a task of the daemon's or a shim's. */
  await(record: ProcessRecord): Promise<WaitStatus> {
    if (record.state === 'zombie') return Promise.resolve(record.status!)
    const { scheduler } = this.daemon().host.kernel
    return scheduler.block<WaitStatus>((wake) => {
      record.onExit.add(wake)
      return () => record.onExit.delete(wake)
    })
  }

  private finish(id: string, status: WaitStatus): void {
    const daemon = this.daemon()
    const live = this.live.get(id)
    const container = daemon.containers.get(id)
    this.live.delete(id)
    if (live) daemon.host.kernel.groups.delete(live.group.path)
    if (live?.merged) daemon.host.process.namespaces.mount.unmount(live.merged)
    this.exits.set(id, (this.exits.get(id) ?? 0) + 1)
    let delay: Nanoseconds | undefined
    if (container) daemon.wiring.leave(container)
    if (container && live) {
      const ran = daemon.host.kernel.now() - (container.state.StartedAt ?? 0n)
      delay = daemon.restarts.delayOf(container, exitStatus(status), Number(ran))
      const again = delay !== undefined
      noteEnd(daemon, container, status, live.group.oomKills > 0)
      daemon.health.end(id)
      if (live.group.oomKills > 0) logContainer(daemon, 'oom', container)
      daemon.containers.update(id, {
        upper: live.rootfs.upper.tree,
        networks: released(container),
        sandbox: undefined,
        restartCount: container.restartCount + (again ? 1 : 0),
        state: {
          ...container.state,
          Status: again ? 'restarting' : 'exited',
          Running: again,
          OOMKilled: live.group.oomKills > 0,
          Pid: 0,
          ExitCode: exitStatus(status),
          FinishedAt: daemon.host.kernel.now(),
        },
      })
      logRelease(daemon, container)
      if (this.stopping.delete(id)) logContainer(daemon, 'stop', container)
      logContainer(daemon, 'die', container, {
        execDuration: String(ran / 1_000_000_000n),
        exitCode: String(exitStatus(status)),
      })
    }
    live?.streams.finish()
    logEnded(daemon.logs, id)
    if (container?.hostConfig.AutoRemove && !daemon.restarts.isInHand(id)) {
      for (const wait of this.waits.get(id) ?? []) wait.code = exitStatus(status)
      this.forget(container, { volumes: true })
    }
    if (delay !== undefined) this.startLater(id, delay)
    this.ended.wakeAll()
  }

  /** The restart policy's next start. What it throws is in the container's state by then, where nobody waits for it. */
  private startLater(id: string, delay: Nanoseconds): void {
    const daemon = this.daemon()
    const { host, restarts } = daemon
    const start = async (): Promise<void> => {
      // A daemon that ended meanwhile looks at it when it starts again.
      if (host.process.state === 'zombie') return
      restarts.begun(id)
      try {
        const { RestartPolicy } = daemon.containers.get(id)!.hostConfig
        this.launch(id, ['RestartPolicy', RestartPolicy.Name])
      } catch (error) {
        if (!(error instanceof EngineError)) throw error
        this.stopped(id)
      }
    }
    restarts.wait(
      id,
      host.kernel.scheduler.after(delay, () => host.kernel.task(host.process, start)),
    )
  }

  /** A container that waits for its next start is not started any more. */
  giveUp(id: string): void {
    const daemon = this.daemon()
    const container = daemon.containers.get(id)
    if (!container || !daemon.restarts.giveUp(id)) return
    daemon.containers.update(id, { state: { ...container.state, Status: 'exited', Running: false } })
    this.stopped(id)
  }

  private stopped(id: string): void {
    this.exits.set(id, (this.exits.get(id) ?? 0) + 1)
    this.ended.wakeAll()
  }

  /** Takes a container that does not run out of the stores; with `volumes` those that nobody named go too. */
  forget(container: Container, { volumes }: { volumes: boolean }): void {
    const daemon = this.daemon()
    this.prepared.get(container.id)?.finish()
    this.prepared.delete(container.id)
    daemon.restarts.reset(container.id)
    this.exits.delete(container.id)
    this.waits.delete(container.id)
    daemon.execs.forget(container.id)
    daemon.containers.remove(container.id)
    daemon.starts.add(container, 'removed', [['directory', `${OVERLAY2}/${container.mount.cacheID}`]])
    if (container.chainID !== undefined) daemon.layers.release(container.chainID)
    for (const { Name, named } of volumes ? container.mounts : [])
      if (Name !== undefined && !named && usersOf(daemon, Name).length === 0) deleteVolume(daemon, Name)
    logContainer(daemon, 'destroy', container)
    this.ended.wakeAll()
  }

  /**
   * The exit code of a container, as from now: once it has stopped, at its next exit, or when it is gone. The
   * returned function blocks until then.
   */
  exitOf(id: string, until: 'stopped' | 'next-exit' | 'removed'): () => Promise<number> {
    const { containers } = this.daemon()
    const before = this.exits.get(id)
    const down = !containers.get(id)?.state.Running
    const wait: { code: number | undefined } = { code: undefined }
    const waits = this.waits.get(id) ?? new Set()
    this.waits.set(id, waits.add(wait))
    return async () => {
      for (let code = 0; ; ) {
        const container = containers.get(id)
        if (container) code = container.state.ExitCode
        else code = wait.code ?? code
        const stopped = this.exits.get(id) !== before || (until === 'stopped' && down)
        if (!container || (stopped && until !== 'removed')) {
          waits.delete(wait)
          return code
        }
        await this.ended.wait()
      }
    }
  }

  private log(id: string, frame: OutputFrame): void {
    const daemon = this.daemon()
    const container = daemon.containers.get(id)
    if (!container || container.hostConfig.LogConfig.Type === 'none') return
    const time = daemon.host.kernel.now()
    // What says the same again and again keeps its bytes once.
    const before = container.log.last()?.bytes
    const bytes = before && equalBytes(before, frame.bytes) ? before : frame.bytes.slice()
    const line = { stream: frame.stream, bytes, time }
    daemon.containers.update(id, { log: container.log.push(line) })
  }
}

/** No driver here answers to `--gpus` (moby, daemon/devices.go). */
function checkDeviceRequests({ DeviceRequests }: HostConfig): void {
  for (const request of DeviceRequests ?? []) {
    const { Driver = '', Capabilities = [] } = request as { Driver?: string; Capabilities?: string[][] }
    const wanted = Capabilities.map((all) => `[${all.join(' ')}]`).join(' ')
    throw new EngineError(
      'invalid',
      `could not select device driver ${JSON.stringify(Driver)} with capabilities: [${wanted}]`,
    )
  }
}

const launchOf = (daemon: Daemon, container: Container): Launch => {
  const { config, hostConfig } = container
  return {
    argv: hostConfig.Init ? [INIT_PATH, '--', ...commandOf(config)] : commandOf(config),
    defaults: linkedEnvironment(daemon, container),
    env: config.Env,
    user: config.User,
    workdir: config.WorkingDir,
    groups: hostConfig.GroupAdd ?? [],
    tty: config.Tty,
    limits: hostConfig.Ulimits ?? [],
    oomScoreAdj: hostConfig.OomScoreAdj,
  }
}
