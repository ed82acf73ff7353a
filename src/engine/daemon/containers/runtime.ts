import { EngineError, FsError, isErrno } from '../../base/errors.ts'
import { MILLISECOND, SECOND } from '../../base/time.ts'
import { ROOT } from '../../kernel/credentials.ts'
import { load } from '../../kernel/exec.ts'
import type { Mount, Place } from '../../kernel/mounts.ts'
import type { WaitStatus } from '../../kernel/process.ts'
import { type Namespaces, PidNamespace, type ProcessRecord } from '../../kernel/record.ts'
import { exitStatus, type Signal } from '../../kernel/signals.ts'
import type { WaitQueue } from '../../kernel/waiting.ts'
import { lastName, resolve, type View, walk } from '../../kernel/walk.ts'
import type { OutputFrame } from '../api.ts'
import type { Daemon } from '../daemon.ts'
import { findAccount } from './accounts.ts'
import { commandOf } from './create.ts'
import { createFailure, findExecutable } from './executable.ts'
import { mountMerged, mountRootfs, openRootfs, type Rootfs } from './rootfs.ts'
import type { Container } from './store.ts'
import { ProcessStreams } from './streams.ts'

/** Work that starting a container costs on the machine's clock. */
const START_COST = 120 * MILLISECOND
const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'
/** Time between the stop signal and SIGKILL, unless the user says otherwise. */
const STOP_TIMEOUT = 10

/** A container that runs: its first process, namespaces and streams. */
export interface Live {
  readonly shim: ProcessRecord
  readonly init: ProcessRecord
  readonly namespaces: Namespaces
  readonly root: Place
  readonly rootfs: Rootfs
  readonly streams: ProcessStreams
  /** Its root as the host sees it. */
  readonly merged: Mount | undefined
}

/** What a process of a container is started with. */
export interface Launch {
  readonly argv: readonly string[]
  readonly env: readonly string[]
  readonly user: string
  readonly workdir: string
  readonly tty: boolean
}

/** Runs containers: mounts, namespaces and processes on the simulated kernel. */
export class Runtime {
  private readonly live = new Map<string, Live>()
  private readonly prepared = new Map<string, ProcessStreams>()
  private readonly ended: WaitQueue
  /** Exit codes of containers that removed themselves. */
  private readonly lastCodes = new Map<string, number>()
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
  start(id: string): void {
    const daemon = this.daemon()
    const { kernel } = daemon.host
    const container = daemon.containers.get(id)!
    if (container.state.Running) return
    kernel.scheduler.charge(START_COST)
    const streams = this.streams(container)
    const rootfs = openRootfs(daemon, container)
    const pid = new PidNamespace(kernel.pidNamespace)
    const mount = mountRootfs(daemon, container, rootfs, pid, streams.terminals)
    const root: Place = { mount: mount.root, ino: mount.root.root }
    const namespaces: Namespaces = {
      mount,
      pid,
      uts: { hostname: container.config.Hostname },
      net: kernel.namespaceNumber(),
      ipc: kernel.namespaceNumber(),
    }
    const shim = kernel.createProcess({
      ...host(daemon),
      argv: [
        '/usr/bin/containerd-shim-runc-v2',
        '-namespace',
        'moby',
        '-id',
        id,
        '-address',
        '/run/containerd/containerd.sock',
      ],
      exe: '/usr/bin/containerd-shim-runc-v2',
      comm: 'containerd-shim',
    })
    shim.dispositions.set('SIGCHLD', 'ignore')
    try {
      const { config } = container
      const launch: Launch = {
        argv: commandOf(config),
        env: config.Env,
        user: config.User,
        workdir: config.WorkingDir,
        tty: config.Tty,
      }
      streams.connect(shim)
      const init = this.launch(
        { shim, namespaces, root, streams, readOnly: container.readOnly },
        launch,
        createFailure,
      )
      const live = { shim, init, namespaces, root, rootfs, streams, merged: undefined }
      this.live.set(id, live)
      this.live.set(id, { ...live, merged: mountMerged(daemon, container, rootfs) })
      this.prepared.delete(id)
      daemon.containers.update(id, {
        state: {
          ...container.state,
          Status: 'running',
          Running: true,
          Pid: init.id,
          ExitCode: 0,
          Error: '',
          StartedAt: kernel.now(),
          FinishedAt: undefined,
        },
      })
      kernel.run(shim, async () => {
        const status = await this.await(init)
        await streams.drain()
        this.finish(id, status)
        return 0
      })
    } catch (error) {
      kernel.signal(shim, 'SIGKILL')
      this.prepared.delete(id)
      streams.finish()
      if (error instanceof EngineError) {
        const code = /executable file not found|no such file/.test(error.message)
          ? 127
          : /permission denied|is a directory/.test(error.message)
            ? 126
            : 128
        daemon.containers.update(id, {
          upper: rootfs.upper.tree,
          state: { ...container.state, ExitCode: code, Error: error.message },
        })
        if (container.autoRemove) this.forget(container)
      }
      throw error
    }
  }

  /** Puts a process into namespaces: user, directory, environment, executable, then exec. */
  launch(
    where: {
      shim: ProcessRecord
      namespaces: Namespaces
      root: Place
      streams: ProcessStreams
      readOnly: boolean
    },
    what: Launch,
    failure: (reason: string) => Error,
  ): ProcessRecord {
    const { kernel } = this.daemon().host
    const { namespaces, root, streams } = where
    const asRoot: View = { namespace: namespaces.mount, root, cwd: root, credentials: ROOT }
    const account = findAccount(asRoot, what.user)
    const cwd = directory(asRoot, what.workdir || '/', !where.readOnly, kernel.now())
    if (!cwd)
      throw failure(`chdir to cwd ("${what.workdir}") set in config.json failed: no such file or directory`)
    const env = environment(what, namespaces.uts.hostname, account.home)
    const view: View = { ...asRoot, cwd, credentials: account.credentials }
    const found = findExecutable(view, what.argv[0]!, env.get('PATH') ?? '')
    if ('reason' in found) throw failure(found.reason)
    const loaded = loadOrFail(view, found.path, what.argv, kernel.options.executables, failure)
    const record = kernel.createProcess({
      parent: where.shim,
      namespaces,
      root,
      cwd,
      credentials: account.credentials,
      env,
      argv: loaded.argv,
      exe: found.path,
      comm: lastName(found.path),
      fds: streams.fds,
      session: true,
      ...(streams.tty && { terminal: streams.tty }),
    })
    if (streams.tty) {
      streams.tty.session = record.id
      streams.tty.foreground = record.id
    }
    kernel.run(record, (process) => loaded.program.run(process))
    return record
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
    if (live?.merged) daemon.host.process.namespaces.mount.unmount(live.merged)
    if (container && live) {
      daemon.containers.update(id, {
        upper: live.rootfs.upper.tree,
        state: {
          ...container.state,
          Status: 'exited',
          Running: false,
          Pid: 0,
          ExitCode: exitStatus(status),
          FinishedAt: daemon.host.kernel.now(),
        },
      })
    }
    live?.streams.finish()
    if (container?.autoRemove) {
      this.lastCodes.set(id, exitStatus(status))
      this.forget(container)
    }
    this.ended.wakeAll()
  }

  /** Takes a container that does not run out of the stores. */
  forget(container: Container): void {
    const daemon = this.daemon()
    this.prepared.get(container.id)?.finish()
    this.prepared.delete(container.id)
    daemon.containers.remove(container.id)
    if (container.chainID !== undefined) daemon.layers.release(container.chainID)
    this.ended.wakeAll()
  }

  /**
   * The exit code of a container, as from now: once it has stopped, at its next exit, or when it is gone. The
   * returned function blocks until then.
   */
  exitOf(id: string, until: 'stopped' | 'next-exit' | 'removed'): () => Promise<number> {
    const { containers } = this.daemon()
    const before = containers.get(id)?.state.FinishedAt
    return async () => {
      for (let code = 0; ; ) {
        const container = containers.get(id)
        if (container) code = container.state.ExitCode
        else code = this.lastCodes.get(id) ?? code
        const stopped =
          !container?.state.Running && (until !== 'next-exit' || container?.state.FinishedAt !== before)
        if (!container || (stopped && until !== 'removed')) return code
        await this.ended.wait()
      }
    }
  }

  /** The stop signal, then SIGKILL when the time is over. */
  async stop(id: string, options: { timeout?: number; signal?: Signal }): Promise<void> {
    const { kernel } = this.daemon().host
    const live = this.live.get(id)
    if (!live) return
    kernel.signal(live.init, options.signal ?? 'SIGTERM')
    const limit = options.timeout ?? STOP_TIMEOUT
    const cancel =
      limit < 0 ? () => {} : kernel.scheduler.after(limit * SECOND, () => kernel.signal(live.init, 'SIGKILL'))
    await this.exitOf(id, 'stopped')()
    cancel()
  }

  private log(id: string, frame: OutputFrame): void {
    const daemon = this.daemon()
    const container = daemon.containers.get(id)
    if (!container) return
    const time = daemon.host.kernel.now()
    const line = { stream: frame.stream, bytes: frame.bytes.slice(), time }
    daemon.containers.update(id, { log: container.log.push(line) })
  }
}

const host = (daemon: Daemon) => {
  const { process } = daemon.host
  return {
    parent: process.parent,
    namespaces: process.namespaces,
    root: process.root,
    cwd: process.root,
    credentials: ROOT,
    env: new Map<string, string>(),
    session: true,
  }
}

/** The working directory; made when it is missing and the container's own. */
function directory(view: View, path: string, create: boolean, time: bigint): Place | undefined {
  try {
    return resolve(view, path)
  } catch (error) {
    if (!isErrno(error, 'ENOENT') || !create) {
      if (isErrno(error)) return undefined
      throw error
    }
  }
  let at = ''
  for (const name of path.split('/').filter(Boolean)) {
    at += `/${name}`
    const walked = walk(view, at, true)
    if (!walked.place)
      walked.directory.mount.fs.mkdir(walked.directory.ino, walked.name, {
        mode: 0o755,
        uid: 0,
        gid: 0,
        time,
      })
  }
  return resolve(view, path)
}

/** Defaults, then the configured variables in their place, HOME last (moby, CreateDaemonEnvironment; runc). */
function environment(what: Launch, hostname: string, home: string): Map<string, string> {
  const env = new Map([
    ['PATH', DEFAULT_PATH],
    ['HOSTNAME', hostname],
    ...(what.tty ? [['TERM', 'xterm'] as const] : []),
  ])
  for (const item of what.env) {
    const equals = item.indexOf('=')
    if (equals < 0) env.delete(item)
    else env.set(item.slice(0, equals), item.slice(equals + 1))
  }
  if (!env.has('HOME')) env.set('HOME', home)
  return env
}

function loadOrFail(
  ...[view, path, argv, executables, failure]: [...Parameters<typeof load>, (reason: string) => Error]
) {
  try {
    return load(view, path, argv, executables)
  } catch (error) {
    if (!(error instanceof FsError)) throw error
    throw failure(
      `exec ${path}: ${error.errno === 'ENOEXEC' ? 'exec format error' : error.message.toLowerCase()}`,
    )
  }
}
