import type { Pid, WaitStatus } from '../../kernel/process.ts'
import { mountCredentials, unmountCredentials } from './credentials.ts'
import { type Command, commandsOf, spawn } from './exec.ts'
import { isFailure, outcomeOf } from './exit-status.ts'
import { DEFAULT_TIMEOUT, type Manager } from './manager.ts'
import { INFO } from './reports.ts'
import { RESERVE } from './reserve.ts'
import type { ServiceEnd } from './service-end.ts'
import { isTrue, spanOf } from './settings.ts'
import { StartLimit } from './start-limit.ts'
import type { Behaviour, Unit } from './unit.ts'
import { makeUnitFolders } from './unit-folders.ts'

/** A service: its commands, one after another, and what is made of how they end (service.c). */
export class ServiceUnit implements Behaviour {
  readonly manager: Manager
  readonly unit: Unit
  /** Counts starts and stops: what an earlier one still waits for is over. */
  turn = 0
  stopping = false
  private readonly limiter: StartLimit
  private ending: ServiceEnd | undefined
  /** Told by a service of the type `notify`. */
  private told: (() => void) | undefined
  exitStatus: WaitStatus | undefined

  constructor(manager: Manager, unit: Unit) {
    this.manager = manager
    this.unit = unit
    this.limiter = new StartLimit(unit)
  }

  /** What becomes of it once it was started. */
  get end(): ServiceEnd {
    this.ending ??= new RESERVE.code.ServiceEnd(this)
    return this.ending
  }
  private get type(): string {
    const given = this.setting('Type')
    if (given) return given
    if (this.setting('BusName')) return 'dbus'
    return this.unit.settings.all('Service', 'ExecStart').length > 0 ? 'simple' : 'oneshot'
  }
  setting(key: string): string | undefined {
    return this.unit.settings.get('Service', key)
  }
  commands(key: string): Command[] {
    const more = new Map(this.unit.mainPid > 0 ? [['MAINPID', String(this.unit.mainPid)]] : [])
    return commandsOf(this.unit, key, this.manager.process, more)
  }
  enter(active: Unit['active'], sub: string): void {
    if (active === 'inactive' || active === 'failed') unmountCredentials(this.manager.process, this.unit)
    this.manager.changed(this.unit, active, sub)
  }

  start(): void {
    const { unit, manager } = this
    if (this.limiter.refuses(manager.process.now())) {
      this.end.refuse()
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
        if (isFailure(ended, command)) return this.end.fail(outcomeOf(ended), ended)
      }
      await this.main(turn, before.length > 0)
    })
    if (before.length === 0 && (this.type === 'simple' || this.type === 'idle' || this.type === 'exec'))
      this.launchSimple(turn)
  }

  get waitsForReadiness(): boolean {
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
        return RESERVE.code.startForking(this, turn)
      default:
        if (late) this.launchSimple(turn)
    }
  }

  private launchSimple(turn: number): void {
    const [command] = this.commands('ExecStart')
    if (!command) {
      this.end.fail('resources')
      return
    }
    this.follow(turn, command, spawn(this.manager, this.unit, command, { idle: this.type === 'idle' }))
    this.up(turn)
  }

  /** Up, then the commands of ExecStartPost. */
  up(turn: number): void {
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
        this.end.tellExit(ended, true)
        return this.end.fail(outcomeOf(ended), ended)
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
    if (!command) return this.end.fail('resources')
    const ready = this.manager.process.condition()
    let isReady = false
    this.told = () => {
      isReady = true
      ready.wakeAll()
    }
    this.follow(turn, command, spawn(this.manager, this.unit, command, { env: NOTIFY }))
    this.limit(turn, 'TimeoutStartSec', () => this.end.timedOut('start'))
    while (!isReady && this.turn === turn && this.unit.active === 'activating') await ready.wait()
    if (this.turn === turn && this.unit.active === 'activating') this.up(turn)
  }

  /** The service says that it is ready, or how it is (sd_notify(3)). */
  notify(message: { readonly ready?: boolean; readonly status?: string }): void {
    if (message.status !== undefined) this.unit.status = message.status
    if (message.ready) this.told?.()
  }

  /** Runs one command to its end. */
  async run(command: Command, { main = false, idle = false } = {}): Promise<WaitStatus> {
    const pid = spawn(this.manager, this.unit, command, { env: NOTIFY, idle })
    if (main) this.unit.mainPid = pid
    const ended = await this.manager.children.ended(pid)
    if (main) this.unit.mainPid = 0
    return ended
  }

  private follow(turn: number, command: Command, pid: Pid): void {
    this.unit.mainPid = pid
    this.manager.onExit(pid, (status) => this.end.mainEnded(turn, command, status))
  }

  stop(): void {
    this.end.stop()
  }

  /** Earlier starts and failures are forgotten. */
  reset(): void {
    this.limiter.reset()
  }

  reload(): void {
    this.end.reload()
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
