import { LICENSE } from './license.ts'
import { WAITING_PACKAGES } from './waiting-packages.ts'
import { WAITING_SERVICES } from './waiting-services.ts'
import { WAITING_TARGETS } from './waiting-targets.ts'
import { WAITING_USER_UNITS } from './waiting-user-units.ts'

const below = (folder: string, head: string, units: Readonly<Record<string, string>>): [string, string][] =>
  Object.entries(units).map(([name, text]) => [`${folder}/${name}`, head + text])

/** Texts of the units of `WAITING`, by their path below /usr/lib/systemd. */
export const WAITING_TEXTS: ReadonlyMap<string, string> = new Map([
  ...below('system', LICENSE, WAITING_TARGETS),
  ...below('system', LICENSE, WAITING_SERVICES),
  ...below('user', LICENSE, WAITING_USER_UNITS),
  ...below('system', '', WAITING_PACKAGES),
])
