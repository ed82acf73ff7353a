import { RESERVE as MACHINE } from '../../boot/reserve.ts'
import { RESERVE as MANAGER } from '../../init/manager/reserve.ts'
import { RESERVE as PROGRAMS } from '../../init/programs/reserve.ts'
import { RESERVE as UNITS } from '../../init/units/waiting.ts'

/** Loads all that a machine needs which does more than start as it was installed. Throws an `EngineError` where that cannot be done now. */
export const loadReserves = async (): Promise<void> => {
  await Promise.all([MACHINE, MANAGER, PROGRAMS, UNITS].map((reserve) => reserve.load()))
}
