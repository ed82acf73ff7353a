import { isErrno } from '../../base/errors.ts'
import type { Pid, Process } from '../../kernel/process.ts'
import type { Signal } from '../../kernel/signals.ts'
import { namesIn, textAt } from '../../userland/system-files.ts'
import { CGROUP, groupOf } from './exec.ts'
import { readText } from './files.ts'
import { DEFAULT_TIMEOUT, type Manager } from './manager.ts'
import { WARNING } from './reports.ts'
import { isTrue, spanOf } from './settings.ts'
import type { Unit } from './unit.ts'

/** A signal for one process, which may be gone. */
export function killOne({ process }: Manager, pid: Pid, signal: Signal): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if (!isErrno(error, 'ESRCH')) throw error
  }
}

/** Ends the processes of a unit: politely first, then by force (systemd.kill(5)). What is left by `KillMode=process` stays. */
export async function terminate(manager: Manager, unit: Unit): Promise<void> {
  const { process } = manager
  const section = unit.type === 'scope' ? 'Scope' : 'Service'
  const setting = (key: string): string | undefined => unit.settings.get(section, key)
  const mode = setting('KillMode') ?? 'control-group'
  const limit = spanOf(setting('TimeoutStopSec') ?? setting('TimeoutSec') ?? '') ?? DEFAULT_TIMEOUT
  const until = process.now() + BigInt(Math.min(limit || DEFAULT_TIMEOUT, 1e15))
  const alive = (): Pid[] => {
    const members = membersOf(process, unit)
    return mode === 'process' || mode === 'mixed' ? members.filter((pid) => pid === unit.mainPid) : members
  }
  if (mode === 'none') return
  const signal = (setting('KillSignal') ?? 'SIGTERM') as Signal
  for (const pid of alive()) killOne(manager, pid, signal)
  if (isTrue(setting('SendSIGHUP') ?? 'no')) for (const pid of alive()) killOne(manager, pid, 'SIGHUP')
  for (let wait = 1e6; alive().length > 0; wait = Math.min(wait * 2, 1e9)) {
    if (process.now() >= until) {
      manager.log(unit, WARNING, `${unit.name}: State 'stop-sigterm' timed out. Killing.`)
      for (const pid of membersOf(process, unit)) killOne(manager, pid, 'SIGKILL')
      unit.result = 'timeout'
      return
    }
    await process.sleep(wait)
  }
}

/** Ends a session. */
export function stopScope(manager: Manager, unit: Unit): void {
  manager.changed(unit, 'deactivating', 'stop-sigterm')
  manager.process.thread(async () => {
    await terminate(manager, unit)
    manager.changed(unit, 'inactive', 'dead')
  })
}

/** Processes of a unit. */
export function membersOf(p: Process, unit: Unit): Pid[] {
  const path = `${CGROUP}${groupOf(unit)}`
  if (!textAt(p, `${path}/cgroup.events`)?.startsWith('populated 1')) return []
  const below = (folder: string): Pid[] => [
    ...(p.exists(`${folder}/cgroup.procs`) ? readText(p, `${folder}/cgroup.procs`).split('\n') : [])
      .filter(Boolean)
      .map(Number),
    ...namesIn(p, folder).flatMap((name) =>
      /\.(scope|service|slice)$/.test(name) ? below(`${folder}/${name}`) : [],
    ),
  ]
  return below(path)
}
