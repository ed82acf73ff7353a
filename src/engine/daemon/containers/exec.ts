import { detachBytes, UnknownKey } from '../../base/detach-keys.ts'
import { EngineError, type ErrorCode } from '../../base/errors.ts'
import { encode } from '../../base/text.ts'
import { type Nanoseconds, SECOND } from '../../base/time.ts'
import type { WaitStatus } from '../../kernel/process.ts'
import type { ProcessRecord } from '../../kernel/record.ts'
import type { Caller } from '../../kernel/service.ts'
import { exitStatus } from '../../kernel/signals.ts'
import type { WindowSize } from '../../kernel/termios.ts'
import type { ExecInspect, Hijack, OutputFrame, RequestOf } from '../api.ts'
import type { Daemon } from '../daemon.ts'
import { boundingOf } from './capabilities.ts'
import { logContainer } from './event.ts'
import { execFailure, exitCodeOf, NEVER_RAN } from './executable.ts'
import { type LaunchPlace, launch } from './launch.ts'
import { linkedEnvironment } from './links.ts'
import { isRestarting, notRunning } from './refusals.ts'
import type { Live } from './runtime.ts'
import { securityOf } from './settings/security.ts'
import type { Container } from './store.ts'
import { ProcessStreams } from './streams.ts'

type ExecBody = RequestOf<'POST /containers/{id}/exec'>['body']

interface Exec {
  readonly id: string
  readonly container: string
  readonly body: ExecBody
  /** They detach who is attached to its terminal. */
  readonly keys: readonly number[]
  running: boolean
  code: number | null
  pid: number
  /** While it runs. */
  streams: ProcessStreams | undefined
  /** Simulated time at which it came to its end. */
  ended: Nanoseconds | undefined
}

/** An exec that is over is noted at one round of the daemon's and dropped at the next (moby, daemon/exec.go, execCommandGC). */
const ROUND = 300 * SECOND
const roundsBetween = (from: Nanoseconds, to: Nanoseconds): number =>
  Math.floor(to / ROUND) - Math.floor(from / ROUND)

/** A command as events name it: its path, a blank, its arguments. */
const commandLine = ([path = '', ...args]: readonly string[]): string => `${path} ${args.join(' ')}`

/** Commands run in running containers (`docker exec`). */
export class Execs {
  private readonly all = new Map<string, Exec>()
  private readonly daemon: () => Daemon
  constructor(daemon: () => Daemon) {
    this.daemon = daemon
  }

  /** `name`: how the user calls the container. */
  create(container: Container, name: string, body: ExecBody): string {
    const { id: own, state } = container
    const keys = keysOf(body.DetachKeys ?? '')
    if (!state.Running) throw notRunning(own)
    if ((body.Cmd ?? []).length === 0) throw new EngineError('invalid', 'No exec command specified')
    if (state.Status === 'paused')
      throw new EngineError('conflict', `Container ${name} is paused, unpause the container before exec`)
    if (state.Status === 'restarting') throw isRestarting(own)
    const id = this.daemon().host.kernel.random('execs').hex(64)
    logContainer(this.daemon(), `exec_create: ${commandLine(body.Cmd)}`, container, { execID: id })
    this.dropOld()
    this.all.set(id, {
      id,
      container: container.id,
      body,
      keys,
      running: false,
      code: null,
      pid: 0,
      streams: undefined,
      ended: undefined,
    })
    return id
  }

  private dropOld(): void {
    const { now } = this.daemon().host.kernel.scheduler
    for (const { id, ended } of this.all.values())
      if (ended !== undefined && roundsBetween(ended, now) >= 2) this.all.delete(id)
  }

  /** The container is gone and its execs with it. */
  forget(container: string): void {
    for (const exec of this.all.values()) if (exec.container === container) this.all.delete(exec.id)
  }

  get(id: string): Exec {
    this.dropOld()
    const exec = this.all.get(id)
    if (!exec) throw new EngineError('not-found', `No such exec instance: ${id}`)
    return exec
  }

  inspect(id: string): ExecInspect {
    const { body, container, running, code, pid } = this.get(id)
    const [entrypoint = '', ...rest] = body.Cmd
    return {
      ID: id,
      Running: running,
      ExitCode: code,
      ProcessConfig: {
        tty: body.Tty ?? false,
        entrypoint,
        arguments: rest,
        privileged: body.Privileged ?? false,
        ...(body.User && { user: body.User }),
      },
      OpenStdin: body.AttachStdin ?? false,
      OpenStderr: body.AttachStderr ?? false,
      OpenStdout: body.AttachStdout ?? false,
      CanRemove: false,
      ContainerID: container,
      DetachKeys: body.DetachKeys ?? '',
      Pid: pid,
    }
  }

  resize(id: string, size: WindowSize): void {
    const { streams, code } = this.get(id)
    if (code !== null) throw new EngineError('not-found', `NotFound: process does not exist ${id}: not found`)
    streams?.resize(size)
  }

  /** Runs a health check's command in a container. Throws `EngineError` where it cannot start. */
  probe(
    container: Container,
    argv: readonly string[],
    onOutput: (bytes: Uint8Array) => void,
  ): { record: ProcessRecord; ended(): Promise<WaitStatus> } {
    const { host, runtime } = this.daemon()
    const live = runtime.get(container.id)
    if (!live) throw notRunning(container.id)
    const { Env, User, WorkingDir } = container.config
    const streams = new ProcessStreams(
      host.kernel,
      { tty: false, stdin: false },
      ({ bytes }) => onOutput(bytes),
      live.streams.terminals,
    )
    streams.connect(live.shim)
    const place = placeIn(live, container, streams)
    const limits = container.hostConfig.Ulimits ?? []
    const what = {
      argv,
      defaults: [],
      env: Env,
      user: User,
      workdir: WorkingDir,
      groups: [],
      tty: false,
      limits,
    }
    const execID = host.kernel.random('execs').hex(64)
    const told = (action: string, more = {}): void =>
      logContainer(this.daemon(), action, container, { execID, ...more })
    told(`exec_create: ${commandLine(argv)}`)
    told(`exec_start: ${commandLine(argv)}`)
    try {
      const failure = (reason: string) => new EngineError('invalid', execFailure(reason))
      const record = launch(host.kernel, place, what, failure)
      const ended = async (): Promise<WaitStatus> => {
        const status = await runtime.await(record)
        await streams.drain()
        streams.finish()
        told('exec_die', { exitCode: String(exitStatus(status)) })
        return status
      }
      return { record, ended }
    } catch (error) {
      streams.fds.closeAll()
      streams.finish()
      throw error
    }
  }

  /** IDs of those that run in a container; null where none does. */
  runningIn(container: string): string[] | null {
    const ids = [...this.all.values()].filter((exec) => exec.container === container && exec.running)
    return ids.length > 0 ? ids.map(({ id }) => id) : null
  }

  /**
   * Starts it and hands over its streams. What cannot start says so on them, as runc does; to nobody's ears with
   * `detach`, so that it throws `EngineError` then.
   */
  start(id: string, caller: Caller, detach: boolean): Hijack {
    const exec = this.get(id)
    // Who stays hears of a failure as of output.
    const failed = (code: ErrorCode, text: string, onClose: () => void): Hijack => {
      if (!detach) return refusal(`${text}\r\n`, onClose)
      onClose()
      throw new EngineError(code, text)
    }
    if (exec.running) return failed('conflict', `exec command ${id} is already running`, () => {})
    if (exec.code !== null) return failed('conflict', `exec command ${id} has already run`, () => {})
    const { kernel } = this.daemon().host
    const live = this.daemon().runtime.get(exec.container)
    const container = this.daemon().containers.get(exec.container)
    if (!live || !container) throw notRunning(exec.container)
    const { body } = exec
    const streams = new ProcessStreams(
      kernel,
      { tty: body.Tty ?? false, stdin: body.AttachStdin ?? false },
      () => {},
      live.streams.terminals,
    )
    const release = body.AttachStdin ? caller.relay(streams.source) : () => {}
    const attached = streams.attach(
      caller,
      { stdin: body.AttachStdin ?? false, stdout: !detach, stderr: !detach },
      release,
      true,
      {
        keys: exec.keys,
        onDetach: () => logContainer(this.daemon(), 'exec_detach', container, { execID: id }),
      },
    )
    streams.connect(live.shim)
    exec.streams = streams
    let record: ProcessRecord
    try {
      if (body.WorkingDir && !body.WorkingDir.startsWith('/'))
        throw new LaunchFailure('OCI runtime exec failed: exec failed: Cwd must be an absolute path')
      record = launch(
        kernel,
        placeIn(live, container, streams, body.Privileged),
        {
          argv: body.Cmd,
          defaults: [...linkedEnvironment(this.daemon(), container), ...container.config.Env],
          env: body.Env ?? [],
          user: body.User || container.config.User,
          workdir: body.WorkingDir || container.config.WorkingDir,
          groups: container.hostConfig.GroupAdd ?? [],
          tty: body.Tty ?? false,
          limits: container.hostConfig.Ulimits ?? [],
          oomScoreAdj: container.hostConfig.OomScoreAdj,
        },
        (reason) => new LaunchFailure(execFailure(reason)),
      )
    } catch (error) {
      streams.fds.closeAll()
      if (!(error instanceof LaunchFailure)) {
        streams.finish()
        throw error
      }
      exec.code = exitCodeOf(error.message) ?? NEVER_RAN
      this.over(exec)
      return failed('invalid', error.message, () => streams.finish())
    }
    logContainer(this.daemon(), `exec_start: ${commandLine(body.Cmd)}`, container, { execID: id })
    exec.running = true
    exec.pid = kernel.pidNamespace.numberOf(record.id)
    kernel.task(live.shim, async () => {
      const status = await this.daemon().runtime.await(record)
      await streams.drain()
      exec.code = exitStatus(status)
      this.over(exec)
      logContainer(this.daemon(), 'exec_die', container, { execID: id, exitCode: String(exec.code) })
      streams.finish()
    })
    return attached
  }

  private over(exec: Exec): void {
    exec.running = false
    exec.streams = undefined
    exec.ended = this.daemon().host.kernel.scheduler.now
  }
}

/** Where a further process of a container runs. */
const placeIn = (
  { shim, namespaces, group, root }: Live,
  { hostConfig }: Container,
  streams: ProcessStreams,
  privileged = false,
): LaunchPlace => ({
  shim,
  namespaces,
  group,
  bounding: privileged ? undefined : boundingOf(hostConfig),
  security: securityOf(hostConfig),
  root,
  streams,
  readOnly: true,
})

class LaunchFailure extends Error {}

function keysOf(text: string): readonly number[] {
  try {
    return detachBytes(text)
  } catch (error) {
    if (!(error instanceof UnknownKey)) throw error
    throw new EngineError('internal', `Invalid escape keys (${text}) provided`)
  }
}

/** A connection that carries one message. */
function refusal(text: string, onClose: () => void): Hijack {
  let frame: OutputFrame | undefined = { stream: 'stdout', bytes: encode(text) }
  return {
    kind: 'hijack',
    next: async () => {
      const next = frame
      frame = undefined
      if (!next) onClose()
      return next
    },
    write: async () => {},
    closeWrite: () => {},
    close: onClose,
  }
}
