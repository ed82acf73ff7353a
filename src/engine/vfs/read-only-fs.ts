import type { Body } from '../base/body.ts'
import { type Errno, FsError } from '../base/errors.ts'
import type { Instant } from '../base/time.ts'
import type { DirEntry, Filesystem, Ino, NewInode, Stat } from './filesystem.ts'

/** A file system that nothing can be written to: whatever would is answered with `refusal`. */
export abstract class ReadOnlyFs implements Filesystem {
  abstract readonly type: string
  abstract readonly dev: number
  abstract readonly root: Ino
  abstract readonly readOnly: boolean
  private readonly refusal: Errno

  constructor(refusal: Errno) {
    this.refusal = refusal
  }

  abstract stat(ino: Ino): Stat
  abstract lookup(dir: Ino, name: string): Ino
  abstract parent(dir: Ino): Ino
  abstract readdir(dir: Ino): DirEntry[]
  abstract readlink(ino: Ino): string
  abstract body(ino: Ino): Body

  open(ino: Ino, write: boolean): Ino {
    if (write) this.refuse()
    return ino
  }
  release(): void {}
  xattrs(_ino: Ino): ReadonlyMap<string, Uint8Array> {
    return new Map()
  }
  usage(): { bytes: number; inodes: number } {
    return { bytes: 0, inodes: 0 }
  }

  private refuse(): never {
    throw new FsError(this.refusal)
  }
  create(): never {
    this.refuse()
  }
  mkdir(_dir: Ino, _name: string, _attributes: NewInode): Ino {
    this.refuse()
  }
  symlink(): never {
    this.refuse()
  }
  mknod(): never {
    this.refuse()
  }
  link(): never {
    this.refuse()
  }
  unlink(): never {
    this.refuse()
  }
  rmdir(_dir: Ino, _name: string, _time: Instant): void {
    this.refuse()
  }
  rename(): never {
    this.refuse()
  }
  write(): never {
    this.refuse()
  }
  setBody(): never {
    this.refuse()
  }
  setattr(): never {
    this.refuse()
  }
  setxattr(): never {
    this.refuse()
  }
  removexattr(): never {
    this.refuse()
  }
}
