import { bytesOf, textBody } from '../../src/engine/base/body.ts'
import { type Errno, isErrno } from '../../src/engine/base/errors.ts'
import { decode, encode } from '../../src/engine/base/text.ts'
import type { LayerEntry } from '../../src/engine/vfs/entry.ts'
import {
  type DirEntry,
  type Filesystem,
  type Ino,
  isDirectory,
  isSymlink,
} from '../../src/engine/vfs/filesystem.ts'

/** A naive file system: objects that hang on each other. What TreeFs and OverlayFs are held against. */
export interface Node {
  type: 'file' | 'directory' | 'symlink'
  mode: number
  content: string
  xattr: string | undefined
  /** Names in its layer, while the file is a layer's and not yet copied. */
  lowerLinks: number | undefined
  /** Of a directory: some layer has it, so it cannot be renamed. */
  lower: boolean
  entries: Map<string, Node>
}

export type Operation =
  | { op: 'create' | 'mkdir'; path: string; mode: number }
  | { op: 'symlink'; path: string; target: string }
  | { op: 'unlink' | 'rmdir'; path: string }
  | { op: 'rename' | 'link'; path: string; to: string }
  | { op: 'write'; path: string; text: string; offset: number }
  | { op: 'truncate'; path: string; size: number }
  | { op: 'chmod'; path: string; mode: number }
  | { op: 'setxattr'; path: string; text: string }

const node = (type: Node['type'], mode: number, content = ''): Node => ({
  type,
  mode,
  content,
  xattr: undefined,
  lowerLinks: undefined,
  lower: false,
  entries: new Map(),
})

class Failure extends Error {
  readonly errno: Errno
  constructor(errno: Errno) {
    super(errno)
    this.errno = errno
  }
}

const XATTR = 'security.capability'

export class Model {
  root = node('directory', 0o755)

  /** Lays a layer on what is there: first what it hides, then what it brings. */
  apply(entries: readonly LayerEntry[]): void {
    this.root.lower = true
    for (const { kind, path } of entries) {
      if (kind !== 'whiteout' && kind !== 'opaque') continue
      const [dir, name] = this.find(path)
      if (kind === 'whiteout') dir?.entries.delete(name)
      else dir?.entries.get(name)?.entries.clear()
    }
    const own = new Map<string, Node>()
    const folder = (path: string): Node => {
      if (path === '') return this.root
      const made = own.get(path)
      if (made) return made
      const slash = path.lastIndexOf('/')
      const parent = folder(path.slice(0, Math.max(0, slash)))
      const name = path.slice(slash + 1)
      const old = parent.entries.get(name)
      const dir = old?.type === 'directory' ? old : node('directory', 0o755)
      Object.assign(dir, { mode: 0o755, xattr: undefined, lower: true })
      parent.entries.set(name, dir)
      own.set(path, dir)
      return dir
    }
    for (const entry of entries) {
      const slash = entry.path.lastIndexOf('/')
      const parent = folder(entry.path.slice(0, Math.max(0, slash)))
      const name = entry.path.slice(slash + 1)
      if (entry.kind === 'directory') folder(entry.path).mode = entry.mode
      else if (entry.kind === 'opaque') folder(entry.path)
      else if (entry.kind === 'hardlink') {
        const target = own.get(entry.target)!
        target.lowerLinks!++
        parent.entries.set(name, target)
      } else if (entry.kind === 'file' || entry.kind === 'symlink') {
        const text = entry.kind === 'file' ? decode(bytesOf(entry.body)) : entry.target
        const made = node(entry.kind, entry.kind === 'file' ? entry.mode : 0o777, text)
        const xattr = entry.xattrs?.get(XATTR)
        made.xattr = xattr && decode(xattr)
        made.lowerLinks = 1
        parent.entries.set(name, made)
        own.set(entry.path, made)
      }
    }
  }

  private find(path: string): [Node | undefined, string] {
    const names = path.split('/')
    const name = names.pop()!
    let at: Node | undefined = this.root
    for (const part of names) at = at?.entries.get(part)
    return [at, name]
  }

  /** The directory of a path, as path walking finds it, and the last name. */
  private place(path: string): [Node, string] {
    const names = path.split('/')
    const name = names.pop()!
    let at = this.root
    for (const part of names) {
      const next = at.entries.get(part)
      if (!next) throw new Failure('ENOENT')
      if (next.type !== 'directory') throw new Failure('ENOTDIR')
      at = next
    }
    return [at, name]
  }

  private existing(path: string): Node {
    const [dir, name] = this.place(path)
    const found = dir.entries.get(name)
    if (!found) throw new Failure('ENOENT')
    return found
  }

  /** The node of a path after copy-up: one of several names becomes a file of its own. */
  private own(path: string): Node {
    const found = this.existing(path)
    if (found.lowerLinks === undefined) return found
    const [dir, name] = this.place(path)
    if (found.lowerLinks === 1) found.lowerLinks = undefined
    else {
      const copy = { ...found, lowerLinks: undefined, entries: new Map<string, Node>() }
      dir.entries.set(name, copy)
      return copy
    }
    return found
  }

  private contains(top: Node, below: Node): boolean {
    return top === below || [...top.entries.values()].some((child) => this.contains(child, below))
  }

  run(step: Operation): Errno | 'ok' {
    try {
      this.perform(step)
      return 'ok'
    } catch (error) {
      if (error instanceof Failure) return error.errno
      throw error
    }
  }

  private perform(step: Operation): void {
    const { op, path } = step
    if (op === 'create' || op === 'mkdir' || op === 'symlink') {
      const [dir, name] = this.place(path)
      if (dir.entries.has(name)) throw new Failure('EEXIST')
      if (op === 'symlink') dir.entries.set(name, node('symlink', 0o777, step.target))
      else dir.entries.set(name, node(op === 'create' ? 'file' : 'directory', step.mode))
    } else if (op === 'unlink') {
      const found = this.existing(path)
      if (found.type === 'directory') throw new Failure('EISDIR')
      const [dir, name] = this.place(path)
      dir.entries.delete(name)
    } else if (op === 'rmdir') {
      const found = this.existing(path)
      if (found.type !== 'directory') throw new Failure('ENOTDIR')
      if (found.entries.size > 0) throw new Failure('ENOTEMPTY')
      const [dir, name] = this.place(path)
      dir.entries.delete(name)
    } else if (op === 'link') {
      const found = this.existing(path)
      const [dir, name] = this.place(step.to)
      if (dir.entries.has(name)) throw new Failure('EEXIST')
      if (found.type === 'directory') throw new Failure('EPERM')
      dir.entries.set(name, this.own(path))
    } else if (op === 'rename') this.rename(path, step.to)
    else if (op === 'setxattr') this.own(path).xattr = step.text
    else if (op === 'chmod') {
      if (this.existing(path).type === 'symlink') throw new Failure('ENOTSUP')
      this.own(path).mode = step.mode
    } else {
      const found = this.existing(path)
      if (found.type !== 'file') throw new Failure(found.type === 'directory' ? 'EISDIR' : 'EINVAL')
      const file = this.own(path)
      const text = file.content
      if (op === 'truncate') file.content = text.slice(0, step.size).padEnd(step.size, '\0')
      else if (op === 'write' && step.text !== '') {
        const head = text.slice(0, step.offset).padEnd(step.offset, '\0')
        file.content = head + step.text + text.slice(step.offset + step.text.length)
      }
    }
  }

  private rename(path: string, to: string): void {
    const found = this.existing(path)
    const [toDir, toName] = this.place(to)
    const [fromDir, fromName] = this.place(path)
    const target = toDir.entries.get(toName)
    const folder = found.type === 'directory'
    if (folder && this.contains(found, toDir)) throw new Failure('EINVAL')
    if (target?.type === 'directory' && this.contains(target, fromDir)) throw new Failure('ENOTEMPTY')
    const same =
      target === found && (found.lowerLinks === undefined || (fromDir === toDir && fromName === toName))
    if (same) return
    if (target && folder !== (target.type === 'directory')) throw new Failure(folder ? 'ENOTDIR' : 'EISDIR')
    if (folder && found.lower) throw new Failure('EXDEV')
    if (target && folder && target.entries.size > 0) throw new Failure('ENOTEMPTY')
    const moved = this.own(path)
    fromDir.entries.delete(fromName)
    toDir.entries.set(toName, moved)
  }

  /** Everything it shows, one line a name. */
  dump(): string[] {
    const paths = new Map<Node, string[]>()
    const lines: [string, Node][] = []
    const visit = (dir: Node, path: string): void => {
      for (const [name, child] of dir.entries) {
        lines.push([`${path}${name}`, child])
        paths.set(child, [...(paths.get(child) ?? []), `${path}${name}`])
        visit(child, `${path}${name}/`)
      }
    }
    visit(this.root, '')
    return lines
      .map(([path, child]) => {
        const links = child.type === 'directory' ? '' : (child.lowerLinks ?? paths.get(child)!.length)
        return line(path, child.type, child.mode, links, child.content, child.xattr)
      })
      .sort()
  }
}

const line = (
  path: string,
  type: string,
  mode: number,
  links: unknown,
  content: string,
  xattr?: string,
): string => `${path} ${type} ${mode.toString(8)} ${links} ${JSON.stringify(content)} ${xattr ?? '-'}`

function resolve(fs: Filesystem, path: string): [Ino, string] {
  const names = path.split('/')
  const name = names.pop()!
  return [names.reduce((at, part) => fs.lookup(at, part), fs.root), name]
}

/** The same operation on a real file system. */
export function perform(fs: Filesystem, step: Operation, time: bigint): Errno | 'ok' {
  const owner = { uid: 0, gid: 0, time }
  try {
    const { op, path } = step
    const [dir, name] = resolve(fs, path)
    // What path walking does before any call: the last directory must be one.
    if (op === 'create') fs.create(dir, name, { ...owner, mode: step.mode })
    else if (op === 'mkdir') fs.mkdir(dir, name, { ...owner, mode: step.mode })
    else if (op === 'symlink') fs.symlink(dir, name, step.target, { ...owner, mode: 0o777 })
    else if (op === 'unlink') fs.unlink(dir, name, time)
    else if (op === 'rmdir') fs.rmdir(dir, name, time)
    else {
      const ino = fs.lookup(dir, name)
      if (op === 'link') {
        const [toDir, toName] = resolve(fs, step.to)
        fs.readdir(toDir)
        fs.link(toDir, toName, ino, time)
      } else if (op === 'rename') {
        const [toDir, toName] = resolve(fs, step.to)
        fs.readdir(toDir)
        fs.rename(dir, name, toDir, toName, time)
      } else if (op === 'setxattr') fs.setxattr(ino, XATTR, encode(step.text), time)
      else if (op === 'chmod') fs.setattr(ino, { mode: step.mode, time })
      else if (op === 'truncate') fs.setattr(ino, { size: step.size, time })
      else if (op === 'write') fs.write(ino, step.offset, encode(step.text), time)
    }
    return 'ok'
  } catch (error) {
    if (isErrno(error)) return error.errno
    throw error
  }
}

/** Everything a real file system shows, in the model's form. */
/** What a directory lists and one can find: not the whiteouts of a directory that was never merged. */
export const found = (fs: Filesystem, dir: Ino): DirEntry[] =>
  fs.readdir(dir).filter(({ name }) => {
    try {
      fs.lookup(dir, name)
      return true
    } catch (error) {
      if (isErrno(error, 'ENOENT')) return false
      throw error
    }
  })

export function dump(fs: Filesystem): string[] {
  const lines: string[] = []
  const visit = (dir: Ino, path: string): void => {
    for (const { name, type } of found(fs, dir)) {
      const ino = fs.lookup(dir, name)
      const stat = fs.stat(ino)
      if (type !== (stat.mode & 0o170000)) throw new Error(`type of ${path}${name}`)
      const xattr = fs.xattrs(ino).get(XATTR)
      const text = xattr && decode(xattr)
      if (isDirectory(stat.mode)) {
        lines.push(line(path + name, 'directory', stat.mode & 0o7777, '', '', text))
        if (fs.parent(ino) !== dir) throw new Error(`parent of ${path}${name}`)
        visit(ino, `${path}${name}/`)
      } else {
        const link = isSymlink(stat.mode)
        const content = link ? fs.readlink(ino) : decode(bytesOf(fs.body(ino)))
        lines.push(
          line(path + name, link ? 'symlink' : 'file', stat.mode & 0o7777, stat.nlink, content, text),
        )
      }
    }
  }
  visit(fs.root, '')
  return lines.sort()
}

/** A layer's entries from random choices: each path once, nothing below a file, links to earlier files. */
export interface EntryChoice {
  kind: 'file' | 'directory' | 'symlink' | 'hardlink' | 'whiteout' | 'opaque'
  path: string
  mode: number
  text: string
}
export function layerOf(choices: readonly EntryChoice[]): LayerEntry[] {
  const taken = new Map<string, string>()
  const files: string[] = []
  const entries: LayerEntry[] = []
  for (const { kind, path, mode, text } of choices) {
    if (taken.has(path)) continue
    const ancestors = path.split('/').map((_, i, all) => all.slice(0, i).join('/'))
    if (ancestors.some((above) => above && taken.has(above) && taken.get(above) !== 'directory')) continue
    const leaf = kind !== 'directory' && kind !== 'opaque'
    if (leaf && [...taken.keys()].some((other) => other.startsWith(`${path}/`))) continue
    for (const above of ancestors) if (above) taken.set(above, 'directory')
    const attributes = { mode, uid: 0, gid: 0, mtime: 5_000_000_000n }
    if (kind === 'hardlink') {
      const target = files[text.length % Math.max(1, files.length)]
      if (target === undefined) continue
      entries.push({ kind, path, target, ...attributes })
    } else if (kind === 'file') {
      entries.push({ kind, path, body: textBody(text), ...attributes })
      files.push(path)
    } else if (kind === 'symlink') entries.push({ kind, path, target: text || 'x', ...attributes })
    else if (kind === 'directory') entries.push({ kind, path, ...attributes })
    else entries.push({ kind, path })
    taken.set(path, leaf ? kind : 'directory')
  }
  return entries
}
