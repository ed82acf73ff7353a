import { EngineError } from '../../base/errors.ts'
import { encode } from '../../base/text.ts'
import { type Nanoseconds, SECOND } from '../../base/time.ts'
import type { Caller } from '../../kernel/kernel.ts'
import type { WaitStatus } from '../../kernel/process.ts'
import type { ProcessRecord } from '../../kernel/record.ts'
import { exitStatus } from '../../kernel/signals.ts'
import type { Hijack, OutputFrame, RequestOf } from '../api.ts'
import type { Daemon } from '../daemon.ts'
import { boundingOf } from './capabilities.ts'
import { logContainer } from './event.ts'
import { execFailure, exitCodeOf } from './executable.ts'
import { type LaunchPlace, launch } from './launch.ts'
import { isRestarting, notRunning } from './refusals.ts'
import type { Live } from './runtime.ts'
import type { Container } from './store.ts'
import { ProcessStreams } from './streams.ts'

type ExecBody = RequestOf<'POST /containers/{id}/exec'>['body']

interface Exec {
  readonly id: string
  readonly container: string
  readonly body: ExecBody
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
    if (!state.Running) throw notRunning(own)
    if (state.Status === 'paused')
      throw new EngineError('conflict', `Container ${name} is paused, unpause the container before exec`)
    if (state.Status === 'restarting') throw isRestarting(own)
    const id = this.daemon().host.kernel.random('execs').hex(64)
    logContainer(this.daemon(), `exec_create: ${body.Cmd.join(' ')}`, container, { execID: id })
    this.dropOld()
    this.all.set(id, {
      id,
      container: container.id,
      body,
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
    const what = { argv, env: Env, user: User, workdir: WorkingDir, groups: [], tty: false }
    const execID = host.kernel.random('execs').hex(64)
    const told = (action: string, more = {}): void =>
      logContainer(this.daemon(), action, container, { execID, ...more })
    told(`exec_create: ${argv.join(' ')}`)
    told(`exec_start: ${argv.join(' ')}`)
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
      { stdin: body.AttachStdin ?? false, stdout: true, stderr: true },
      release,
      true,
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
          env: [...container.config.Env, ...(body.Env ?? [])],
          user: body.User || container.config.User,
          workdir: body.WorkingDir || container.config.WorkingDir,
          groups: container.hostConfig.GroupAdd ?? [],
          tty: body.Tty ?? false,
        },
        (reason) => new LaunchFailure(execFailure(reason)),
      )
    } catch (error) {
      streams.fds.closeAll()
      if (!(error instanceof LaunchFailure)) {
        streams.finish()
        throw error
      }
      exec.code = exitCodeOf(error.message)
      this.over(exec)
      if (detach) {
        streams.finish()
        throw new EngineError('invalid', error.message)
      }
      return refusal(`${error.message}\r\n`, () => streams.finish())
    }
    logContainer(this.daemon(), `exec_start: ${body.Cmd.join(' ')}`, container, { execID: id })
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
  root,
  streams,
  readOnly: true,
})

class LaunchFailure extends Error {}

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
