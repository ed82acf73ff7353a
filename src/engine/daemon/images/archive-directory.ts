import { type Body, bytesOf, EMPTY } from '../../base/body.ts'
import { EngineError } from '../../base/errors.ts'
import { type Ino, isCharDevice, isDirectory, isRegular, isSymlink } from '../../vfs/filesystem.ts'
import { deviceOf, directoryOf } from '../../vfs/inode.ts'
import { Blocked, type Node, resolveInRoot } from '../../vfs/tar/rooted-path.ts'
import { cleanPath } from '../../vfs/tar/unpack.ts'
import { ROOT, type Tree } from '../../vfs/tree.ts'

/** Largest JSON document that is read, in bytes. */
const MAX_DOCUMENT = 16 * 1024 * 1024

const failure = (text: string): EngineError => new EngineError('internal', text)

/** The directory that `docker load` unpacks an archive into. Failures are told as dockerd tells them, with its path. */
export class ArchiveDirectory {
  private readonly path: string
  private readonly tree: Tree

  /** `tree` is what the archive was unpacked into. */
  constructor(path: string, tree: Tree) {
    this.path = path
    this.tree = tree
  }

  private readonly look = (ino: Ino): Node => {
    const inode = this.tree.get(ino)
    if (isDirectory(inode.mode)) return directoryOf(inode)
    return isSymlink(inode.mode) ? { target: inode.content as string } : {}
  }

  /** Names of the directories right in it, in order. */
  directories(): string[] {
    const { entries } = directoryOf(this.tree.get(ROOT))
    return [...entries]
      .filter(([, ino]) => isDirectory(this.tree.get(ino).mode))
      .map(([name]) => name)
      .sort()
  }

  /** Whether a path leads to something that can be opened. Throws for a path that may not be followed. */
  has(path: string): boolean {
    return this.find(path) !== undefined
  }

  /** Content of a file. Throws where nothing can be opened or read there. */
  open(path: string): Body {
    const ino = this.find(path)
    const inode = ino === undefined ? undefined : this.tree.get(ino)
    const at = this.full(this.resolve(path))
    if (!inode) throw failure(`open ${at}: no such file or directory`)
    if (isDirectory(inode.mode)) throw failure(`read ${at}: is a directory`)
    if (isRegular(inode.mode)) return inode.content as Body
    const { major, minor } = deviceOf(inode)
    if (isCharDevice(inode.mode) && major === 1 && minor === 3) return EMPTY
    throw failure(`open ${at}: no such device or address`)
  }

  /** All of a small file. */
  document(path: string): Uint8Array {
    const body = this.open(path)
    if (body.size > MAX_DOCUMENT)
      throw failure(
        `read ${this.full(this.resolve(path))}: JSON of more than ${MAX_DOCUMENT} bytes is not simulated`,
      )
    return bytesOf(body)
  }

  /** What a path may not be followed for is thrown here already. */
  checkPath(path: string): void {
    this.resolve(path)
  }

  private full(names: readonly string[]): string {
    return names.length === 0 ? this.path : `${this.path}/${names.join('/')}`
  }

  private find(path: string): Ino | undefined {
    let at: Ino = ROOT
    for (const name of this.resolve(path)) {
      const next = this.look(at).entries?.get(name)
      if (next === undefined) return undefined
      at = next
    }
    return at
  }

  /** The names below the directory that a path means, all symlinks held within it (moby/sys/symlink, FollowSymlinkInScope). */
  private resolve(path: string): readonly string[] {
    const joined = cleanPath(`${this.path}/${path}`)
    if (joined !== this.path && !joined.startsWith(`${this.path}/`))
      throw failure(`evalSymlinksInScope: ${joined} is not in ${this.path}`)
    const inside = joined.slice(this.path.length)
    try {
      return resolveInRoot(this.look, inside).names
    } catch (error) {
      if (!(error instanceof Blocked)) throw error
      if (error.errno === 'ELOOP') throw failure(`evalSymlinksInScope: too many links in ${joined}`)
      const why = error.errno === 'ENOTDIR' ? 'not a directory' : 'file name too long'
      throw failure(`lstat ${this.path}${error.path}: ${why}`)
    }
  }
}
