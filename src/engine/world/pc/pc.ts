import type { Instant } from '../../base/time.ts'
import { Machine, type MachineOptions } from '../../boot/machine.ts'
import { EXECUTABLES } from '../programs.ts'
import { loadReserves } from './reserves.ts'

export type PcOptions = Omit<MachineOptions, 'executables' | 'reserve'>

/** A PC that has just been switched on, with all programs that a world knows. */
export const switchOn = (options: PcOptions): Machine =>
  new Machine({ ...options, executables: EXECUTABLES, reserve: loadReserves })

/** When the machine of the recordings was switched on. */
export const FIRST_START: Instant = 1_795_312_800_000_000_000n
