import { type Body, textBody } from '../base/body.ts'
import { FsError } from '../base/errors.ts'
import { byCodeUnit } from '../base/text.ts'
import type { Instant } from '../base/time.ts'
import {
  type DirEntry,
  type Ino,
  type NewInode,
  type Permissions,
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

/** Set while nothing can change, to a value that is another one each time. */
let stillness: object | undefined

/** Runs what only looks: what a computed file system found once holds until it is done. */
export function whileStill<T>(look: () => T): T {
  if (stillness) return look()
  stillness = {}
  try {
    return look()
  } finally {
    stillness = undefined
  }
}

/** What is at an inode now, and who owns it. */
interface Found {
  readonly node: Computed
  readonly owner: { readonly uid: number; readonly gid: number }
}

/** A file system whose contents are computed: /proc, /sys. Inode numbers follow from the paths. */
export class ComputedFs extends ReadOnlyFs {
  readonly type: string
  readonly dev: number
  readonly root: Ino = 1
  readonly readOnly = false
  private readonly now: () => Instant
  /** Directory and name of each inode but the root. */
  private readonly places = new Map<Ino, { readonly dir: Ino; readonly name: string }>()
  private readonly inos = new Map<Ino, Map<string, Ino>>()
  private readonly top: Found
  private readonly found = new Map<Ino, Found>()
  private foundIn: object | undefined

  constructor(type: string, dev: number, now: () => Instant, top: Omit<ComputedDirectory, 'kind'>) {
    super('EPERM')
    this.type = type
    this.dev = dev
    this.now = now
    this.top = { node: { kind: 'directory', ...top }, owner: { uid: 0, gid: 0 } }
  }

  private node(ino: Ino): Computed {
    return this.find(ino).node
  }
  private find(ino: Ino): Found {
    if (this.foundIn !== stillness) {
      this.found.clear()
      this.foundIn = stillness
    }
    if (ino === this.root) return this.top
    const known = this.found.get(ino)
    if (known) return known
    const place = this.places.get(ino)
    if (!place) throw new FsError('ENOENT')
    const above = this.find(place.dir)
    const node = above.node.kind === 'directory' ? entryOf(above.node, place.name) : undefined
    if (!node) throw new FsError('ENOENT')
    return this.keep(ino, node, above)
  }
  private keep(ino: Ino, node: Computed, above: Found): Found {
    const owner = node.kind === 'directory' && node.owner ? node.owner() : above.owner
    const found = { node, owner }
    if (stillness) this.found.set(ino, found)
    return found
  }
  private inoOf(dir: Ino, name: string): Ino {
    let names = this.inos.get(dir)
    if (!names) {
      names = new Map()
      this.inos.set(dir, names)
    }
    let ino = names.get(name)
    if (ino === undefined) {
      ino = this.places.size + 2
      names.set(name, ino)
      this.places.set(ino, { dir, name })
    }
    return ino
  }
  private directory(ino: Ino): ComputedDirectory {
    const node = this.node(ino)
    if (node.kind !== 'directory') throw new FsError('ENOTDIR')
    return node
  }

  stat(ino: Ino): Stat {
    const { node, owner } = this.find(ino)
    const time = this.now()
    return {
      dev: this.dev,
      ino,
      mode: modeOf(node),
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
  permissions(ino: Ino): Permissions {
    const { node, owner } = this.find(ino)
    return { mode: modeOf(node), uid: owner.uid, gid: node.kind === 'device' ? node.gid : owner.gid }
  }
  lookup(dir: Ino, name: string): Ino {
    const ino = this.seek(dir, name)
    if (ino === undefined) throw new FsError('ENOENT')
    return ino
  }
  seek(dir: Ino, name: string): Ino | undefined {
    const above = this.find(dir)
    if (above.node.kind !== 'directory') throw new FsError('ENOTDIR')
    const node = entryOf(above.node, name)
    if (!node) return undefined
    const ino = this.inoOf(dir, name)
    if (stillness) this.keep(ino, node, above)
    return ino
  }
  parent(dir: Ino): Ino {
    return this.places.get(dir)?.dir ?? this.root
  }
  readdir(dir: Ino): DirEntry[] {
    return [...this.directory(dir).entries()]
      .map(([name, node]) => ({ name, ino: this.inoOf(dir, name), type: typeBits(node) & S_IFMT }))
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

const PLAIN_MODES = { file: 0o444, link: 0o777, directory: 0o555 } as const
const modeOf = (node: Computed): number =>
  typeBits(node) | (node.kind === 'device' ? node.mode : (node.mode ?? PLAIN_MODES[node.kind]))

const typeBits = (node: Computed): number =>
  node.kind === 'device'
    ? S_IFCHR
    : node.kind === 'directory'
      ? S_IFDIR
      : node.kind === 'link'
        ? S_IFLNK
        : S_IFREG
