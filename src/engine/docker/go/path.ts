import { cleanPath } from '../../vfs/tar/unpack.ts'

/** filepath.Base of Go. */
export function base(path: string): string {
  if (path === '') return '.'
  const bare = path.replace(/\/+$/, '')
  return bare === '' ? '/' : bare.slice(bare.lastIndexOf('/') + 1)
}

/** filepath.Dir of Go. */
export const dir = (path: string): string => cleanPath(path.slice(0, path.lastIndexOf('/') + 1))

/** filepath.Join of Go. */
export const join = (folder: string, name: string): string => cleanPath(`${folder}/${name}`)
