import { type Body, textBody } from '../../base/body.ts'
import type { Instant } from '../../base/time.ts'
import type { Filesystem, Ino, Stat } from '../filesystem.ts'

interface Owned {
  /** Permission bits. */
  readonly mode: number
  readonly mtime: Instant
}

export interface FileNode extends Owned {
  readonly kind: 'file'
  /** Asked for when the size or the content is wanted, and not before. */
  readonly body: () => Body
}
/** A device, a socket or a fifo: `type` is S_IFBLK, S_IFCHR, S_IFSOCK or S_IFIFO. */
export interface SpecialNode extends Owned {
  readonly kind: 'special'
  readonly type: number
  readonly rdev: Stat['rdev']
}
export interface LinkNode extends Owned {
  readonly kind: 'link'
  readonly target: string
}
export interface DirectoryNode extends Owned {
  readonly kind: 'directory'
  readonly names: () => Iterable<string>
  /** What is under a name: one look-up, however many names there are. */
  readonly get: (name: string) => GraftNode | undefined
  /** How many of the entries are directories: for the link count. */
  readonly directories: () => number
}
/** A directory of another file system, shown as one here. */
export interface Graft {
  readonly kind: 'graft'
  /** Undefined once it is gone. */
  readonly fs: () => Filesystem | undefined
  /** Which of its directories; the root by default. */
  readonly root?: ((fs: Filesystem) => Ino) | undefined
  /** Grafts of one group show directories of one file system: equal inodes have equal numbers. */
  readonly group?: string
  /** Called after every change that was made through the graft. */
  readonly changed?: () => void
}

/** What a `GraftFs` shows under a path. All belongs to root. */
export type GraftNode = FileNode | SpecialNode | LinkNode | DirectoryNode | Graft

export const fileNode = (mode: number, mtime: Instant, body: () => Body): FileNode => ({
  kind: 'file',
  mode,
  mtime,
  body,
})
export const textNode = (mode: number, mtime: Instant, text: () => string): FileNode =>
  fileNode(mode, mtime, () => textBody(text()))
export const linkNode = (mtime: Instant, target: string): LinkNode => ({
  kind: 'link',
  mode: 0o777,
  mtime,
  target,
})

/** A directory of a few entries, which are known. */
export function directoryNode(
  mode: number,
  mtime: Instant,
  entries: Readonly<Record<string, GraftNode>> = {},
): DirectoryNode {
  const there = Object.entries(entries).filter(([, node]) => node !== undefined)
  return {
    kind: 'directory',
    mode,
    mtime,
    names: () => there.map(([name]) => name),
    get: (name) => (Object.hasOwn(entries, name) ? entries[name] : undefined),
    directories: () =>
      there.filter(([, node]) => node!.kind === 'directory' || node!.kind === 'graft').length,
  }
}

/** A directory of many entries, each made when it is looked up. */
export const listNode = (
  mode: number,
  mtime: Instant,
  list: Pick<DirectoryNode, 'names' | 'get' | 'directories'>,
): DirectoryNode => ({ kind: 'directory', mode, mtime, ...list })
