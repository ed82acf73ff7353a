import type { Pid, WaitStatus } from '../../kernel/process.ts'
import type { Signal } from '../../kernel/signals.ts'
import { mountCredentials, unmountCredentials } from './credentials.ts'
import { type Command, commandsOf, membersOf, spawn } from './exec.ts'
import { exitText, isFailure, type Outcome, outcomeOf, signalText } from './exit-status.ts'
import { readText } from './files.ts'
import { DEFAULT_TIMEOUT, type Manager } from './manager.ts'
import { INFO, NOTICE, WARNING } from './reports.ts'
import { isTrue, spanOf } from './settings.ts'
import { StartLimit } from './start-limit.ts'
import { killOne, terminate } from './terminate.ts'
import type { Behaviour, Unit } from './unit.ts'
import { makeUnitFolders } from './unit-folders.ts'

/** DefaultRestartUSec. */
const RESTART = 100e6

/** A service: its commands, one after another, and what is made of how they end (service.c). */
export class ServiceUnit implements Behaviour {
  private readonly manager: Manager
  private readonly unit: Unit
  /** Counts starts and stops: what an earlier one still waits for is over. */
  private turn = 0
  private stopping = false
  private readonly limiter: StartLimit
  private restarts = 0
  /** Told by a service of the type `notify`. */
  private told: (() => void) | undefined
  exitStatus: WaitStatus | undefined

  constructor(manager: Manager, unit: Unit) {
    this.manager = manager
    this.unit = unit
    this.limiter = new StartLimit(unit)
  }

  private get type(): string {
    const given = this.setting('Type')
    if (given) return given
    if (this.setting('BusName')) return 'dbus'
    return this.unit.settings.all('Service', 'ExecStart').length > 0 ? 'simple' : 'oneshot'
  }
  private setting(key: string): string | undefined {
    return this.unit.settings.get('Service', key)
  }
  private commands(key: string): Command[] {
    const more = new Map(this.unit.mainPid > 0 ? [['MAINPID', String(this.unit.mainPid)]] : [])
    return commandsOf(this.unit, key, this.manager.process, more)
  }
  private enter(active: Unit['active'], sub: string): void {
    if (active === 'inactive' || active === 'failed') unmountCredentials(this.manager.process, this.unit)
    this.manager.changed(this.unit, active, sub)
  }

  start(): void {
    const { unit, manager } = this
    if (this.limiter.refuses(manager.process.now())) {
      unit.result = 'start-limit-hit'
      manager.log(unit, WARNING, `${unit.name}: Start request repeated too quickly.`)
      this.fail('start-limit-hit')
      return
    }
    const turn = ++this.turn
    this.stopping = false
    unit.result = 'success'
    unit.status = ''
    unit.invocation = manager.process.random.hex(32)
    makeUnitFolders(manager.process, unit)
    mountCredentials(manager.process, unit)
    const before = [...this.commands('ExecCondition'), ...this.commands('ExecStartPre')]
    // A service of the type `idle` counts as up from the beginning (service.c, state_translation_table_idle).
    const idle = this.type === 'idle'
    if (before.length > 0) this.enter(idle ? 'active' : 'activating', 'start-pre')
    else if (this.type === 'oneshot' || this.waitsForReadiness) this.enter('activating', 'start')
    manager.process.thread(async () => {
      for (const command of before) {
        const ended = await this.run(command, { idle })
        if (this.turn !== turn) return
        if (isFailure(ended, command)) return this.fail(outcomeOf(ended), ended)
      }
      await this.main(turn, before.length > 0)
    })
    if (before.length === 0 && (this.type === 'simple' || this.type === 'idle' || this.type === 'exec'))
      this.launchSimple(turn)
  }

  private get waitsForReadiness(): boolean {
    return ['notify', 'dbus', 'forking'].includes(this.type)
  }

  private async main(turn: number, late: boolean): Promise<void> {
    switch (this.type) {
      case 'oneshot':
        return this.oneshot(turn)
      case 'notify':
      case 'dbus':
        return this.untilReady(turn)
      case 'forking':
        return this.forking(turn)
      default:
        if (late) this.launchSimple(turn)
    }
  }

  private launchSimple(turn: number): void {
    const [command] = this.commands('ExecStart')
    if (!command) {
      this.fail('resources')
      return
    }
    this.follow(turn, command, spawn(this.manager, this.unit, command, { idle: this.type === 'idle' }))
    this.up(turn)
  }

  /** Up, then the commands of ExecStartPost. */
  private up(turn: number): void {
    const after = this.commands('ExecStartPost')
    this.enter('active', 'running')
    if (after.length > 0)
      this.manager.process.thread(async () => {
        for (const command of after) if (this.turn === turn) await this.run(command)
      })
  }

  private async oneshot(turn: number): Promise<void> {
    if (this.unit.active !== 'activating' || this.unit.sub !== 'start') this.enter('activating', 'start')
    for (const command of this.commands('ExecStart')) {
      const ended = await this.run(command, { main: true })
      if (this.turn !== turn) return
      if (isFailure(ended, command)) {
        this.tellExit(ended, true)
        return this.fail(outcomeOf(ended), ended)
      }
    }
    for (const command of this.commands('ExecStartPost')) await this.run(command)
    if (this.turn !== turn) return
    if (isTrue(this.setting('RemainAfterExit') ?? 'no')) return this.enter('active', 'exited')
    this.manager.log(this.unit, INFO, `${this.unit.name}: Deactivated successfully.`)
    this.enter('inactive', 'dead')
  }

  private async untilReady(turn: number): Promise<void> {
    const [command] = this.commands('ExecStart')
    if (!command) return this.fail('resources')
    const ready = this.manager.process.condition()
    let isReady = false
    this.told = () => {
      isReady = true
      ready.wakeAll()
    }
    this.follow(turn, command, spawn(this.manager, this.unit, command, { env: NOTIFY }))
    this.limit(turn, 'TimeoutStartSec', () => this.timedOut('start'))
    while (!isReady && this.turn === turn && this.unit.active === 'activating') await ready.wait()
    if (this.turn === turn && this.unit.active === 'activating') this.up(turn)
  }

  /** The service says that it is ready, or how it is (sd_notify(3)). */
  notify(message: { readonly ready?: boolean; readonly status?: string }): void {
    if (message.status !== undefined) this.unit.status = message.status
    if (message.ready) this.told?.()
  }

  private async forking(turn: number): Promise<void> {
    for (const command of this.commands('ExecStart')) {
      const ended = await this.run(command)
      if (this.turn !== turn) return
      if (isFailure(ended, command)) return this.fail(outcomeOf(ended), ended)
      const file = this.setting('PIDFile')
      const { process } = this.manager
      const left = membersOf(process, this.unit)
      const main = file && process.exists(file) ? Number(readText(process, file).trim()) : left[0]
      if (main === undefined || Number.isNaN(main)) return this.fail('protocol')
      this.unit.mainPid = main
      this.manager.onExit(main, (status) => this.mainEnded(turn, command, status))
    }
    this.up(turn)
  }

  /** Runs one command to its end. */
  private async run(command: Command, { main = false, idle = false } = {}): Promise<WaitStatus> {
    const pid = spawn(this.manager, this.unit, command, { env: NOTIFY, idle })
    if (main) this.unit.mainPid = pid
    const ended = await this.manager.children.ended(pid)
    if (main) this.unit.mainPid = 0
    return ended
  }

  private follow(turn: number, command: Command, pid: Pid): void {
    this.unit.mainPid = pid
    this.manager.onExit(pid, (status) => this.mainEnded(turn, command, status))
  }

  private mainEnded(turn: number, command: Command, status: WaitStatus): void {
    if (this.turn !== turn) return
    const { unit } = this
    unit.mainPid = 0
    this.exitStatus = status
    const failed = isFailure(status, command) && !this.stopping
    if (failed || (status.kind === 'exited' && status.code !== 0)) this.tellExit(status, failed)
    if (this.stopping) return
    if (isTrue(this.setting('RemainAfterExit') ?? 'no') && !failed) {
      this.enter('active', 'exited')
      return
    }
    if (failed) {
      this.fail(outcomeOf(status), status)
      return
    }
    if (unit.active === 'activating' && this.waitsForReadiness) {
      this.fail('protocol')
      return
    }
    this.down()
  }

  private tellExit(status: WaitStatus, failed: boolean): void {
    const { unit, manager } = this
    const [how, what] =
      status.kind === 'exited' ? ['exited', exitText(status.code)] : ['killed', signalText(status)]
    manager.log(
      unit,
      failed ? NOTICE : INFO,
      `${unit.name}: Main process exited, code=${how}, status=${what}`,
    )
  }

  /** It has come to its end well. */
  private down(): void {
    const { unit, manager } = this
    this.turn++
    manager.log(unit, INFO, `${unit.name}: Deactivated successfully.`)
    if (this.setting('Restart') === 'always') {
      this.restartLater()
      return
    }
    this.after()
    this.enter('inactive', 'dead')
  }

  private fail(why: Outcome, status?: WaitStatus): void {
    const { unit, manager } = this
    this.turn++
    if (status) this.exitStatus = status
    unit.mainPid = 0
    unit.result = why
    manager.log(unit, WARNING, `${unit.name}: Failed with result '${why}'.`)
    const restart = this.setting('Restart') ?? 'no'
    if (why !== 'start-limit-hit' && (restart === 'always' || restart === 'on-failure')) {
      this.restartLater()
      return
    }
    this.after()
    this.enter('failed', 'failed')
  }

  /** What is left is ended, and what ExecStopPost says is run. */
  private after(): void {
    this.killAll('SIGTERM')
    const commands = this.commands('ExecStopPost')
    if (commands.length > 0)
      this.manager.process.thread(async () => {
        for (const command of commands) await this.run(command)
      })
  }

  private restartLater(): void {
    const { unit, manager } = this
    const turn = this.turn
    this.enter('activating', 'auto-restart')
    manager.after(spanOf(this.setting('RestartSec') ?? '') ?? RESTART, () => {
      if (this.turn !== turn || unit.sub !== 'auto-restart' || unit.job?.type === 'stop') return
      this.restarts++
      manager.log(unit, INFO, `${unit.name}: Scheduled restart job, restart counter is at ${this.restarts}.`)
      unit.active = 'inactive'
      if (manager.state !== 'stopping') manager.tryAdd('restart', unit)
      else this.enter('inactive', 'dead')
    })
  }

  stop(): void {
    const { unit, manager } = this
    const turn = this.turn
    this.stopping = true
    if (unit.sub === 'auto-restart') {
      this.turn++
      this.enter('inactive', 'dead')
      return
    }
    this.enter('deactivating', 'stop')
    manager.process.thread(async () => {
      for (const command of this.commands('ExecStop')) await this.run(command)
      if (unit.active !== 'deactivating' || this.turn !== turn) return
      await this.terminate(turn)
    })
  }

  private async terminate(turn: number): Promise<void> {
    const { unit, manager } = this
    await terminate(manager, unit)
    if (this.turn !== turn && unit.active !== 'deactivating') return
    this.turn++
    unit.mainPid = 0
    for (const command of this.commands('ExecStopPost')) await this.run(command)
    this.killAll('SIGKILL')
    if (unit.result === 'timeout') {
      manager.log(unit, WARNING, `${unit.name}: Failed with result 'timeout'.`)
      return this.enter('failed', 'failed')
    }
    manager.log(unit, INFO, `${unit.name}: Deactivated successfully.`)
    this.enter('inactive', 'dead')
  }

  /** Earlier starts and failures are forgotten. */
  reset(): void {
    this.limiter.reset()
  }

  reload(): void {
    const commands = this.commands('ExecReload')
    if (commands.length === 0) return
    this.enter('reloading', 'reload')
    this.manager.process.thread(async () => {
      for (const command of commands) await this.run(command)
      if (this.unit.active === 'reloading') this.enter('active', 'running')
    })
  }

  private killAll(signal: Signal): void {
    const mode = this.setting('KillMode') ?? 'control-group'
    if (mode === 'none' || (mode === 'process' && signal === 'SIGTERM')) return
    if (mode === 'process') return
    for (const pid of membersOf(this.manager.process, this.unit)) killOne(this.manager, pid, signal)
  }

  private timedOut(operation: string): void {
    const { unit, manager } = this
    manager.log(unit, WARNING, `${unit.name}: ${operation} operation timed out. Terminating.`)
    for (const pid of membersOf(manager.process, unit)) killOne(manager, pid, 'SIGKILL')
    this.fail('timeout')
  }

  private limit(turn: number, key: string, late: () => void): void {
    const limit = spanOf(this.setting(key) ?? this.setting('TimeoutSec') ?? '') ?? DEFAULT_TIMEOUT
    if (limit === 0 || limit === Number.POSITIVE_INFINITY) return
    this.manager.after(limit, () => {
      if (this.turn === turn && this.unit.active === 'activating') late()
    })
  }
}

/** Where services say that they are ready (sd_notify(3)). */
export const NOTIFY_SOCKET = '/run/systemd/notify'
const NOTIFY = new Map([['NOTIFY_SOCKET', NOTIFY_SOCKET]])
