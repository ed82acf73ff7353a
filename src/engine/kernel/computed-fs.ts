import { type Body, textBody } from '../base/body.ts'
import { FsError } from '../base/errors.ts'
import { byCodeUnit } from '../base/text.ts'
import type { Instant } from '../base/time.ts'
import {
  type DirEntry,
  type Ino,
  type NewInode,
  S_IFCHR,
  S_IFDIR,
  S_IFLNK,
  S_IFMT,
  S_IFREG,
  type Stat,
} from '../vfs/filesystem.ts'
import { ReadOnlyFs } from '../vfs/read-only-fs.ts'
import type { Place } from './mounts.ts'
import type { OpenFile } from './open-file.ts'

/** A file, link or directory that is computed when it is looked at. */
export type Computed =
  | {
      readonly kind: 'file'
      readonly mode?: number
      readonly text: () => string
      /** What writing to it does. Without it nobody may open it for writing. */
      readonly write?: (text: string) => void
    }
  | {
      readonly kind: 'link'
      /** Default: 0777. Links of /proc/PID/fd show how a file is open, and a size of 64. */
      readonly mode?: number
      readonly target: () => string
      /** What opening the link gives: an open file, whatever its path is or was (proc(5), /proc/pid/fd). */
      readonly file?: () => OpenFile
      /** Where following the link leads, whatever its text says (proc(5), /proc/pid/root). */
      readonly place?: () => Place
    }
  | {
      readonly kind: 'device'
      readonly mode: number
      readonly gid: number
      readonly rdev: Stat['rdev']
      /** What opening the device gives. */
      readonly file: () => OpenFile
    }
  | ComputedDirectory

interface ComputedDirectory {
  readonly kind: 'directory'
  readonly mode?: number
  readonly entries: () => ReadonlyMap<string, Computed>
  /** One of the entries, where it need not take all of them to know it. */
  readonly find?: (name: string) => Computed | undefined
  /** What making or removing a directory in it does. Without them nobody may. */
  readonly mkdir?: (name: string) => void
  readonly rmdir?: (name: string) => void
  /** Who owns what is below, where it is not root. */
  readonly owner?: () => { readonly uid: number; readonly gid: number }
}

const entryOf = ({ find, entries }: ComputedDirectory, name: string): Computed | undefined =>
  find ? find(name) : entries().get(name)

/** A file system whose contents are computed: /proc, /sys. Inode numbers follow from the paths. */
export class ComputedFs extends ReadOnlyFs {
  readonly type: string
  readonly dev: number
  readonly root: Ino = 1
  readonly readOnly = false
  private readonly now: () => Instant
  private readonly paths = new Map<Ino, readonly string[]>([[1, []]])
  private readonly inos = new Map<string, Ino>([['', 1]])
  private readonly top: ComputedDirectory

  constructor(type: string, dev: number, now: () => Instant, top: Omit<ComputedDirectory, 'kind'>) {
    super('EPERM')
    this.type = type
    this.dev = dev
    this.now = now
    this.top = { kind: 'directory', ...top }
  }

  private node(ino: Ino): Computed {
    return this.nodeAndOwner(ino).node
  }
  private nodeAndOwner(ino: Ino): { node: Computed; owner: { uid: number; gid: number } } {
    const path = this.paths.get(ino)
    let node: Computed | undefined = path && this.top
    let owner = { uid: 0, gid: 0 }
    for (const name of path ?? []) {
      node = node?.kind === 'directory' ? entryOf(node, name) : undefined
      if (node?.kind === 'directory' && node.owner) owner = node.owner()
    }
    if (!node) throw new FsError('ENOENT')
    return { node, owner }
  }
  private inoOf(path: readonly string[]): Ino {
    const key = path.join('/')
    let ino = this.inos.get(key)
    if (ino === undefined) {
      ino = this.inos.size + 1
      this.inos.set(key, ino)
      this.paths.set(ino, path)
    }
    return ino
  }
  private directory(ino: Ino): ComputedDirectory {
    const node = this.node(ino)
    if (node.kind !== 'directory') throw new FsError('ENOTDIR')
    return node
  }

  stat(ino: Ino): Stat {
    const { node, owner } = this.nodeAndOwner(ino)
    const time = this.now()
    const type = typeBits(node)
    const mode =
      node.kind === 'file'
        ? (node.mode ?? 0o444)
        : node.kind === 'link'
          ? (node.mode ?? 0o777)
          : (node.mode ?? 0o555)
    return {
      dev: this.dev,
      ino,
      mode: type | mode,
      nlink: node.kind === 'directory' ? 2 : 1,
      uid: owner.uid,
      gid: node.kind === 'device' ? node.gid : owner.gid,
      rdev: node.kind === 'device' ? node.rdev : { major: 0, minor: 0 },
      // It takes no room on a disk.
      ...(node.kind === 'link' && node.mode !== undefined ? { size: 64, moreBlocks: -8 } : { size: 0 }),
      atime: time,
      mtime: time,
      ctime: time,
    }
  }
  lookup(dir: Ino, name: string): Ino {
    if (!entryOf(this.directory(dir), name)) throw new FsError('ENOENT')
    return this.inoOf([...this.paths.get(dir)!, name])
  }
  parent(dir: Ino): Ino {
    return this.inoOf((this.paths.get(dir) ?? []).slice(0, -1))
  }
  readdir(dir: Ino): DirEntry[] {
    const path = this.paths.get(dir) ?? []
    return [...this.directory(dir).entries()]
      .map(([name, node]) => ({ name, ino: this.inoOf([...path, name]), type: typeBits(node) & S_IFMT }))
      .sort((a, b) => byCodeUnit(a.name, b.name))
  }
  override mkdir(dir: Ino, name: string, attributes: NewInode): Ino {
    const { mkdir } = this.directory(dir)
    if (!mkdir) return super.mkdir(dir, name, attributes)
    mkdir(name)
    return this.lookup(dir, name)
  }
  override rmdir(dir: Ino, name: string, time: Instant): void {
    const { rmdir } = this.directory(dir)
    if (rmdir) rmdir(name)
    else super.rmdir(dir, name, time)
  }
  readlink(ino: Ino): string {
    const node = this.node(ino)
    if (node.kind !== 'link') throw new FsError('EINVAL')
    return node.target()
  }
  /** The open file behind a link of /proc/PID/fd or a device. */
  fileOf(ino: Ino): OpenFile | undefined {
    const node = this.node(ino)
    return node.kind === 'link' || node.kind === 'device' ? node.file?.() : undefined
  }
  /** What writing to a file does; undefined where it cannot be written. */
  writerOf(ino: Ino): ((text: string) => void) | undefined {
    const node = this.node(ino)
    return node.kind === 'file' ? node.write : undefined
  }
  /** The place behind a link of /proc/PID that is more than its text. */
  placeOf(ino: Ino): Place | undefined {
    const node = this.node(ino)
    return node.kind === 'link' ? node.place?.() : undefined
  }
  body(ino: Ino): Body {
    const node = this.node(ino)
    if (node.kind !== 'file') throw new FsError('EISDIR')
    return textBody(node.text())
  }
}

const typeBits = (node: Computed): number =>
  node.kind === 'device'
    ? S_IFCHR
    : node.kind === 'directory'
      ? S_IFDIR
      : node.kind === 'link'
        ? S_IFLNK
        : S_IFREG
