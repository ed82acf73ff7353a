import type { WaitStatus } from '../../kernel/process.ts'
import type { Signal } from '../../kernel/signals.ts'
import type { Command } from './exec.ts'
import { endOf, isFailure, type Outcome, outcomeOf } from './exit-status.ts'
import { readText } from './files.ts'
import { INFO, NOTICE, WARNING } from './reports.ts'
import type { ServiceUnit } from './service-unit.ts'
import { isTrue, spanOf } from './settings.ts'
import { killOne, membersOf, terminate } from './terminate.ts'

/** DefaultRestartUSec. */
const RESTART = 100e6

/** How a service that has started comes to its end, by itself or by somebody's wish, and what follows from that (service.c). */
export class ServiceEnd {
  private readonly service: ServiceUnit
  private restarts = 0

  constructor(service: ServiceUnit) {
    this.service = service
  }

  mainEnded(turn: number, command: Command, status: WaitStatus): void {
    const { service } = this
    const { unit } = service
    if (service.turn !== turn) return
    unit.mainPid = 0
    service.exitStatus = status
    const failed = isFailure(status, command) && !service.stopping
    if (failed || (status.kind === 'exited' && status.code !== 0)) this.tellExit(status, failed)
    if (service.stopping) return
    if (isTrue(service.setting('RemainAfterExit') ?? 'no') && !failed) {
      service.enter('active', 'exited')
      return
    }
    if (failed) {
      this.fail(outcomeOf(status), status)
      return
    }
    if (unit.active === 'activating' && service.waitsForReadiness) {
      this.fail('protocol')
      return
    }
    this.down()
  }

  tellExit(status: WaitStatus, failed: boolean): void {
    const { unit, manager } = this.service
    const [how, what] = endOf(status)
    manager.log(
      unit,
      failed ? NOTICE : INFO,
      `${unit.name}: Main process exited, code=${how}, status=${what}`,
    )
  }

  /** It has come to its end well. */
  private down(): void {
    const { service } = this
    const { unit, manager } = service
    service.turn++
    manager.log(unit, INFO, `${unit.name}: Deactivated successfully.`)
    if (service.setting('Restart') === 'always') {
      this.restartLater()
      return
    }
    this.after()
    service.enter('inactive', 'dead')
  }

  fail(why: Outcome, status?: WaitStatus): void {
    const { service } = this
    const { unit, manager } = service
    service.turn++
    if (status) service.exitStatus = status
    unit.mainPid = 0
    unit.result = why
    manager.log(unit, WARNING, `${unit.name}: Failed with result '${why}'.`)
    const restart = service.setting('Restart') ?? 'no'
    if (why !== 'start-limit-hit' && (restart === 'always' || restart === 'on-failure')) {
      this.restartLater()
      return
    }
    this.after()
    service.enter('failed', 'failed')
  }

  /** What is left is ended, and what ExecStopPost says is run. */
  private after(): void {
    const { service } = this
    this.killAll('SIGTERM')
    const commands = service.commands('ExecStopPost')
    if (commands.length > 0)
      service.manager.process.thread(async () => {
        for (const command of commands) await service.run(command)
      })
  }

  private restartLater(): void {
    const { service } = this
    const { unit, manager, turn } = service
    service.enter('activating', 'auto-restart')
    manager.after(spanOf(service.setting('RestartSec') ?? '') ?? RESTART, () => {
      if (service.turn !== turn || unit.sub !== 'auto-restart' || unit.job?.type === 'stop') return
      this.restarts++
      manager.log(unit, INFO, `${unit.name}: Scheduled restart job, restart counter is at ${this.restarts}.`)
      unit.active = 'inactive'
      if (manager.state !== 'stopping') manager.tryAdd('restart', unit)
      else service.enter('inactive', 'dead')
    })
  }

  stop(): void {
    const { service } = this
    const { unit, manager, turn } = service
    service.stopping = true
    if (unit.sub === 'auto-restart') {
      service.turn++
      service.enter('inactive', 'dead')
      return
    }
    service.enter('deactivating', 'stop')
    manager.process.thread(async () => {
      for (const command of service.commands('ExecStop')) await service.run(command)
      if (unit.active !== 'deactivating' || service.turn !== turn) return
      await this.terminate(turn)
    })
  }

  private async terminate(turn: number): Promise<void> {
    const { service } = this
    const { unit, manager } = service
    await terminate(manager, unit)
    if (service.turn !== turn && unit.active !== 'deactivating') return
    service.turn++
    unit.mainPid = 0
    for (const command of service.commands('ExecStopPost')) await service.run(command)
    this.killAll('SIGKILL')
    if (unit.result === 'timeout') {
      manager.log(unit, WARNING, `${unit.name}: Failed with result 'timeout'.`)
      return service.enter('failed', 'failed')
    }
    manager.log(unit, INFO, `${unit.name}: Deactivated successfully.`)
    service.enter('inactive', 'dead')
  }

  reload(): void {
    const { service } = this
    const commands = service.commands('ExecReload')
    if (commands.length === 0) return
    service.enter('reloading', 'reload')
    service.manager.process.thread(async () => {
      for (const command of commands) await service.run(command)
      if (service.unit.active === 'reloading') service.enter('active', 'running')
    })
  }

  private killAll(signal: Signal): void {
    const { unit, manager } = this.service
    const mode = this.service.setting('KillMode') ?? 'control-group'
    if (mode === 'none' || mode === 'process') return
    for (const pid of membersOf(manager.process, unit)) killOne(manager, pid, signal)
  }

  timedOut(operation: string): void {
    const { unit, manager } = this.service
    manager.log(unit, WARNING, `${unit.name}: ${operation} operation timed out. Terminating.`)
    for (const pid of membersOf(manager.process, unit)) killOne(manager, pid, 'SIGKILL')
    this.fail('timeout')
  }

  /** It is started more often than it may be. */
  refuse(): void {
    const { unit, manager } = this.service
    unit.result = 'start-limit-hit'
    manager.log(unit, WARNING, `${unit.name}: Start request repeated too quickly.`)
    this.fail('start-limit-hit')
  }
}

/** Starts a service whose commands leave its processes behind. */
export async function startForking(service: ServiceUnit, turn: number): Promise<void> {
  const { unit, manager } = service
  for (const command of service.commands('ExecStart')) {
    const ended = await service.run(command)
    if (service.turn !== turn) return
    if (isFailure(ended, command)) return service.end.fail(outcomeOf(ended), ended)
    const file = service.setting('PIDFile')
    const { process } = manager
    const left = membersOf(process, unit)
    const main = file && process.exists(file) ? Number(readText(process, file).trim()) : left[0]
    if (main === undefined || Number.isNaN(main)) return service.end.fail('protocol')
    unit.mainPid = main
    manager.onExit(main, (status) => service.end.mainEnded(turn, command, status))
  }
  service.up(turn)
}
