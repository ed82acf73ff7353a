import type { Program } from '../kernel/process.ts'
import { journald } from './journal/journald.ts'
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
import { passwd } from './programs/passwd.ts'
import { sulogin, suloginShell } from './programs/sulogin.ts'
import { tmpfiles } from './programs/tmpfiles.ts'
import { udevadm } from './programs/udevd.ts'
import { who } from './programs/who.ts'
import { systemdAnalyze } from './systemctl/analyze.ts'
import { systemctl } from './systemctl/systemctl.ts'
import { systemd } from './systemd.ts'

/** Programs of an installed Debian that begin its life and tend it. */
export const systemdPrograms: readonly Program[] = [
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
  passwd,
  randomSeed,
  remountFs,
  sulogin,
  suloginShell,
  sysctlService,
  systemdFsck,
  systemdFsckd,
  systemctl,
  systemdAnalyze,
  sysusers,
  tmpfiles,
  udevadm,
  updateUtmp,
  userRuntimeDir,
  userSessions,
  who,
]
