import { isErrno } from '../../base/errors.ts'
import type { Process } from '../../kernel/process.ts'
import type { Unit } from './unit.ts'

const FOLDERS = [
  ['RuntimeDirectory', '/run'],
  ['StateDirectory', '/var/lib'],
  ['CacheDirectory', '/var/cache'],
  ['LogsDirectory', '/var/log'],
] as const

/** Folders that a service is to have (systemd.exec(5), RuntimeDirectory=). One that cannot be made is left out. */
export function makeUnitFolders(p: Process, unit: Unit): void {
  for (const [key, root] of FOLDERS)
    for (const name of unit.settings.words('Service', key)) {
      let path = root as string
      for (const part of name.split('/')) {
        path += `/${part}`
        try {
          if (!p.exists(path)) p.mkdir(path, 0o755)
        } catch (error) {
          if (!isErrno(error)) throw error
        }
      }
    }
}
