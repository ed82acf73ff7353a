import { describe, expect, test } from 'vitest'
import { bytesOf } from '../../src/engine/base/body.ts'
import { decode, encode } from '../../src/engine/base/text.ts'
import { S_IFCHR } from '../../src/engine/vfs/filesystem.ts'
import { OverlayFs } from '../../src/engine/vfs/overlay/overlay-fs.ts'
import {
  at,
  dir,
  errno,
  file,
  hardlink,
  list,
  merge,
  mounted,
  NEW,
  NOW,
  opaque,
  read,
  symlink,
  whiteout,
  write,
} from './files.ts'

describe('the merged view', () => {
  test('the topmost entry wins, names of directories are merged', () => {
    const { fs } = mounted(
      [dir('etc', 0o700), file('etc/a', 'base'), file('etc/b', 'base')],
      [dir('etc', 0o711), file('etc/b', 'middle'), file('etc/c', 'middle')],
      [file('etc/c', 'top')],
    )
    expect(list(fs, 'etc')).toEqual(['a', 'b', 'c'])
    expect(['a', 'b', 'c'].map((name) => read(fs, `etc/${name}`))).toEqual(['base', 'middle', 'top'])
    expect(fs.stat(at(fs, 'etc')).mode).toBe(0o40755)
  })
  test('a whiteout, an opaque directory and a file hide what is below', () => {
    const { fs } = mounted(
      [file('d/old'), file('gone'), file('e/x'), file('f/y')],
      [whiteout('gone'), dir('d'), opaque('d'), file('d/new'), file('f', 'a file')],
      [file('e/z'), dir('f')],
    )
    expect([list(fs, ''), list(fs, 'd'), list(fs, 'e'), list(fs, 'f')]).toEqual([
      ['d', 'e', 'f'],
      ['new'],
      ['x', 'z'],
      [],
    ])
    expect(errno(() => at(fs, 'gone'))).toBe('ENOENT')
  })
  test('a whiteout over a directory, then a file there, then a directory again', () => {
    const { fs } = mounted([file('d/x'), dir('d/sub')], [whiteout('d')], [file('d', 'file')], [dir('d')])
    expect(list(fs, 'd')).toEqual([])
    expect(fs.stat(at(fs, 'd')).nlink).toBe(2)
  })
  test('whiteouts are never found; a directory that was never merged lists them all the same', () => {
    const { fs } = mounted([whiteout('never'), dir('d'), whiteout('d/never'), file('d/f')])
    expect([list(fs, ''), list(fs, 'd')]).toEqual([['d'], ['f', 'never']])
    expect(errno(() => at(fs, 'd/never'))).toBe('ENOENT')
    write(fs, 'd/f', 'copied up')
    expect(list(fs, 'd')).toEqual(['f'])
    fs.unlink(at(fs, 'd'), 'f', NOW)
    fs.rmdir(fs.root, 'd', NOW)
    expect(list(fs, '')).toEqual([])
  })
  test('a merged directory has one link, one of a single layer its own count', () => {
    const { fs } = mounted([dir('both/sub'), dir('one/sub')], [dir('both')])
    expect(['both', 'one', ''].map((path) => fs.stat(at(fs, path)).nlink)).toEqual([1, 3, 1])
  })
  test('without an upperdir nothing can be written', () => {
    const fs = new OverlayFs({ dev: 1, lower: merge([file('f', 'x')]) })
    expect([fs.readOnly, read(fs, 'f')]).toEqual([true, 'x'])
    expect(errno(() => fs.open(at(fs, 'f'), true, NOW))).toBe('EROFS')
    expect(errno(() => fs.create(fs.root, 'g', NEW))).toBe('EROFS')
    expect(errno(() => fs.unlink(fs.root, 'f', NOW))).toBe('EROFS')
    expect(fs.diff()).toEqual([])
  })
})

describe('copy-up', () => {
  const layers = [dir('etc', 0o750), file('etc/passwd', 'root', 0o640), symlink('etc/link', 'passwd')]
  test('opening for write copies the whole file, with its parents; the number stays', () => {
    const { fs, upper, upperdir } = mounted(layers)
    const before = fs.stat(at(fs, 'etc/passwd'))
    fs.open(before.ino, false, NOW)
    expect(upper.readdir(upperdir)).toEqual([])
    fs.open(before.ino, true, NOW)
    expect(read(upper, 'diff/etc/passwd')).toBe('root')
    expect(upper.stat(at(upper, 'diff/etc')).mode).toBe(0o40750)
    expect(fs.stat(at(fs, 'etc/passwd'))).toEqual({ ...before, ctime: NOW })
    expect(upper.stat(at(upper, 'diff/etc')).mtime).toBe(1_000_000_000n)
  })
  test('what was open before sees what is written after', () => {
    const { fs } = mounted(layers)
    const reader = fs.open(at(fs, 'etc/passwd'), false, NOW)
    const writer = fs.open(at(fs, 'etc/passwd'), true, NOW)
    fs.write(writer, 0, encode('changed'), NOW)
    expect(decode(bytesOf(fs.body(reader)))).toBe('changed')
    fs.unlink(at(fs, 'etc'), 'passwd', NOW)
    expect(decode(bytesOf(fs.body(reader)))).toBe('changed')
    expect(fs.stat(reader).nlink).toBe(0)
  })
  test.each([
    ['chmod', (fs: OverlayFs, ino: number) => fs.setattr(ino, { mode: 0o600, time: NOW })],
    ['truncate', (fs: OverlayFs, ino: number) => fs.setattr(ino, { size: 0, time: NOW })],
    ['utimes', (fs: OverlayFs, ino: number) => fs.setattr(ino, { mtime: 5n, time: NOW })],
    ['setxattr', (fs: OverlayFs, ino: number) => fs.setxattr(ino, 'user.x', encode('1'), NOW)],
    ['link', (fs: OverlayFs, ino: number) => fs.link(fs.root, 'other', ino, NOW)],
  ])('%s copies up', (_, change) => {
    const { fs, upper } = mounted(layers)
    change(fs, at(fs, 'etc/passwd'))
    expect(list(upper, 'diff/etc')).toEqual(['passwd'])
  })
  test('reading and making a symlink do not', () => {
    const { fs, upper } = mounted(layers)
    fs.readlink(at(fs, 'etc/link'))
    fs.symlink(fs.root, 'new', 'etc/passwd', NEW)
    expect(list(upper, 'diff')).toEqual(['new'])
  })
  test('breaks hard links: the other name keeps the old content', () => {
    const { fs } = mounted([file('a', 'old'), hardlink('b', 'a'), dir('d'), hardlink('d/a', 'a')])
    const numbers = ['a', 'b', 'd/a'].map((path) => fs.stat(at(fs, path)).ino)
    expect(new Set(numbers).size).toBe(1)
    write(fs, 'd/a', 'new')
    expect(['a', 'b', 'd/a'].map((path) => read(fs, path))).toEqual(['old', 'old', 'new'])
    expect(['a', 'b', 'd/a'].map((path) => fs.stat(at(fs, path)).nlink)).toEqual([3, 3, 1])
    expect(fs.stat(at(fs, 'd/a')).ino).not.toBe(numbers[0])
    expect(fs.readdir(at(fs, 'd'))[0]!.ino).toBe(fs.stat(at(fs, 'd/a')).ino)
  })
  test('is undone when the change fails', () => {
    const { fs, upper } = mounted(layers)
    const before = upper.tree
    expect(errno(() => fs.removexattr(at(fs, 'etc/passwd'), 'user.none', NOW))).toBe('ENODATA')
    expect(errno(() => fs.link(fs.root, 'etc2', at(fs, 'etc'), NOW))).toBe('EPERM')
    expect(upper.tree).toBe(before)
    expect(fs.state.copied.size).toBe(0)
  })
  test('a file without a name is copied without one', () => {
    const { fs, upper } = mounted(layers)
    const open = fs.open(at(fs, 'etc/passwd'), false, NOW)
    fs.unlink(at(fs, 'etc'), 'passwd', NOW)
    fs.setattr(open, { mode: 0o600, time: NOW })
    expect(fs.stat(open)).toMatchObject({ mode: 0o100600, nlink: 0 })
    expect(upper.stat(at(upper, 'diff/etc/passwd')).mode).toBe(S_IFCHR)
    fs.release(open)
  })
})

describe('deletion', () => {
  const layers = [dir('d'), file('d/x'), file('d/y'), file('f', 'lower')]
  test('leaves a whiteout where a layer has the name, and only there', () => {
    const { fs, upper } = mounted(layers)
    fs.create(fs.root, 'own', NEW)
    fs.unlink(fs.root, 'own', NOW)
    fs.unlink(fs.root, 'f', NOW)
    expect(list(upper, 'diff')).toEqual(['f'])
    expect(upper.stat(at(upper, 'diff/f'))).toMatchObject({ mode: S_IFCHR, rdev: { major: 0, minor: 0 } })
    expect(list(fs, '')).toEqual(['d'])
    fs.create(fs.root, 'f', NEW)
    expect(read(fs, 'f')).toBe('')
  })
  test('whiteouts of a mount share an inode that the workdir holds', () => {
    const { fs, upper } = mounted(layers)
    for (const name of ['x', 'y']) fs.unlink(at(fs, 'd'), name, NOW)
    expect(upper.stat(at(upper, 'diff/d/x'))).toMatchObject({ nlink: 3, ino: at(upper, 'diff/d/y') })
    expect(list(upper, 'work/work')).toEqual(['#1'])
  })
  test('a directory must be empty in the merged view; its whiteouts go with it', () => {
    const { fs, upper } = mounted(layers)
    expect(errno(() => fs.rmdir(fs.root, 'd', NOW))).toBe('ENOTEMPTY')
    for (const name of ['x', 'y']) fs.unlink(at(fs, 'd'), name, NOW)
    fs.rmdir(fs.root, 'd', NOW)
    expect(upper.stat(at(upper, 'diff/d')).mode).toBe(S_IFCHR)
  })
  test('a directory made again is opaque and has another number', () => {
    const { fs, upper } = mounted([dir('e')], [dir('e')])
    const old = fs.open(at(fs, 'e'), false, NOW)
    fs.rmdir(fs.root, 'e', NOW)
    const again = fs.mkdir(fs.root, 'e', { ...NEW, mode: 0o755 })
    expect(again).not.toBe(old)
    expect(decode(upper.xattrs(at(upper, 'diff/e')).get('trusted.overlay.opaque')!)).toBe('y')
    expect([...fs.xattrs(again)]).toEqual([])
    // A merged directory has one link for ever.
    expect(fs.stat(old).nlink).toBe(1)
    expect([fs.readdir(old), errno(() => fs.create(old, 'f', NEW))]).toEqual([[], 'ENOENT'])
  })
  test('a device 0/0 cannot be made', () => {
    const { fs } = mounted(layers)
    expect(errno(() => fs.mknod(fs.root, 'w', S_IFCHR, { major: 0, minor: 0 }, NEW))).toBe('EPERM')
    fs.mknod(fs.root, 'null', S_IFCHR, { major: 1, minor: 3 }, NEW)
  })
})

describe('rename', () => {
  const base = [dir('low'), file('low/f', 'f'), dir('full'), file('full/x'), file('file', 'file')]
  test('of a directory that a layer has is EXDEV, once types fit', () => {
    const { fs } = mounted(base)
    const { root } = fs
    expect(errno(() => fs.rename(root, 'low', root, 'new', NOW))).toBe('EXDEV')
    expect(errno(() => fs.rename(root, 'low', root, 'full', NOW))).toBe('EXDEV')
    expect(errno(() => fs.rename(root, 'low', root, 'file', NOW))).toBe('ENOTDIR')
    expect(errno(() => fs.rename(root, 'file', root, 'low', NOW))).toBe('EISDIR')
    expect(errno(() => fs.rename(root, 'low', at(fs, 'low'), 'x', NOW))).toBe('EINVAL')
  })
  test('of a file copies it up and leaves a whiteout; the number stays', () => {
    const { fs, upper } = mounted(base)
    const ino = at(fs, 'low/f')
    fs.rename(at(fs, 'low'), 'f', fs.root, 'file', NOW)
    expect([at(fs, 'file'), read(fs, 'file'), list(fs, 'low')]).toEqual([ino, 'f', []])
    expect(upper.stat(at(upper, 'diff/low/f'))).toMatchObject({ mode: S_IFCHR, nlink: 1 })
  })
  test('of a new directory into a merged one makes it opaque', () => {
    const { fs, upper } = mounted(base)
    fs.mkdir(fs.root, 'new', { ...NEW, mode: 0o755 })
    expect([...upper.xattrs(at(upper, 'diff/new')).keys()]).toEqual([])
    fs.unlink(at(fs, 'full'), 'x', NOW)
    fs.rename(fs.root, 'new', fs.root, 'full', NOW)
    expect([...upper.xattrs(at(upper, 'diff/full')).keys()]).toEqual(['trusted.overlay.opaque'])
    expect(list(fs, 'full')).toEqual([])
    fs.rename(fs.root, 'full', fs.root, 'again', NOW)
    expect(list(fs, '')).toEqual(['again', 'file', 'low'])
  })
})

describe('what lies on disk', () => {
  test('copies carry their origin, directories that hold them are impure', () => {
    const { fs, upper, upperdir } = mounted([file('etc/passwd', 'x')])
    write(fs, 'etc/passwd', 'y')
    const marks = (path: string): string[] => [...upper.xattrs(at(upper, path)).keys()]
    expect(marks('diff/etc/passwd')).toEqual(['trusted.overlay.origin'])
    expect(marks('diff/etc')).toEqual(['trusted.overlay.impure', 'trusted.overlay.origin'])
    expect([...upper.xattrs(upperdir).keys()]).toEqual(['trusted.overlay.impure'])
    const again = new OverlayFs({ dev: 3, lower: fs.lower, upper: { fs: upper, dir: upperdir } })
    expect(at(again, 'etc/passwd')).toBe(at(fs, 'etc/passwd'))
  })
  test('what is put into the upperdir by hand shows', () => {
    const { fs, upper, upperdir } = mounted([file('etc/a'), file('etc/b')])
    list(fs, 'etc')
    const etc = upper.mkdir(upperdir, 'etc', { ...NEW, mode: 0o700 })
    upper.create(etc, 'c', NEW)
    upper.mknod(etc, 'a', S_IFCHR, { major: 0, minor: 0 }, NEW)
    expect([list(fs, 'etc'), fs.stat(at(fs, 'etc')).mode]).toEqual([['b', 'c'], 0o40700])
    upper.unlink(etc, 'a', NOW)
    expect(list(fs, 'etc')).toEqual(['a', 'b', 'c'])
  })
  test('a directory held over its removal and a restore is found again', () => {
    const { fs, upper } = mounted([file('a/b/c/f', 'deep')])
    const c = fs.open(at(fs, 'a/b/c'), false, NOW)
    write(fs, 'a/b/c/f', 'changed')
    const { tree } = upper
    const { state } = fs
    fs.unlink(c, 'f', NOW)
    fs.rmdir(at(fs, 'a/b'), 'c', NOW)
    expect([fs.stat(c).nlink, fs.readdir(c)]).toEqual([1, []])
    upper.restore(tree)
    fs.restore(state)
    expect([fs.parent(c), fs.readdir(c).length]).toEqual([at(fs, 'a/b'), 1])
    expect(decode(bytesOf(fs.body(fs.lookup(c, 'f'))))).toBe('changed')
  })
})

test('an open directory outlives its name, in the upperdir and below', () => {
  const { fs } = mounted([dir('low')])
  const high = fs.mkdir(fs.root, 'high', NEW)
  const held = [fs.open(high, false, NOW), fs.open(at(fs, 'low'), false, NOW)]
  for (const name of ['high', 'low']) fs.rmdir(fs.root, name, NOW)
  expect(held.map((ino) => [fs.stat(ino).nlink, list(fs, '', ino)])).toEqual([
    [0, []],
    [2, []],
  ])
  for (const ino of held) fs.release(ino)
  expect(errno(() => fs.stat(high))).toBe('ENOENT')
})
