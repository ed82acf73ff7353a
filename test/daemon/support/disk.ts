import { decode } from '../../../src/engine/base/text.ts'
import type { Process } from '../../../src/engine/kernel/process.ts'
import {
  isDirectory,
  isSymlink,
  S_IFBLK,
  S_IFCHR,
  S_IFDIR,
  S_IFIFO,
  S_IFLNK,
  S_IFMT,
  S_IFREG,
} from '../../../src/engine/vfs/filesystem.ts'

const LETTERS: ReadonlyMap<number, string> = new Map([
  [S_IFDIR, 'd'],
  [S_IFREG, 'f'],
  [S_IFLNK, 'l'],
  [S_IFCHR, 'c'],
  [S_IFBLK, 'b'],
  [S_IFIFO, 'p'],
])

/**
 * A directory as find(1) and getfattr(1) tell it, sorted: path, type, mode, owner, links, size and target of each file,
 * links and size of directories left out; then the extended attributes.
 */
export function listTree(process: Process, top: string): string[] {
  const rows: string[] = []
  const attributes: string[] = []
  const visit = (path: string): void => {
    const full = path === '' ? top : `${top}/${path}`
    const { mode, uid, gid, nlink, size } = process.lstat(full)
    const type = LETTERS.get(mode & S_IFMT)
    const [links, bytes] = type === 'd' ? ['', ''] : [nlink, type === 'f' || type === 'l' ? size : 0]
    const target = isSymlink(mode) ? process.readlink(full) : ''
    rows.push([path, type, (mode & 0o7777).toString(8), `${uid}:${gid}`, links, bytes, target].join('\t'))
    const xattrs = isSymlink(mode) ? new Map<string, Uint8Array>() : process.xattrs(full)
    if (xattrs.size > 0) attributes.push(`# file: ${path === '' ? '' : `/${path}`}`)
    for (const [name, value] of xattrs) attributes.push(`${name}=${shown(value)}`)
    if (isDirectory(mode))
      for (const { name } of process.readdir(full)) visit(path === '' ? name : `${path}/${name}`)
  }
  visit('')
  return [...rows.sort(), ...attributes]
}

const shown = (value: Uint8Array): string =>
  value.every((byte) => byte >= 0x20 && byte < 0x7f)
    ? `"${decode(value)}"`
    : `0s${Buffer.from(value).toString('base64')}`
