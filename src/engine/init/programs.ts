import type { Program } from '../kernel/process.ts'
import { journald } from './journal/journald.ts'
import { RESERVE as MANAGER } from './manager/reserve.ts'
import {
  e2scrubAll,
  modulesLoad,
  randomSeed,
  remountFs,
  sysctlService,
  sysusers,
  updateUtmp,
  userSessions,
} from './programs/early.ts'
import { systemdFsck, systemdFsckd } from './programs/fsck.ts'
import { fstabGenerator } from './programs/fstab-generator.ts'
import { agetty, login } from './programs/getty.ts'
import { gettyGenerator } from './programs/getty-generator.ts'
import { ifup } from './programs/ifup.ts'
import { dbusDaemon, logind, userRuntimeDir } from './programs/logind.ts'
import { RESERVE as PROGRAMS } from './programs/reserve.ts'
import { tmpfiles } from './programs/tmpfiles.ts'
import { udevadm } from './programs/udevd.ts'
import { systemd } from './systemd.ts'

/** Programs of an installed Debian that a boot runs. */
export const bootPrograms: readonly Program[] = [
  systemd,
  agetty,
  dbusDaemon,
  e2scrubAll,
  fstabGenerator,
  gettyGenerator,
  ifup,
  journald,
  login,
  logind,
  modulesLoad,
  randomSeed,
  remountFs,
  sysctlService,
  systemdFsck,
  systemdFsckd,
  sysusers,
  tmpfiles,
  udevadm,
  updateUtmp,
  userRuntimeDir,
  userSessions,
]

/** The same for a host on which they may do anything from the beginning. */
export async function wholeBootPrograms(): Promise<readonly Program[]> {
  for (const reserve of [MANAGER, PROGRAMS]) await reserve.load()
  return bootPrograms
}
