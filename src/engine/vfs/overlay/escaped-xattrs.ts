import { NO_XATTRS, OVERLAY_XATTR, type Xattrs } from '../inode.ts'
import { filterXattrs, sortedXattrs } from '../xattr.ts'

/** What an overlay notes for itself hides below this name, so that another overlay can lie on it (fs/overlayfs/xattrs.c). */
const ESCAPED = `${OVERLAY_XATTR}overlay.`

/** Name under which the upperdir keeps an attribute that is set through the overlay. */
export const storedName = (name: string): string =>
  name.startsWith(OVERLAY_XATTR) ? ESCAPED + name.slice(OVERLAY_XATTR.length) : name

/** Without what the overlay notes for itself. */
export const withoutOwn = (xattrs: Xattrs | undefined): Xattrs | undefined =>
  filterXattrs(xattrs, (name) => !name.startsWith(OVERLAY_XATTR) || name.startsWith(ESCAPED))

/** What the merged view shows of the attributes of an inode below. */
export function shownXattrs(xattrs: Xattrs | undefined): Xattrs {
  const kept = withoutOwn(xattrs)
  if (!kept) return NO_XATTRS
  if (![...kept.keys()].some((name) => name.startsWith(ESCAPED))) return kept
  return sortedXattrs(
    Array.from(kept, ([name, value]) => [
      name.startsWith(ESCAPED) ? OVERLAY_XATTR + name.slice(ESCAPED.length) : name,
      value,
    ]),
  )
}
