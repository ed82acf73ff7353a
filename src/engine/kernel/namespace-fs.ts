import { type Body, textBody } from '../base/body.ts'
import { FsError } from '../base/errors.ts'
import type { Instant } from '../base/time.ts'
import { type DirEntry, type Ino, S_IFREG, type Stat } from '../vfs/filesystem.ts'
import { ReadOnlyFs } from '../vfs/read-only-fs.ts'
import { plainStat } from './files.ts'
import type { NewMount } from './mounts.ts'
import { NamespaceFile } from './namespace-file.ts'
import { numberOf } from './namespaces.ts'

/** nsfs: the files that stand for namespaces, where they are mounted (`ip netns`, mount --bind /proc/PID/ns/net). */
export class NamespaceFs extends ReadOnlyFs {
  readonly type = 'nsfs'
  readonly dev = 4
  readonly root: Ino = 1
  readonly readOnly = false
  private readonly files = new Map<Ino, NamespaceFile>()
  private readonly now: () => Instant
  constructor(now: () => Instant) {
    super('EPERM')
    this.now = now
  }

  /** A mount that keeps a namespace, under its number. */
  mountOf(file: NamespaceFile): NewMount {
    const ino = numberOf(file.namespaces, file.namespace)
    this.files.set(ino, file)
    return { fs: this, root: ino, rootPath: file.path, source: 'nsfs', options: [], readOnly: false }
  }
  /** What opening one gives. */
  fileOf(ino: Ino): NamespaceFile {
    const file = this.files.get(ino)
    if (!file) throw new FsError('ENOENT')
    return new NamespaceFile(file.namespace, file.namespaces)
  }

  stat(ino: Ino): Stat {
    const time = this.now()
    return { ...plainStat(S_IFREG | 0o444), dev: this.dev, ino, atime: time, mtime: time, ctime: time }
  }
  lookup(): Ino {
    throw new FsError('ENOTDIR')
  }
  parent(dir: Ino): Ino {
    return dir
  }
  readdir(): DirEntry[] {
    throw new FsError('ENOTDIR')
  }
  readlink(): string {
    throw new FsError('EINVAL')
  }
  body(): Body {
    return textBody('')
  }
}
