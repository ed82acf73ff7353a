import { isErrno } from '../../base/errors.ts'
import type { Process } from '../../kernel/process.ts'
import { mountsOf } from '../../userland/mount-table.ts'
import type { Unit } from './unit.ts'

const ROOT = '/run/credentials'

const folderOf = ({ name }: Unit): string => `${ROOT}/${name}`

/** A service that may be handed credentials has a file system in memory for them (systemd.exec(5), "Credentials"). */
export function mountCredentials(p: Process, unit: Unit): void {
  const keys = ['LoadCredential', 'LoadCredentialEncrypted', 'SetCredential', 'ImportCredential']
  if (!keys.some((key) => unit.settings.all('Service', key).length > 0)) return
  const folder = folderOf(unit)
  try {
    for (const path of [ROOT, folder]) if (!p.exists(path)) p.mkdir(path, 0o755)
    const flags = ['nosuid', 'nodev', 'noexec']
    p.mount({ kind: 'new', type: 'ramfs', source: 'ramfs', target: folder, data: 'mode=700', flags })
    p.mount({ kind: 'remount', bind: true, target: folder, readOnly: true, flags })
  } catch (error) {
    if (!isErrno(error)) throw error
  }
}

export function unmountCredentials(p: Process, unit: Unit): void {
  const folder = folderOf(unit)
  if (!p.exists(folder) || !mountsOf(p).some(({ path }) => path === folder)) return
  try {
    p.umount(folder)
    p.rmdir(folder)
  } catch (error) {
    if (!isErrno(error)) throw error
  }
}
