import type { PowerAction } from '../kernel/platform.ts'
import type { Manager } from './manager/manager.ts'
import { RESERVE } from './manager/reserve.ts'

/** What `SuccessAction=` of the last unit asks for (systemd.unit(5)). */
const ACTIONS: Readonly<Record<string, PowerAction>> = {
  poweroff: 'poweroff',
  'poweroff-force': 'poweroff',
  reboot: 'restart',
  'reboot-force': 'restart',
  halt: 'halt',
  'halt-force': 'halt',
}

/** Waits until a unit asks for the end of the machine, and ends it. */
export async function endMachine(manager: Manager): Promise<number> {
  const { process } = manager
  const asked = process.condition()
  let action: PowerAction | undefined
  manager.watchers.add((unit, before) => {
    const success = unit.settings.get('Unit', 'SuccessAction')
    if (success === undefined || unit.active !== 'inactive' || before === 'inactive') return
    action = ACTIONS[success]
    asked.wakeAll()
  })
  while (action === undefined || manager.jobs.size > 0) {
    if (action === undefined) await asked.wait()
    else await process.sleep(1e6)
  }
  return RESERVE.code.systemdShutdown(process, action)
}
