import type { Program } from '../kernel/process.ts'
import { passwd } from './programs/passwd.ts'
import { sulogin, suloginShell } from './programs/sulogin.ts'
import { who } from './programs/who.ts'
import { systemdAnalyze } from './systemctl/analyze.ts'
import { systemctl } from './systemctl/systemctl.ts'

/** Programs of an installed Debian that tend it once it runs, or where it does not get so far. */
export const tendingPrograms: readonly Program[] = [
  passwd,
  sulogin,
  suloginShell,
  systemctl,
  systemdAnalyze,
  who,
]
