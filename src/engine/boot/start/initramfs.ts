import { type Body, bytesOf, sliceBody } from '../../base/body.ts'
import { FsError } from '../../base/errors.ts'
import { decode } from '../../base/text.ts'
import type { Instant } from '../../base/time.ts'
import { type ReadEntry, readCpio, type Stop } from '../../vfs/cpio/read.ts'
import { isZstd, readZstd, type Unpacked } from '../../vfs/cpio/zstd.ts'
import { type Ino, isDirectory, isRegular, isSymlink, S_IFMT } from '../../vfs/filesystem.ts'
import type { TreeFs } from '../../vfs/tree-fs.ts'
import { RESERVE } from '../reserve.ts'

/** Unpacks archives, one after another, into rootfs (init/initramfs.c, unpack_to_rootfs). The kernel's words where one is bad. */
export function unpackInitramfs(fs: TreeFs, archive: Body, time: Instant): string | undefined {
  const unpacker = new Unpacker(fs, time)
  try {
    for (let at = 0; at < archive.size; ) {
      const head = archive.read(at, 6)
      if (head[0] === 0) {
        at++
        const rest = archive.read(at, 65_536)
        const zeros = rest.findIndex((byte) => byte !== 0)
        at += zeros < 0 ? rest.length : zeros
        continue
      }
      if (decode(head).startsWith('0707')) {
        const stop = unpacker.entries(archive, at)
        if (stop.kind === 'junk') return 'no cpio magic'
        if (stop.kind === 'short') return undefined
        at = stop.at
        continue
      }
      const rest = sliceBody(archive, at)
      if (isZstd(rest)) {
        const { content, end, problem } = zstdAt(archive, at)
        const error = unpacker.whole(content)
        if (problem) return `ZSTD-compressed data is ${problem}`
        if (error) return error
        at += end
      } else if (head[0] === 0x1f && head[1] === 0x8b) {
        const { content, good } = RESERVE.code.gunzipped(rest)
        const error = unpacker.whole(content)
        if (!good) return 'crc error'
        if (error) return error
        at = archive.size
      } else return 'invalid magic at start of compressed archive'
    }
    return undefined
  } finally {
    unpacker.finish()
  }
}

/** A value for each place of a body that was asked about: an initramfs is unpacked again at the next start. */
function keptByPlace<T>(of: (archive: Body, at: number) => T): (archive: Body, at: number) => T {
  const known = new WeakMap<Body, Map<number, T>>()
  return (archive, at) => {
    const places = known.get(archive) ?? new Map<number, T>()
    known.set(archive, places)
    const found = places.get(at) ?? of(archive, at)
    places.set(at, found)
    return found
  }
}

const zstdAt = keptByPlace((archive, at): Unpacked => readZstd(sliceBody(archive, at)))

/** The entries of one archive, and where it ends. */
const archiveAt = keptByPlace(
  (archive, at): { readonly entries: readonly ReadEntry[]; readonly stop: Stop } => {
    const entries: ReadEntry[] = []
    const reader = readCpio(archive, at)
    for (;;) {
      const { done, value } = reader.next()
      if (done) return { entries, stop: value }
      entries.push(value)
    }
  },
)

class Unpacker {
  private readonly fs: TreeFs
  private readonly time: Instant
  /** Names of files by their number in the archive. */
  private readonly linked = new Map<number, Ino>()
  private readonly directories: { ino: Ino; mtime: Instant }[] = []

  constructor(fs: TreeFs, time: Instant) {
    this.fs = fs
    this.time = time
  }
  /** All archives in what a decompressor gave. */
  whole(content: Body): string | undefined {
    for (let at = 0; at < content.size; ) {
      const [byte] = content.read(at, 1)
      if (byte === 0) {
        at++
        continue
      }
      const stop = this.entries(content, at)
      if (stop.kind === 'junk') return 'junk within compressed archive'
      if (stop.kind === 'short') return undefined
      at = stop.at
    }
    return undefined
  }
  entries(archive: Body, from: number): Stop {
    this.linked.clear()
    const { entries, stop } = archiveAt(archive, from)
    for (const entry of entries) this.entry(entry)
    return stop
  }
  /** Times of directories come last: what is put into one changes it. */
  finish(): void {
    for (const { ino, mtime } of this.directories)
      if (this.fs.find(ino)) this.fs.setattr(ino, { mtime, atime: mtime, time: this.time })
  }

  /** One entry; what has no place is left out, as the kernel does without a word. */
  private entry(entry: ReadEntry): void {
    const names = entry.name.split('/').filter((name) => name !== '' && name !== '.')
    const name = names.pop()
    if (name === undefined) {
      this.fs.setattr(this.fs.root, { mode: entry.mode & 0o7777, time: this.time })
      return
    }
    try {
      this.put(this.directory(names), name, entry)
    } catch (error) {
      if (!(error instanceof FsError)) throw error
    }
  }
  private directory(names: readonly string[], links = 0): Ino {
    let at = this.fs.root
    const walked: string[] = []
    for (const [i, name] of names.entries()) {
      const next = this.fs.lookup(at, name)
      if (isSymlink(this.fs.stat(next).mode)) {
        if (links > 8) throw new FsError('ELOOP')
        const target = this.fs.readlink(next).split('/').filter(Boolean)
        const before = this.fs.readlink(next).startsWith('/') ? [] : walked
        return this.directory([...before, ...target, ...names.slice(i + 1)], links + 1)
      }
      walked.push(name)
      at = next
    }
    return at
  }
  private put(dir: Ino, name: string, entry: ReadEntry): void {
    const { fs, time } = this
    const { mode, uid, gid, body, rdev, inode, links } = entry
    const mtime = BigInt(entry.mtime) * 1_000_000_000n
    const attributes = { mode: mode & 0o7777, uid, gid, time }
    this.clear(dir, name, mode)
    const there = fs.child(dir, name)
    let ino: Ino
    if (isDirectory(mode)) {
      ino = there ?? fs.mkdir(dir, name, attributes)
      fs.setattr(ino, { mode: mode & 0o7777, uid, gid, time })
      this.directories.push({ ino, mtime })
      return
    }
    if (isSymlink(mode)) ino = fs.symlink(dir, name, decode(bytesOf(body)), attributes)
    else if (!isRegular(mode)) ino = fs.mknod(dir, name, mode & S_IFMT, rdev, attributes)
    else {
      const first = links > 1 ? this.linked.get(inode) : undefined
      if (first !== undefined && there === undefined) fs.link(dir, name, first, time)
      ino = first ?? there ?? fs.create(dir, name, attributes)
      if (links > 1) this.linked.set(inode, ino)
      if (first === undefined || body.size > 0) fs.setBody(ino, body, time)
    }
    fs.setattr(ino, { mtime, atime: mtime, time })
  }
  /** What is of another kind makes room (clean_path). */
  private clear(dir: Ino, name: string, mode: number): void {
    const there = this.fs.child(dir, name)
    if (there === undefined) return
    const old = this.fs.stat(there).mode
    if ((old & S_IFMT) === (mode & S_IFMT) && !isSymlink(old)) return
    if (isDirectory(old)) this.fs.rmdir(dir, name, this.time)
    else this.fs.unlink(dir, name, this.time)
  }
}
