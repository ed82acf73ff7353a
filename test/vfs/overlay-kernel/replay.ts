import { bytesOf, textBody } from '../../../src/engine/base/body.ts'
import { FsError } from '../../../src/engine/base/errors.ts'
import { decode, encode } from '../../../src/engine/base/text.ts'
import { MountNamespace } from '../../../src/engine/kernel/mounts.ts'
import type { OpenFlags, Process } from '../../../src/engine/kernel/process.ts'
import {
  type Filesystem,
  type Ino,
  isDirectory,
  isRegular,
  isSymlink,
  S_IFBLK,
  S_IFCHR,
  S_IFDIR,
  S_IFIFO,
  S_IFLNK,
  S_IFMT,
  S_IFREG,
  type Stat,
} from '../../../src/engine/vfs/filesystem.ts'
import { LowerDir } from '../../../src/engine/vfs/overlay/lower-dir.ts'
import { type MergedIndex, mergeLayer } from '../../../src/engine/vfs/overlay/merged-index.ts'
import { overlayOf } from '../../../src/engine/vfs/overlay/mount.ts'
import { OverlayFs, type OverlayFsOptions } from '../../../src/engine/vfs/overlay/overlay-fs.ts'
import { TreeFs } from '../../../src/engine/vfs/tree-fs.ts'
import { Machine } from '../../kernel/support/machine.ts'
import type { Answer, Described, Dump, Entry, Operation, Scenario } from './scenario.ts'

const OLD = 1_000_000_000n * 1_000_000_000n
const UUID = new Uint8Array(16).fill(1)
const OWN = { uid: 0, gid: 0, time: OLD }

interface Mounted {
  readonly merged: Filesystem
  readonly disk: TreeFs
  readonly upper: Ino
  readonly work: Ino
}

/** As record.py's `build`. */
function build(fs: TreeFs, name: string, entries: readonly Entry[]): Ino {
  const top = fs.mkdir(fs.root, name, { ...OWN, mode: 0o755 })
  const find = (path: string): Ino =>
    path
      .split('/')
      .filter(Boolean)
      .reduce((at, part) => fs.lookup(at, part), top)
  for (const { p, t, m = 0o644, u = 0, g = 0, c = '', to = '', r = [0, 0], x = {} } of entries) {
    const at = p.lastIndexOf('/')
    const parent = find(p.slice(0, Math.max(at, 0)))
    const last = p.slice(at + 1)
    const own = { mode: m, uid: u, gid: g, time: OLD }
    const device = { major: r[0], minor: r[1] }
    if (t === 'h') {
      fs.link(parent, last, find(to), OLD)
      continue
    }
    let ino = top
    if (t === 'd' && p !== '') ino = fs.mkdir(parent, last, own)
    else if (t === 'f') {
      ino = fs.create(parent, last, own)
      fs.setBody(ino, textBody(c), OLD)
    } else if (t === 'l') ino = fs.symlink(parent, last, to, own)
    else if (t !== 'd') ino = fs.mknod(parent, last, { p: S_IFIFO, c: S_IFCHR, b: S_IFBLK }[t], device, own)
    if (t === 'd') fs.setattr(ino, { mode: m, uid: u, gid: g, time: OLD })
    for (const [key, value] of Object.entries(x)) fs.setxattr(ino, key, encode(value), OLD)
  }
  return top
}

/** All on one file system, mounted as a reader does. */
export function mountByHand({ layers, upper: entries }: Scenario): Mounted {
  const disk = new TreeFs({ type: 'ext4', dev: 1, time: OLD })
  const lowers = layers.map((layer, i) => ({ fs: disk, ino: build(disk, `l${i}`, layer) })).reverse()
  const upper = build(disk, 'u', entries)
  const work = build(disk, 'w', [])
  const merged = overlayOf({
    dev: 2,
    lowers,
    upper: { fs: disk, ino: upper },
    work: { fs: disk, ino: work },
    time: OLD,
    uuid: UUID,
  })
  return { merged, disk, upper, work }
}

/** Each layer a tree of its own, as Docker has them. */
export function mountAsDocker(
  { layers, upper: entries }: Scenario,
  create = (options: OverlayFsOptions) => new OverlayFs(options),
): Mounted {
  const lower = layers.reduce<MergedIndex | undefined>((below, layer) => {
    const fs = new TreeFs({ type: 'ext4', dev: 1, time: OLD })
    const top = build(fs, 'diff', layer)
    return mergeLayer(below, new LowerDir(fs.tree, top))
  }, undefined)!
  const disk = new TreeFs({ type: 'ext4', dev: 1, time: OLD })
  const upper = build(disk, 'u', entries)
  const work = build(disk, 'w', [])
  const merged = create({
    dev: 2,
    lower,
    upper: { fs: disk, dir: upper },
    workdir: work,
    time: OLD,
    uuid: UUID,
  })
  return { merged, disk, upper, work }
}

const numberer = () => {
  const known = new Map<Ino, number>()
  return (ino: Ino): number => {
    const number = known.get(ino) ?? known.size
    known.set(ino, number)
    return number
  }
}

const age = ({ mtime }: Stat): number =>
  mtime === OLD ? 0 : mtime < OLD ? Number(mtime / 1_000_000_000n) : 1

const MASKED = ['trusted.overlay.origin', 'trusted.overlay.uuid']
const LETTER: Readonly<Record<number, string>> = {
  [S_IFDIR]: 'd',
  [S_IFREG]: 'f',
  [S_IFLNK]: 'l',
  [S_IFIFO]: 'p',
  [S_IFCHR]: 'c',
  [S_IFBLK]: 'b',
}

function describe(fs: Filesystem, ino: Ino, numberOf: (ino: Ino) => number): Described {
  const stat = fs.stat(ino)
  const { mode, uid, gid, nlink, rdev } = stat
  const content = isRegular(mode)
    ? decode(bytesOf(fs.body(ino)))
    : isSymlink(mode)
      ? fs.readlink(ino)
      : (mode & S_IFMT) === S_IFCHR || (mode & S_IFMT) === S_IFBLK
        ? `${rdev.major}:${rdev.minor}`
        : ''
  const line = [LETTER[mode & S_IFMT], mode & 0o7777, uid, gid, nlink, numberOf(stat.ino), age(stat), content]
  const xattrs = [...fs.xattrs(ino)].map(([name, value]) => [
    name,
    MASKED.includes(name) ? '*' : decode(value),
  ])
  return xattrs.length === 0 ? line : [...line, Object.fromEntries(xattrs)]
}

function dump(fs: Filesystem, top: Ino, numberOf: (ino: Ino) => number): Dump {
  const tree: Record<string, Described> = {}
  const visit = (path: string, ino: Ino): void => {
    tree[path] = describe(fs, ino, numberOf)
    if (!isDirectory(fs.stat(ino).mode)) return
    for (const { name } of fs.readdir(ino)) {
      const at = path === '' ? name : `${path}/${name}`
      const child = attempt(() => fs.lookup(ino, name))
      if (typeof child === 'number') visit(at, child)
      else tree[at] = child as string
    }
  }
  visit('', top)
  return tree
}

function attempt<T>(call: () => T): T | string {
  try {
    return call()
  } catch (error) {
    if (error instanceof FsError) return error.errno
    throw error
  }
}

const flagsOf = (letters: string): OpenFlags => {
  const has = (letter: string): boolean => letters.includes(letter)
  return {
    read: has('r') || has('+'),
    write: has('w') || has('+'),
    append: has('a'),
    truncate: has('t'),
    create: has('c'),
    exclusive: has('x'),
    directory: has('d'),
    noFollow: has('n'),
  }
}

/** Calls of a process on what is mounted; slots hold descriptors. */
class Player {
  private readonly slots = new Map<number, number>()
  private readonly p: Process
  private readonly numberOf: (ino: Ino) => number
  constructor(process: Process, numberOf: (ino: Ino) => number) {
    this.p = process
    this.numberOf = numberOf
  }

  async play(op: Operation): Promise<unknown> {
    try {
      return (await this.act(op)) ?? null
    } catch (error) {
      if (error instanceof FsError) return error.errno
      throw error
    }
  }

  private async act([name, ...args]: Operation): Promise<unknown> {
    const { p } = this
    const [path, text] = args as [string, string]
    const [, number, more, last] = args as [string, number, number, number]
    switch (name) {
      case 'open':
        return this.open(path, text, more, last)
      case 'read':
      case 'write':
      case 'ftruncate':
      case 'fstat':
      case 'close': {
        const slot = args[0] as number
        const fd = this.slots.get(slot)
        return fd === undefined ? undefined : this.onDescriptor(name, slot, fd, args[1])
      }
      case 'stat':
      case 'lstat': {
        const stat = p[name](path)
        return [...this.statOf(stat), age(stat)]
      }
      case 'readdir':
        return p.readdir(path).map((entry) => entry.name)
      case 'listxattr':
        return [...p.xattrs(path).keys()]
      case 'getxattr': {
        const value = p.xattrs(path).get(text)
        if (!value) throw new FsError('ENODATA')
        return decode(value)
      }
      case 'setxattr':
        return p.setxattr(path, text, encode(args[2] as string))
      case 'removexattr':
        return p.removexattr(path, text)
      case 'mknod':
        return p.mknod(path, number, { major: more, minor: last }, 0o640)
      case 'utimes': {
        const time = BigInt(number) * 1_000_000_000n
        return p.utimes(path, time, time)
      }
      case 'chown':
      case 'lchown':
        return p.chown(path, number, more, name === 'lchown')
      case 'mkdir':
      case 'chmod':
      case 'truncate':
        return p[name](path, number)
      case 'rename':
      case 'link':
      case 'symlink':
        return p[name](path, text)
      case 'unlink':
      case 'rmdir':
      case 'readlink':
        return p[name](path)
      default:
        throw new Error(`no operation ${name}`)
    }
  }

  private statOf = ({ mode, nlink, uid, gid, ino }: Stat): unknown[] => [
    mode,
    nlink,
    uid,
    gid,
    this.numberOf(ino),
  ]

  private open(path: string, letters: string, mode: number, slot: number): unknown {
    const there = attempt(() => this.p.stat(path))
    if (typeof there === 'object' && !isRegular(there.mode) && !isDirectory(there.mode)) return 'special'
    const fd = this.p.open(path, flagsOf(letters), mode)
    const old = this.slots.get(slot)
    if (old !== undefined) this.p.close(old)
    this.slots.set(slot, fd)
    return undefined
  }

  private async onDescriptor(name: string, slot: number, fd: number, value: unknown): Promise<unknown> {
    const { p } = this
    if (name === 'write') return p.write(fd, value as string)
    if (name === 'ftruncate') return p.ftruncate(fd, value as number)
    if (name === 'fstat') return this.statOf(p.fstat(fd))
    if (name === 'close') {
      this.slots.delete(slot)
      return p.close(fd)
    }
    const offset = attempt(() => p.seek(fd, 0, 'current'))
    if (typeof offset === 'number') p.seek(fd, 0, 'set')
    try {
      return decode(await p.read(fd, 100))
    } finally {
      if (typeof offset === 'number') p.seek(fd, offset, 'set')
    }
  }
}

const machine = new Machine()

/** Does a scenario as record.py does it, on ours. */
export async function replay(scenario: Scenario, mount: (scenario: Scenario) => Mounted): Promise<Answer> {
  const { merged, disk, upper, work } = mount(scenario)
  const numberOf = numberer()
  const before = dump(merged, merged.root, numberOf)
  const namespace = new MountNamespace(
    { fs: merged, root: merged.root, source: 'overlay', options: [], readOnly: false },
    machine.kernel.nextMountId,
  )
  const root = { mount: namespace.root, ino: merged.root }
  const record = machine.kernel.createProcess({
    parent: machine.init,
    namespaces: { ...machine.namespaces, mount: namespace },
    root,
    cwd: root,
    credentials: machine.init.credentials,
    env: new Map(),
    argv: ['test'],
    exe: '/test',
    comm: 'test',
    umask: 0o022,
    session: true,
  })
  return machine.run(async (process) => {
    const player = new Player(process, numberOf)
    const results: unknown[] = []
    for (const op of scenario.ops) results.push(await player.play(op))
    const after = dump(merged, merged.root, numberOf)
    const works = disk.lookup(work, 'work')
    return {
      before,
      results,
      after,
      upper: dump(disk, upper, numberer()),
      work: disk.readdir(works).map(({ ino }) => describe(disk, ino, numberer()).slice(0, 5)),
    }
  }, record)
}
