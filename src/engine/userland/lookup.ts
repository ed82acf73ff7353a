import { isErrno } from '../base/errors.ts'
import type { Process } from '../kernel/process.ts'
import { isRegular } from '../vfs/filesystem.ts'

/** True for a regular file that may be executed. */
export function isExecutable(p: Process, path: string): boolean {
  try {
    return isRegular(p.stat(path).mode) && p.access(path, { execute: true })
  } catch (error) {
    if (isErrno(error)) return false
    throw error
  }
}

/** Every place where PATH finds a command; a name with a slash is taken as it is. */
export function findCommand(p: Process, name: string): string[] {
  if (name.includes('/')) return isExecutable(p, name) ? [name] : []
  const path = p.env.get('PATH') ?? '/usr/local/bin:/usr/bin:/bin'
  return path
    .split(':')
    .map((dir) => `${dir === '' ? '.' : dir}/${name}`)
    .filter((file) => isExecutable(p, file))
}
