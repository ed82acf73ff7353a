import { FsError } from '../base/errors.ts'
import type { Stat } from '../vfs/filesystem.ts'
import type { Place } from './mounts.ts'
import type { Readiness } from './readiness.ts'

/**
 * An open file description (open(2)): what descriptors of one or several processes refer to. `release` is called
 * when the last of them is closed.
 */
export interface OpenFile {
  readonly kind: 'regular' | 'directory' | 'pipe' | 'terminal' | 'device' | 'socket'
  /** Path it was opened by, for /proc/PID/fd. */
  readonly path: string
  /** The inode, where it is one of a mounted file system. */
  readonly place?: Place
  /** It may be written through this description. */
  readonly writable?: boolean
  /** It may only be written. */
  readonly writeOnly?: boolean
  stat(): Stat
  read(max: number): Promise<Uint8Array>
  write(bytes: Uint8Array): Promise<void>
  release(): void
  /** What a wait for several files asks (poll(2)); absent for what never blocks. */
  readonly readiness?: Readiness
  /** Calls once when the readiness may have changed; the result takes it back. */
  watch?(changed: () => void): () => void
}

interface Descriptor {
  readonly file: OpenFile
  closeOnExec: boolean
}

/** Descriptors of one process. Open files are shared and counted. */
export class DescriptorTable {
  private readonly table = new Map<number, Descriptor>()
  private readonly references: Map<OpenFile, number>
  /** `references` is the kernel's: how many descriptors of all processes refer to an open file. */
  constructor(references: Map<OpenFile, number>) {
    this.references = references
  }

  get(fd: number): OpenFile {
    const descriptor = this.table.get(fd)
    if (!descriptor) throw new FsError('EBADF')
    return descriptor.file
  }
  get size(): number {
    return this.table.size
  }
  has(fd: number): boolean {
    return this.table.has(fd)
  }
  /** Descriptors in ascending order. */
  entries(): [number, OpenFile][] {
    return [...this.table].map(([fd, d]): [number, OpenFile] => [fd, d.file]).sort((a, b) => a[0] - b[0])
  }

  /** Puts a file at the lowest free descriptor ≥ `atLeast`. EMFILE where that is not below `limit`. */
  add(file: OpenFile, closeOnExec: boolean, limit: number, atLeast = 0): number {
    let fd = atLeast
    while (this.table.has(fd)) fd++
    if (fd >= limit) throw new FsError('EMFILE')
    this.set(fd, file, closeOnExec)
    return fd
  }

  /** Puts a file at a descriptor; what was there is closed. */
  set(fd: number, file: OpenFile, closeOnExec: boolean): void {
    this.references.set(file, (this.references.get(file) ?? 0) + 1)
    const old = this.table.get(fd)
    this.table.set(fd, { file, closeOnExec })
    if (old) this.drop(old.file)
  }

  close(fd: number): void {
    const descriptor = this.table.get(fd)
    if (!descriptor) throw new FsError('EBADF')
    this.table.delete(fd)
    this.drop(descriptor.file)
  }

  closeAll(): void {
    for (const fd of [...this.table.keys()]) this.close(fd)
  }

  closeOnExec(): void {
    for (const [fd, d] of [...this.table]) if (d.closeOnExec) this.close(fd)
  }

  /** What a forked child has: all of them, close-on-exec marks included. */
  copy(): DescriptorTable {
    const copy = new DescriptorTable(this.references)
    for (const [fd, d] of this.table) copy.set(fd, d.file, d.closeOnExec)
    return copy
  }

  private drop(file: OpenFile): void {
    const left = this.references.get(file)! - 1
    if (left > 0) this.references.set(file, left)
    else {
      this.references.delete(file)
      file.release()
    }
  }
}
