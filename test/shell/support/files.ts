import { FsError } from '../../../src/engine/base/errors.ts'
import { S_IFCHR, S_IFDIR, S_IFREG, type Stat } from '../../../src/engine/vfs/filesystem.ts'

export interface Node {
  readonly ino: number
  mode: number
  bytes: Uint8Array
  entries?: Map<string, Node>
  mtime: bigint
}

/** A tree in memory: directories, regular files and /dev/null. */
export class Files {
  readonly root: Node
  private inodes = 1
  constructor() {
    this.root = this.node(S_IFDIR | 0o755)
  }
  node(mode: number): Node {
    const isDirectory = (mode & 0o170000) === S_IFDIR
    return {
      ino: this.inodes++,
      mode,
      bytes: new Uint8Array(0),
      mtime: 0n,
      ...(isDirectory && { entries: new Map() }),
    }
  }
  parts(path: string): string[] {
    const out: string[] = []
    for (const part of path.split('/')) {
      if (part === '..') out.pop()
      else if (part !== '' && part !== '.') out.push(part)
    }
    return out
  }
  find(path: string): Node {
    if (path === '') throw new FsError('ENOENT')
    let at = this.root
    for (const part of this.parts(path)) {
      if (!at.entries) throw new FsError('ENOTDIR')
      const next = at.entries.get(part)
      if (!next) throw new FsError('ENOENT')
      at = next
    }
    if (path.endsWith('/') && !at.entries) throw new FsError('ENOTDIR')
    return at
  }
  add(path: string, mode: number): Node {
    const parts = this.parts(path)
    const name = parts.pop()!
    const parent = this.find(`/${parts.join('/')}`)
    if (!parent.entries) throw new FsError('ENOTDIR')
    const node = this.node(mode)
    parent.entries.set(name, node)
    return node
  }
  directory(path: string): void {
    let at = ''
    for (const part of this.parts(path)) {
      at += `/${part}`
      if (!this.has(at)) this.add(at, S_IFDIR | 0o755)
    }
  }
  file(path: string, text: string, mode = 0o644): void {
    this.directory(path.replace(/\/[^/]*$/, '') || '/')
    const node = this.has(path) ? this.find(path) : this.add(path, S_IFREG | mode)
    node.bytes = new TextEncoder().encode(text)
    node.mode = S_IFREG | mode
  }
  device(path: string): void {
    this.directory(path.replace(/\/[^/]*$/, ''))
    this.add(path, S_IFCHR | 0o666)
  }
  has(path: string): boolean {
    try {
      this.find(path)
      return true
    } catch {
      return false
    }
  }
  remove(path: string): void {
    const parts = this.parts(path)
    const name = parts.pop()!
    if (!this.find(`/${parts.join('/')}`).entries?.delete(name)) throw new FsError('ENOENT')
  }
  stat(node: Node): Stat {
    return {
      dev: 1,
      ino: node.ino,
      mode: node.mode,
      nlink: 1,
      uid: 0,
      gid: 0,
      rdev: { major: 0, minor: 0 },
      size: node.bytes.length,
      atime: 0n,
      mtime: node.mtime,
      ctime: 0n,
    }
  }
}
