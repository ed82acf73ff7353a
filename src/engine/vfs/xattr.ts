import { FsError } from '../base/errors.ts'
import { byCodeUnit } from '../base/text.ts'
import type { Xattrs } from './inode.ts'

/** Namespaces of xattr(7). */
const NAMESPACES = ['user.', 'trusted.', 'security.', 'system.']
/** XATTR_SIZE_MAX (limits.h). */
const MAX_VALUE = 65536

/** The attributes with one more or another value, in order of their names. ENOTSUP, E2BIG. */
export function withXattr(xattrs: Xattrs | undefined, name: string, value: Uint8Array): Xattrs {
  if (!NAMESPACES.some((space) => name.startsWith(space) && name.length > space.length))
    throw new FsError('ENOTSUP')
  if (value.length > MAX_VALUE) throw new FsError('E2BIG')
  return sortedXattrs([...(xattrs ?? []), [name, new Uint8Array(value)]])
}

/** The attributes without one; undefined where none is left. ENODATA. */
export function withoutXattr(xattrs: Xattrs | undefined, name: string): Xattrs | undefined {
  if (!xattrs?.has(name)) throw new FsError('ENODATA')
  return filterXattrs(xattrs, (other) => other !== name)
}

/** Those whose name passes; undefined where none is left. */
export function filterXattrs(
  xattrs: Xattrs | undefined,
  keep: (name: string) => boolean,
): Xattrs | undefined {
  if (!xattrs) return undefined
  const kept = [...xattrs].filter(([name]) => keep(name))
  return kept.length === 0 ? undefined : kept.length === xattrs.size ? xattrs : new Map(kept)
}

/** A map in order of its names; the last of equal names wins. */
export const sortedXattrs = (pairs: Iterable<[string, Uint8Array]>): Xattrs =>
  new Map([...new Map(pairs)].sort(([a], [b]) => byCodeUnit(a, b)))
