import type { Program } from '../kernel/process.ts'
import { detectVirt } from './programs/detect-virt.ts'
import { last } from './programs/last.ts'
import { passwd } from './programs/passwd.ts'
import { sulogin, suloginShell } from './programs/sulogin.ts'
import { who } from './programs/who.ts'
import { systemdAnalyze } from './systemctl/analyze.ts'
import { hostnamectl } from './systemctl/hostnamectl.ts'
import { localectl } from './systemctl/localectl.ts'
import { loginctl } from './systemctl/loginctl.ts'
import { systemctl } from './systemctl/systemctl.ts'
import { timedatectl } from './systemctl/timedatectl.ts'

/** Programs of an installed Debian that tend it once it runs, or where it does not get so far. */
export const tendingPrograms: readonly Program[] = [
  detectVirt,
  hostnamectl,
  last,
  localectl,
  loginctl,
  passwd,
  sulogin,
  suloginShell,
  systemctl,
  systemdAnalyze,
  timedatectl,
  who,
]
