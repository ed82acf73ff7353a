import { EMPTY } from '../../base/body.ts'
import { EngineError } from '../../base/errors.ts'
import type { EntryAttributes, LayerEntry } from '../entry.ts'
import { S_IFBLK, S_IFCHR } from '../filesystem.ts'
import {
  BLOCK_DEVICE,
  CHARACTER,
  DIRECTORY,
  FIFO,
  HARDLINK,
  OPAQUE_NAME,
  REGULAR,
  SYMLINK,
  type TarEntry,
  WHITEOUT_PREFIX,
} from './format.ts'

/** The attributes of a mark that says none itself. */
const MARK = { mode: 0o600, uid: 0, gid: 0, mtime: 0n }

const inside = (path: string, name: string): string => (path === '' ? name : `${path}/${name}`)

/** A layer's entry as it stands in the archive (OCI image spec, layer.md, "Representing Changes"). */
export function tarEntryOf(entry: LayerEntry): TarEntry {
  const { path } = entry
  const { mode = MARK.mode, uid = MARK.uid, gid = MARK.gid, mtime = MARK.mtime, xattrs } = entry
  const attributes = { mode, uid, gid, mtime, ...(xattrs && { xattrs }) }
  switch (entry.kind) {
    case 'file':
      return { name: path, typeflag: REGULAR, body: entry.body, ...attributes }
    case 'directory':
      return { name: path === '' ? './' : `${path}/`, typeflag: DIRECTORY, ...attributes }
    case 'symlink':
      return { name: path, typeflag: SYMLINK, linkname: entry.target, ...attributes }
    case 'hardlink':
      return { name: path, typeflag: HARDLINK, linkname: entry.target, ...attributes }
    case 'fifo':
      return { name: path, typeflag: FIFO, ...attributes }
    case 'device': {
      const { major, minor } = entry.rdev
      const typeflag = entry.type === S_IFBLK ? BLOCK_DEVICE : CHARACTER
      return { name: path, typeflag, devmajor: major, devminor: minor, ...attributes }
    }
    case 'opaque':
      return { name: inside(path, OPAQUE_NAME), typeflag: REGULAR, mode, uid, gid, mtime }
    case 'whiteout': {
      const slash = path.lastIndexOf('/') + 1
      const name = `${path.slice(0, slash)}${WHITEOUT_PREFIX}${path.slice(slash)}`
      return { name, typeflag: REGULAR, mode, uid, gid, mtime }
    }
  }
}

/** A name of an archive as a path below the root. `invalid` for one that leads out of it. */
function pathOf(name: string, complaint: () => string): string {
  const parts: string[] = []
  for (const part of name.split('/')) {
    if (part === '' || part === '.') continue
    if (part !== '..') parts.push(part)
    else if (parts.length > 0) parts.pop()
    else if (!name.startsWith('/')) throw new EngineError('invalid', complaint())
  }
  return parts.join('/')
}

/** The layer's entry that an archive's entry says; undefined for marks of AUFS that mean nothing here. */
export function layerEntryOf(entry: TarEntry): LayerEntry | undefined {
  const { name, typeflag, linkname = '' } = entry
  const path = pathOf(name, () => `${JSON.stringify(name)} is outside of "/"`)
  const { mode, uid, gid, mtime, xattrs } = entry
  const attributes: EntryAttributes = { mode: mode & 0o7777, uid, gid, mtime, ...(xattrs && { xattrs }) }
  const slash = path.lastIndexOf('/') + 1
  const base = path.slice(slash)
  if (base.startsWith(WHITEOUT_PREFIX)) {
    const folder = path.slice(0, Math.max(0, slash - 1))
    if (base === OPAQUE_NAME) return { kind: 'opaque', path: folder, ...attributes }
    if (base.startsWith(`${WHITEOUT_PREFIX}${WHITEOUT_PREFIX}`) || base === WHITEOUT_PREFIX) return undefined
    return { kind: 'whiteout', path: inside(folder, base.slice(WHITEOUT_PREFIX.length)), ...attributes }
  }
  const rdev = { major: entry.devmajor ?? 0, minor: entry.devminor ?? 0 }
  switch (typeflag) {
    case REGULAR:
      return { kind: 'file', path, body: entry.body ?? EMPTY, ...attributes }
    case DIRECTORY:
      return { kind: 'directory', path, ...attributes }
    case SYMLINK:
      return { kind: 'symlink', path, target: linkname, ...attributes }
    case HARDLINK: {
      const target = pathOf(linkname, () => `invalid hardlink ${JSON.stringify(`${name} -> ${linkname}`)}`)
      return { kind: 'hardlink', path, target, ...attributes }
    }
    case CHARACTER:
      return { kind: 'device', path, type: S_IFCHR, rdev, ...attributes }
    case BLOCK_DEVICE:
      return { kind: 'device', path, type: S_IFBLK, rdev, ...attributes }
    case FIFO:
      return { kind: 'fifo', path, ...attributes }
    default:
      throw new EngineError('invalid', `unhandled tar header type ${typeflag.charCodeAt(0)}`)
  }
}
