import type { Filesystem, Ino } from '../vfs/filesystem.ts'

/** A file system attached at a directory (mount_namespaces(7)). */
export interface Mount {
  readonly id: number
  readonly fs: Filesystem
  /** Inode of `fs` that is shown at the mount point. */
  readonly root: Ino
  /** Where it is attached; undefined for the root of a namespace. */
  readonly at: Place | undefined
  /** Path of the mount point within its namespace, as /proc/mounts shows it. */
  readonly path: string
  /** Path of `root` within `fs`, as /proc/self/mountinfo shows it. Default: the root of the file system. */
  readonly rootPath?: string
  /** First column of /proc/mounts. */
  readonly source: string
  /** Options beyond rw/ro and relatime: `nosuid`, `lowerdir=…`; `strictatime` takes relatime away. */
  readonly options: readonly string[]
  readonly readOnly: boolean
  /** Not listed in /proc/mounts (what the machine itself hides from the reader's view). */
  readonly hidden?: boolean
}

/** A directory entry as the kernel holds it: an inode seen through a mount. */
export interface Place {
  readonly mount: Mount
  readonly ino: Ino
}

/** The mounts that a group of processes sees. Propagation is private. */
export class MountNamespace {
  readonly root: Mount
  private readonly nextId: () => number
  private readonly list: Mount[]
  /** Mount of a mount point → its inode → the mount on top of it. */
  private readonly over = new Map<Mount, Map<Ino, Mount>>()

  /** `nextId` numbers the mounts of the whole kernel. */
  constructor(root: Omit<Mount, 'id' | 'at' | 'path'>, nextId: () => number) {
    this.nextId = nextId
    this.root = { ...root, id: nextId(), at: undefined, path: '/' }
    this.list = [this.root]
  }

  /** In the order in which they were mounted. */
  get mounts(): readonly Mount[] {
    return this.list
  }

  mount(at: Place, path: string, what: Omit<Mount, 'id' | 'at' | 'path'>): Mount {
    const mount: Mount = { ...what, id: this.nextId(), at, path }
    this.list.push(mount)
    this.cover(at, mount)
    return mount
  }

  unmount(mount: Mount): void {
    const index = this.list.indexOf(mount)
    if (index < 0 || !mount.at) return
    this.list.splice(index, 1)
    const { at } = mount
    this.over.get(at.mount)?.delete(at.ino)
    const below = this.list.findLast((other) => other.at?.mount === at.mount && other.at.ino === at.ino)
    if (below) this.cover(at, below)
  }

  private cover({ mount, ino }: Place, by: Mount): void {
    const covered = this.over.get(mount)
    if (covered) covered.set(ino, by)
    else this.over.set(mount, new Map([[ino, by]]))
  }

  /** What is seen at a place: the root of the topmost mount on it, or the place itself. */
  cross(place: Place): Place {
    for (;;) {
      const mount = this.over.get(place.mount)?.get(place.ino)
      if (!mount) return place
      place = { mount, ino: mount.root }
    }
  }

  /** A place's mount point when it is the root of a mount, else the place itself: one step towards `..`. */
  uncross(place: Place): Place {
    while (place.ino === place.mount.root && place.mount.at) place = place.mount.at
    return place
  }

  isMountPoint(place: Place): boolean {
    return this.over.get(place.mount)?.has(place.ino) ?? false
  }
}

/** Names an inode whatever mount it is seen through: device and number. */
export const inodeKey = ({ mount, ino }: Place): string => `${mount.fs.dev}:${ino}`
