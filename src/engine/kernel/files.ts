import { bytesOf } from '../base/body.ts'
import { FsError } from '../base/errors.ts'
import type { Random } from '../base/random.ts'
import { decode } from '../base/text.ts'
import type { Instant } from '../base/time.ts'
import { S_IFCHR, S_IFIFO, type Stat } from '../vfs/filesystem.ts'
import type { Place } from './mounts.ts'
import type { OpenFile } from './open-file.ts'
import type { Pipe } from './pipe.ts'
import type { Readiness } from './readiness.ts'
import type { Scheduler } from './scheduler.ts'
import type { Tty } from './tty.ts'

/** Largest transfer of one read from a regular file or a device. */
const MAX_READ = 1 << 17

export interface FileServices {
  readonly scheduler: Scheduler
  now(): Instant
  /** Mode of a file after a write by the process that opened it; undefined where it stays. */
  modeAfterWrite(stat: Stat): number | undefined
  /** One more open file for an inode; the result takes it back. The last one releases the inode. */
  hold(place: Place): () => void
}

/** A regular file or a directory, at an offset. */
export class RegularFile implements OpenFile {
  readonly kind: 'regular' | 'directory'
  readonly path: string
  readonly place: Place
  offset = 0
  private readonly mode: { readonly read: boolean; readonly write: boolean; readonly append: boolean }
  private readonly services: FileServices
  constructor(
    kind: 'regular' | 'directory',
    path: string,
    place: Place,
    mode: { read: boolean; write: boolean; append: boolean },
    services: FileServices,
  ) {
    this.kind = kind
    this.path = path
    this.place = place
    this.mode = mode
    this.services = services
    this.drop = services.hold(place)
  }
  private readonly drop: () => void
  get writeOnly(): boolean {
    return this.mode.write && !this.mode.read
  }
  get writable(): boolean {
    return this.mode.write
  }
  stat(): Stat {
    return this.place.mount.fs.stat(this.place.ino)
  }
  async read(max: number): Promise<Uint8Array> {
    if (this.kind === 'directory') throw new FsError('EISDIR')
    if (!this.mode.read) throw new FsError('EBADF')
    const bytes = this.place.mount.fs.body(this.place.ino).read(this.offset, Math.min(max, MAX_READ))
    this.offset += bytes.length
    await this.services.scheduler.tick()
    return bytes
  }
  async write(bytes: Uint8Array): Promise<void> {
    if (!this.mode.write) throw new FsError('EBADF')
    const { fs } = this.place.mount
    const stat = fs.stat(this.place.ino)
    if (this.mode.append) this.offset = stat.size
    const time = this.services.now()
    const mode = this.services.modeAfterWrite(stat)
    if (mode !== undefined && bytes.length > 0) fs.setattr(this.place.ino, { mode, time })
    if (bytes.length > 0) fs.write(this.place.ino, this.offset, bytes, time)
    this.offset += bytes.length
    await this.services.scheduler.tick()
  }
  truncate(size: number): void {
    if (!this.mode.write) throw new FsError('EINVAL')
    const time = this.services.now()
    this.place.mount.fs.setattr(this.place.ino, { size, mtime: time, time })
  }
  release(): void {
    this.drop()
  }
}

/** What /proc computes on open and holds still until it is closed. */
export class ComputedFile implements OpenFile {
  readonly kind = 'regular'
  readonly path: string
  private readonly content: Uint8Array
  private readonly status: Stat
  private readonly services: FileServices
  readonly place: Place
  /** What a write does, where it is open for writing. */
  private readonly set: ((text: string) => void) | undefined
  offset = 0
  constructor(path: string, place: Place, services: FileServices, set?: (text: string) => void) {
    this.path = path
    this.place = place
    this.set = set
    this.content = bytesOf(place.mount.fs.body(place.ino))
    this.status = place.mount.fs.stat(place.ino)
    this.services = services
  }
  stat(): Stat {
    return this.status
  }
  async read(max: number): Promise<Uint8Array> {
    const bytes = this.content.subarray(this.offset, this.offset + max)
    this.offset += bytes.length
    await this.services.scheduler.tick()
    return bytes
  }
  async write(bytes: Uint8Array): Promise<void> {
    if (!this.set) throw new FsError('EBADF')
    this.set(decode(bytes))
    await this.services.scheduler.tick()
  }
  release(): void {}
}

/** One end of a pipe; both for a FIFO opened read-write. */
export class PipeEnd implements OpenFile {
  readonly kind = 'pipe'
  readonly path: string
  readonly pipe: Pipe
  private readonly end: 'read' | 'write' | 'both'
  constructor(pipe: Pipe, end: 'read' | 'write' | 'both', path: string) {
    this.pipe = pipe
    this.end = end
    this.path = path
    if (end !== 'write') pipe.openReader()
    if (end !== 'read') pipe.openWriter()
  }
  stat(): Stat {
    return plainStat(S_IFIFO | 0o600)
  }
  get writable(): boolean {
    return this.end !== 'read'
  }
  get writeOnly(): boolean {
    return this.end === 'write'
  }
  get readiness(): Readiness {
    const { in: readable, out } = this.pipe.readiness
    return {
      in: this.end !== 'write' && readable,
      out: this.end !== 'read' && out,
      error: this.end !== 'read' && this.pipe.readers === 0,
      hangup: this.end !== 'write' && this.pipe.writers === 0,
    }
  }
  watch(changed: () => void): () => void {
    return this.pipe.watch(changed)
  }
  async read(max: number): Promise<Uint8Array> {
    if (this.end === 'write') throw new FsError('EBADF')
    return this.pipe.read(max)
  }
  async write(bytes: Uint8Array): Promise<void> {
    if (this.end === 'read') throw new FsError('EBADF')
    return this.pipe.write(bytes)
  }
  release(): void {
    if (this.end !== 'write') this.pipe.closeReader()
    if (this.end !== 'read') this.pipe.closeWriter()
  }
}

/**
 * A FIFO opened by its name (fifo(7)). Opening does not block here; the first read or write waits for the other side
 * instead.
 */
export class FifoEnd extends PipeEnd {
  /** How many others had opened the other side when this one was opened alone. */
  private readonly alone: number | undefined
  constructor(pipe: Pipe, end: 'read' | 'write' | 'both', path: string) {
    super(pipe, end, path)
    const others = end === 'read' ? pipe.writers : pipe.readers
    this.alone = others > 0 ? undefined : pipe.opened(end === 'read' ? 'writers' : 'readers')
  }
  override async read(max: number): Promise<Uint8Array> {
    if (this.alone !== undefined) await this.pipe.peer('writers', this.alone)
    return super.read(max)
  }
  override async write(bytes: Uint8Array): Promise<void> {
    if (this.alone !== undefined) await this.pipe.peer('readers', this.alone)
    return super.write(bytes)
  }
}

/** A terminal opened by a process: the slave side of its pseudo-terminal, or a serial line. */
export class TtyFile implements OpenFile {
  readonly kind = 'terminal'
  readonly path: string
  readonly writable = true
  readonly tty: Tty
  private readonly hangups: number
  /** `path` is the name it was opened by, where that is no `/dev/pts/N`. */
  constructor(tty: Tty, path = `/dev/pts/${tty.index}`) {
    this.tty = tty
    this.path = path
    this.hangups = tty.hangups
  }
  /** It was taken away from whoever had it open then; the console never is. */
  private get lost(): boolean {
    return this.hangups !== this.tty.hangups && this.path !== '/dev/console'
  }
  stat(): Stat {
    return { ...plainStat(S_IFCHR | 0o620), gid: 5, rdev: this.tty.device }
  }
  get readiness(): Readiness {
    return { ...this.tty.readiness, error: false, hangup: false }
  }
  watch(changed: () => void): () => void {
    return this.tty.watch(changed)
  }
  read(max: number): Promise<Uint8Array> {
    return this.tty.read(max, this.path === '/dev/console' ? undefined : this.hangups)
  }
  async write(bytes: Uint8Array): Promise<void> {
    if (this.lost) throw new FsError('EIO')
    return this.tty.write(bytes)
  }
  release(): void {}
}

/** A memory device of major number 1 (mem(4), null(4), random(4)). */
export class MemoryDevice implements OpenFile {
  readonly kind = 'device'
  readonly path: string
  private readonly minor: number
  private readonly random: Random
  private readonly scheduler: Scheduler
  private readonly status: Stat
  constructor(path: string, status: Stat, random: Random, scheduler: Scheduler) {
    this.path = path
    this.status = status
    this.minor = status.rdev.minor
    this.random = random
    this.scheduler = scheduler
  }
  stat(): Stat {
    return this.status
  }
  async read(max: number): Promise<Uint8Array> {
    const size = Math.min(max, MAX_READ)
    await this.scheduler.tick()
    switch (this.minor) {
      case 3:
        return new Uint8Array(0)
      case 5:
      case 7:
        return new Uint8Array(size)
      case 8:
      case 9:
        return this.random.bytes(size)
      default:
        throw new FsError('ENXIO')
    }
  }
  async write(bytes: Uint8Array): Promise<void> {
    await this.scheduler.tick()
    if (this.minor === 7 && bytes.length > 0) throw new FsError('ENOSPC')
  }
  release(): void {}
}

/** Of what has no inode on a file system: a pipe, a terminal, a device that is open. */
export const plainStat = (mode: number): Stat => ({
  dev: 12,
  ino: 0,
  mode,
  nlink: 1,
  uid: 0,
  gid: 0,
  rdev: { major: 0, minor: 0 },
  size: 0,
  atime: 0n,
  mtime: 0n,
  ctime: 0n,
})
