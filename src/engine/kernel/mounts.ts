import type { Filesystem, Ino } from '../vfs/filesystem.ts'

/** Options of a mount as such, in the order of /proc/mounts (fs/proc_namespace.c); all others belong to the file system. */
const MOUNT_FLAGS = ['nosuid', 'nodev', 'noexec', 'noatime', 'nodiratime', 'strictatime']

/** What all mounts of a file system share (struct super_block). */
export interface Superblock {
  /** Options of the file system: `lowerdir=…`, `size=…`. */
  options: readonly string[]
  readOnly: boolean
}

const superblocks = new WeakMap<Filesystem, Superblock>()

function superblockOf(fs: Filesystem, options: readonly string[]): Superblock {
  let superblock = superblocks.get(fs)
  if (!superblock) {
    superblock = { options, readOnly: fs.readOnly }
    superblocks.set(fs, superblock)
  }
  return superblock
}

/** Its last mount is gone: mounted once more it begins anew. */
export const forgetSuperblock = (fs: Filesystem): boolean => superblocks.delete(fs)

/** What is to be mounted. */
export interface NewMount {
  readonly fs: Filesystem
  /** Inode of `fs` that is shown at the mount point. */
  readonly root: Ino
  /** Path of `root` within `fs`, as /proc/self/mountinfo shows it. Default: the root of the file system. */
  readonly rootPath?: string | undefined
  /** First column of /proc/mounts. */
  readonly source: string
  /** Options beyond rw/ro and relatime: `nosuid`, `lowerdir=…`; `strictatime` takes relatime away. */
  readonly options: readonly string[]
  readonly readOnly: boolean
  /** Not listed in /proc/mounts (what the machine itself hides from the reader's view). */
  readonly hidden?: boolean | undefined
}

/** A file system attached at a directory or a file (mount_namespaces(7)). */
export class Mount {
  readonly id: number
  readonly fs: Filesystem
  readonly root: Ino
  readonly rootPath: string
  readonly source: string
  readonly hidden: boolean
  readonly superblock: Superblock
  /** Of MOUNT_FLAGS. */
  flags: readonly string[]
  readOnly: boolean
  /** Where it is attached; undefined for the root of a namespace, and once it is detached. */
  at: Place | undefined
  /** Path of the mount point within its namespace, as /proc/mounts shows it. */
  path: string
  /** What is mounted on it: an inode here → the topmost mount there. */
  readonly over = new Map<Ino, Mount>()

  constructor(what: NewMount, id: number, at: Place | undefined, path: string) {
    this.id = id
    this.fs = what.fs
    this.root = what.root
    this.rootPath = what.rootPath ?? '/'
    this.source = what.source
    this.hidden = what.hidden ?? false
    this.superblock = superblockOf(
      what.fs,
      what.options.filter((option) => !MOUNT_FLAGS.includes(option)),
    )
    this.flags = flagsAmong(what.options)
    this.readOnly = what.readOnly
    this.at = at
    this.path = path
  }

  /** Nothing may be written through it. */
  get forbidsWrites(): boolean {
    return this.readOnly || this.superblock.readOnly || this.fs.readOnly
  }
  has(flag: 'nosuid' | 'nodev' | 'noexec'): boolean {
    return this.flags.includes(flag)
  }
  /** Its own and those of its file system. */
  get options(): readonly string[] {
    return [...this.flags, ...this.superblock.options]
  }
  /** The same, to be mounted once more. */
  get copy(): NewMount {
    const { fs, root, rootPath, source, options, readOnly, hidden } = this
    return { fs, root, rootPath, source, options, readOnly, hidden }
  }
}

/** Those options that belong to a mount as such, in the kernel's order. */
export const flagsAmong = (options: readonly string[]): string[] =>
  MOUNT_FLAGS.filter((flag) => options.includes(flag))

/** A directory entry as the kernel holds it: an inode seen through a mount. */
export interface Place {
  readonly mount: Mount
  readonly ino: Ino
}

/** The mounts that a group of processes sees. Propagation is private. */
export class MountNamespace {
  /** Inode number of the namespace, as `mnt:[4026531841]` shows it. */
  readonly number: number
  private top: Mount
  private readonly nextId: () => number
  private list: Mount[]

  /** `nextId` numbers the mounts of the whole kernel. */
  constructor(root: NewMount, nextId: () => number, number = 0) {
    this.nextId = nextId
    this.number = number
    this.top = new Mount(root, nextId(), undefined, '/')
    this.list = [this.top]
  }

  get root(): Mount {
    return this.top
  }
  /** In the order in which they were mounted. */
  get mounts(): readonly Mount[] {
    return this.list
  }
  has(mount: Mount): boolean {
    return this.list.includes(mount)
  }

  mount(at: Place, path: string, what: NewMount): Mount {
    const mount = new Mount(what, this.nextId(), at, path)
    this.list.push(mount)
    at.mount.over.set(at.ino, mount)
    return mount
  }

  /** Takes a mount away, and what is mounted below it. What is in use there goes on. */
  unmount(mount: Mount): void {
    if (!mount.at || !this.has(mount)) return
    const gone = new Set(this.below(mount))
    this.list = this.list.filter((other) => !gone.has(other))
    uncover(mount)
    mount.at = undefined
  }

  /** A mount and all that is mounted below it, the outer ones first. */
  below(mount: Mount): Mount[] {
    const found = [mount]
    for (const inner of found) found.push(...this.list.filter(({ at }) => at?.mount === inner))
    return found
  }

  /** Attaches a mount elsewhere, with all below it. */
  move(mount: Mount, at: Place, path: string): void {
    const old = mount.path
    uncover(mount)
    mount.at = at
    at.mount.over.set(at.ino, mount)
    const place = path === '/' ? '' : path
    for (const inner of this.below(mount)) inner.path = place + inner.path.slice(old.length) || '/'
  }

  /** Makes the mount `root` the root, and attaches the old root at a place below it (pivot_root(2)). */
  pivot(root: Mount, putOld: Place, path: string): void {
    const old = this.top
    const inner = new Set(this.below(root))
    uncover(root)
    root.at = undefined
    const from = root.path
    this.top = root
    old.at = putOld
    putOld.mount.over.set(putOld.ino, old)
    const place = path === '/' ? '' : path
    for (const mount of this.list)
      mount.path = inner.has(mount)
        ? mount.path.slice(from.length) || '/'
        : `${place}${mount.path === '/' ? '' : mount.path}` || '/'
  }

  /** A namespace of its own with the same mounts; `counterpart` leads from a mount here to the one there. */
  copy(number: number): { namespace: MountNamespace; counterpart: (place: Place) => Place } {
    const namespace = new MountNamespace(this.top.copy, this.nextId, number)
    const twins = new Map([[this.top, namespace.root]])
    const counterpart = (place: Place): Place => {
      const mount = twins.get(place.mount)
      return mount ? { mount, ino: place.ino } : place
    }
    const pending = this.list.filter((mount) => mount !== this.top)
    // A mount may have been moved onto a younger one.
    while (pending.length > 0) {
      const next = pending.findIndex(({ at }) => at && twins.has(at.mount))
      if (next < 0) break
      const [mount] = pending.splice(next, 1) as [Mount]
      twins.set(mount, namespace.mount(counterpart(mount.at!), mount.path, mount.copy))
    }
    return { namespace, counterpart }
  }
}

/** Takes a mount from its mount point. */
function uncover({ at }: Mount): void {
  at?.mount.over.delete(at.ino)
}

/** What is seen at a place: the root of the topmost mount on it, or the place itself. */
export function cross(place: Place): Place {
  for (;;) {
    const mount = place.mount.over.get(place.ino)
    if (!mount) return place
    place = { mount, ino: mount.root }
  }
}

/** A place's mount point when it is the root of a mount, else the place itself: one step towards `..`. */
export function uncross(place: Place): Place {
  while (isRootOfMount(place) && place.mount.at) place = place.mount.at
  return place
}

export const isRootOfMount = ({ mount, ino }: Place): boolean => ino === mount.root

/** Names an inode whatever mount it is seen through: device and number. */
export const inodeKey = ({ mount, ino }: Place): string => `${mount.fs.dev}:${ino}`
