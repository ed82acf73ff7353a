import { FsError } from '../base/errors.ts'
import { S_IFREG, type Stat } from '../vfs/filesystem.ts'
import { plainStat } from './files.ts'
import { type NamespaceKind, type Namespaces, numberOf } from './namespaces.ts'
import type { OpenFile } from './open-file.ts'

/** A file that stands for a namespace: what /proc/PID/ns/KIND leads to (namespaces(7)). It has no content. */
export class NamespaceFile implements OpenFile {
  readonly kind = 'regular'
  readonly path: string
  readonly namespace: NamespaceKind
  /** Those of the process at the time of opening. */
  readonly namespaces: Namespaces
  constructor(namespace: NamespaceKind, namespaces: Namespaces) {
    this.namespace = namespace
    this.namespaces = namespaces
    this.path = `${namespace}:[${numberOf(namespaces, namespace)}]`
  }
  stat(): Stat {
    return { ...plainStat(S_IFREG | 0o444), dev: 4, ino: numberOf(this.namespaces, this.namespace) }
  }
  async read(): Promise<Uint8Array> {
    throw new FsError('EINVAL')
  }
  async write(): Promise<void> {
    throw new FsError('EINVAL')
  }
  release(): void {}
}
