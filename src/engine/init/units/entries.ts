import { textBody } from '../../base/body.ts'
import type { Instant } from '../../base/time.ts'
import { programBody } from '../../registry/recipe.ts'
import type { LayerEntry } from '../../vfs/entry.ts'
import { EARLY_SERVICES } from './early-services.ts'
import { FILESYSTEM_SERVICES } from './filesystem-services.ts'
import { LICENSE } from './license.ts'
import { LINKS } from './links.ts'
import { LOGIN_SERVICES } from './login-services.ts'
import { MOUNTS } from './mounts.ts'
import { PACKAGES } from './packages.ts'
import { CONFIGURATION, EXECUTABLES, FOLDERS } from './rest.ts'
import { SOCKETS } from './sockets.ts'
import { TARGETS } from './targets.ts'
import { USER_UNITS } from './user-units.ts'
import { WAITING, waitingBody } from './waiting.ts'

const UNITS: readonly Readonly<Record<string, string>>[] = [
  TARGETS,
  FILESYSTEM_SERVICES,
  EARLY_SERVICES,
  LOGIN_SERVICES,
  SOCKETS,
  MOUNTS,
]

/** When the packages were made: 27 April 2026. */
const PACKED: Instant = 1_777_291_200_000_000_000n

/** Units of others among them. */
const OTHERS = [
  'dbus.service',
  'dbus.socket',
  'getty-static.service',
  'systemd-fsckd.service',
  'systemd-fsckd.socket',
]

/** What the packages systemd, udev, dbus, login, util-linux and ifupdown have on the disk of an installed Debian 12. */
export function systemdEntries(mtime: Instant): LayerEntry[] {
  const own = { uid: 0, gid: 0, mtime }
  const packed = { uid: 0, gid: 0, mtime: PACKED }
  const file = (path: string, text: string, mode = 0o644): LayerEntry => ({
    kind: 'file',
    path,
    body: textBody(text),
    mode,
    ...(path.startsWith('etc/') ? own : packed),
  })
  const unit = (name: string, text: string): LayerEntry => file(`usr/lib/systemd/system/${name}`, text)
  return [
    ...FOLDERS.map((path): LayerEntry => ({ kind: 'directory', path, mode: 0o755, ...own })),
    ...UNITS.flatMap((units) =>
      Object.entries(units).map(([name, text]) => unit(name, (OTHERS.includes(name) ? '' : LICENSE) + text)),
    ),
    ...Object.entries(USER_UNITS).map(([name, text]) => file(`usr/lib/systemd/user/${name}`, LICENSE + text)),
    ...Object.keys(WAITING).map(
      (path): LayerEntry => ({
        kind: 'file',
        path: `usr/lib/systemd/${path}`,
        body: waitingBody(path),
        mode: 0o644,
        ...packed,
      }),
    ),
    ...Object.entries(PACKAGES).map(([name, text]) => unit(name, text)),
    ...Object.entries(CONFIGURATION).map(([path, text]) => file(path, text)),
    ...Object.entries(EXECUTABLES).map(
      ([path, size]): LayerEntry => ({
        kind: 'file',
        path,
        body: programBody(path.slice(path.lastIndexOf('/') + 1), 'amd64', size),
        mode: 0o755,
        ...packed,
      }),
    ),
    ...Object.entries(LINKS).map(
      ([path, target]): LayerEntry => ({
        kind: 'symlink',
        path,
        target,
        mode: 0o777,
        ...(path.startsWith('etc/') ? own : packed),
      }),
    ),
  ]
}
