import { beforeEach, describe, expect, test } from 'vitest'
import { bytesOf } from '../../src/engine/base/body.ts'
import { decode, encode } from '../../src/engine/base/text.ts'
import { S_IFCHR } from '../../src/engine/vfs/filesystem.ts'
import { TreeFs } from '../../src/engine/vfs/tree-fs.ts'
import { at, errno, list, NEW, NOW, read } from './files.ts'

let fs: TreeFs
beforeEach(() => {
  fs = new TreeFs({ type: 'ext4', dev: 8 })
})
const { root } = new TreeFs({ type: 'ext4', dev: 8 })

describe('names', () => {
  test('of 255 bytes are the longest', () => {
    fs.create(root, 'x'.repeat(255), NEW)
    fs.create(root, '界'.repeat(85), NEW)
    expect(errno(() => fs.create(root, '界'.repeat(86), NEW))).toBe('ENAMETOOLONG')
    expect(errno(() => fs.lookup(root, 'x'.repeat(256)))).toBe('ENAMETOOLONG')
    expect(errno(() => fs.symlink(root, 'l', 'x'.repeat(4096), NEW))).toBe('ENAMETOOLONG')
  })
  test('are ordered by code unit', () => {
    for (const name of ['b', 'a', 'Z', 'ä', '10', '9']) fs.create(root, name, NEW)
    expect(list(fs, '/')).toEqual(['10', '9', 'Z', 'a', 'b', 'ä'])
  })
  test('exist once', () => {
    fs.create(root, 'f', NEW)
    expect(errno(() => fs.create(root, 'f', NEW))).toBe('EEXIST')
    expect(errno(() => fs.mkdir(root, 'f', NEW))).toBe('EEXIST')
    expect(errno(() => fs.link(root, 'f', at(fs, 'f'), NOW))).toBe('EEXIST')
    expect(errno(() => fs.create(at(fs, 'f'), 'g', NEW))).toBe('ENOTDIR')
  })
})

describe('link counts', () => {
  test('of directories are 2 and their subdirectories', () => {
    const a = fs.mkdir(root, 'a', NEW)
    fs.mkdir(a, 'x', NEW)
    fs.mkdir(a, 'y', NEW)
    fs.create(a, 'f', NEW)
    expect([fs.stat(root).nlink, fs.stat(a).nlink]).toEqual([3, 4])
    fs.rmdir(a, 'x', NOW)
    fs.rename(a, 'y', root, 'y', NOW)
    expect([fs.stat(root).nlink, fs.stat(a).nlink]).toEqual([4, 2])
    expect(fs.parent(at(fs, 'y'))).toBe(root)
    fs.unlink(a, 'f', NOW)
    fs.rename(root, 'a', at(fs, 'y'), 'a', NOW)
    expect([fs.stat(root).nlink, fs.stat(at(fs, 'y')).nlink]).toEqual([3, 3])
  })
  test('of files are their names', () => {
    const f = fs.create(root, 'f', NEW)
    fs.link(root, 'g', f, NOW)
    fs.write(f, 0, encode('one file'), NOW)
    expect([read(fs, 'g'), fs.stat(f).nlink]).toEqual(['one file', 2])
    fs.unlink(root, 'f', NOW)
    expect(fs.stat(f).nlink).toBe(1)
    fs.unlink(root, 'g', NOW)
    expect(errno(() => fs.stat(f))).toBe('ENOENT')
    expect(errno(() => fs.link(root, 'd', fs.mkdir(root, 'dir', NEW), NOW))).toBe('EPERM')
  })
  test('end at 65000 for a file', () => {
    const f = fs.create(root, 'f', NEW)
    for (let i = 1; i < 65000; i++) fs.link(root, `l${i}`, f, NOW)
    expect(errno(() => fs.link(root, 'more', f, NOW))).toBe('EMLINK')
  })
})

describe('an unlinked file that is open', () => {
  test('lives until it is released, also over a snapshot', () => {
    const f = fs.open(fs.create(root, 'f', NEW), true, NOW)
    fs.unlink(root, 'f', NOW)
    fs.write(f, 0, encode('still here'), NOW)
    expect([fs.stat(f).nlink, decode(bytesOf(fs.body(f))), fs.usage().inodes]).toEqual([0, 'still here', 2])
    expect(errno(() => fs.link(root, 'again', f, NOW))).toBe('ENOENT')
    const snapshot = fs.tree
    fs.release(f)
    expect([errno(() => fs.stat(f)), fs.usage().inodes]).toEqual(['ENOENT', 1])
    fs.restore(snapshot)
    expect(decode(bytesOf(fs.body(f)))).toBe('still here')
  })
  test('a removed directory takes nothing in', () => {
    const d = fs.open(fs.mkdir(root, 'd', NEW), false, NOW)
    fs.rmdir(root, 'd', NOW)
    expect(fs.stat(d).nlink).toBe(0)
    expect(errno(() => fs.create(d, 'f', NEW))).toBe('ENOENT')
  })
  test('numbers are not given away twice', () => {
    const first = fs.create(root, 'f', NEW)
    fs.unlink(root, 'f', NOW)
    expect(fs.create(root, 'f', NEW)).not.toBe(first)
  })
})

describe('rename', () => {
  beforeEach(() => {
    const a = fs.mkdir(root, 'a', NEW)
    fs.mkdir(a, 'b', NEW)
    fs.create(root, 'f', NEW)
    fs.mkdir(root, 'empty', NEW)
  })
  test.each([
    ['a directory into itself', 'a', 'a/b', 'x', 'EINVAL'],
    ['a directory onto an ancestor', 'a/b', '', 'a', 'ENOTEMPTY'],
    ['a directory onto a file', 'a', '', 'f', 'ENOTDIR'],
    ['a file onto a directory', 'f', '', 'empty', 'EISDIR'],
    ['a directory onto a full one', 'empty', '', 'a', 'ENOTEMPTY'],
    ['what is not there', 'nope', '', 'x', 'ENOENT'],
  ])('%s', (_, from, toDir, to, expected) => {
    const names = from.split('/')
    const name = names.pop()!
    expect(errno(() => fs.rename(at(fs, names.join('/')), name, at(fs, toDir), to, NOW))).toBe(expected)
  })
  test('replaces an empty directory and a file', () => {
    fs.rename(root, 'a', root, 'empty', NOW)
    expect([list(fs, '/'), list(fs, 'empty'), fs.stat(root).nlink]).toEqual([['empty', 'f'], ['b'], 3])
    fs.create(root, 'g', NEW)
    const f = at(fs, 'f')
    fs.rename(root, 'f', root, 'g', NOW)
    expect(at(fs, 'g')).toBe(f)
  })
  test('between two names of one file does nothing', () => {
    fs.link(root, 'g', at(fs, 'f'), NOW)
    fs.rename(root, 'f', root, 'g', NOW)
    expect(list(fs, '/')).toEqual(['a', 'empty', 'f', 'g'])
  })
  test('finds the names of a directory in its tree', () => {
    fs.rename(at(fs, 'a'), 'b', root, 'moved', NOW)
    fs.rename(root, 'moved', at(fs, 'empty'), 'c', NOW)
    expect(fs.tree.names(at(fs, 'empty/c'))).toEqual(['empty', 'c'])
    expect(fs.tree.names(at(fs, 'empty/c'), at(fs, 'a'))).toBeUndefined()
  })
})

describe('contents and attributes', () => {
  test('a body read is as it was then', () => {
    const f = fs.create(root, 'f', NEW)
    fs.write(f, 0, encode('old'), NOW)
    const body = fs.body(f)
    fs.write(f, 0, encode('new!'), NOW)
    expect([decode(bytesOf(body)), read(fs, 'f')]).toEqual(['old', 'new!'])
    fs.setattr(f, { size: 6, time: NOW })
    expect(read(fs, 'f')).toBe('new!\0\0')
    fs.write(f, 8, encode('z'), NOW)
    expect(read(fs, 'f')).toBe('new!\0\0\0\0z')
    expect(errno(() => fs.write(f, 2 ** 44, encode('x'), NOW))).toBe('EFBIG')
  })
  test('type bits cannot be changed, times are what is set', () => {
    const f = fs.create(root, 'f', NEW)
    fs.setattr(f, { mode: 0o104755, uid: 5, mtime: 7n, time: 9n })
    expect(fs.stat(f)).toMatchObject({ mode: 0o104755, uid: 5, gid: 0, mtime: 7n, atime: NOW, ctime: 9n })
    expect(errno(() => fs.setattr(fs.symlink(root, 'l', 'f', NEW), { mode: 0, time: NOW }))).toBe('ENOTSUP')
    expect(fs.stat(at(fs, 'l'))).toMatchObject({ mode: 0o120777, size: 1 })
  })
  test('what is no regular file has no content', () => {
    expect(errno(() => fs.body(root))).toBe('EISDIR')
    expect(errno(() => fs.open(root, true, NOW))).toBe('EISDIR')
    expect(errno(() => fs.body(fs.symlink(root, 'l', 'x', NEW)))).toBe('EINVAL')
    expect(errno(() => fs.readlink(root))).toBe('EINVAL')
    const tty = fs.mknod(root, 'tty', S_IFCHR, { major: 5, minor: 0 }, NEW)
    expect(fs.stat(tty)).toMatchObject({ mode: S_IFCHR | 0o644, rdev: { major: 5, minor: 0 }, size: 0 })
  })
  test('xattrs', () => {
    const f = fs.create(root, 'f', NEW)
    fs.setxattr(f, 'user.b', encode('2'), NOW)
    fs.setxattr(f, 'user.a', encode('1'), NOW)
    expect([...fs.xattrs(f).keys()]).toEqual(['user.a', 'user.b'])
    fs.removexattr(f, 'user.a', NOW)
    expect(errno(() => fs.removexattr(f, 'user.a', NOW))).toBe('ENODATA')
    expect(errno(() => fs.setxattr(f, 'plain', encode(''), NOW))).toBe('ENOTSUP')
    expect(errno(() => fs.setxattr(f, 'user.c', new Uint8Array(65537), NOW))).toBe('E2BIG')
  })
  test('usage counts blocks', () => {
    fs.write(fs.create(root, 'f', NEW), 0, encode('x'), NOW)
    fs.symlink(root, 'l', 'short', NEW)
    expect(fs.usage()).toEqual({ bytes: 8192, inodes: 3 })
  })
})

describe('a read-only file system', () => {
  test('says what is there before it says that it is read-only', () => {
    fs.create(root, 'f', NEW)
    fs.mkdir(root, 'd', NEW)
    fs.readOnly = true
    const f = at(fs, 'f')
    expect(errno(() => fs.create(root, 'f', NEW))).toBe('EEXIST')
    expect(errno(() => fs.create(root, 'g', NEW))).toBe('EROFS')
    expect(errno(() => fs.unlink(root, 'nope', NOW))).toBe('EROFS')
    expect(errno(() => fs.rename(root, 'nope', root, 'x', NOW))).toBe('EROFS')
    expect(errno(() => fs.open(f, true, NOW))).toBe('EROFS')
    expect(errno(() => fs.setattr(f, { mode: 0, time: NOW }))).toBe('EROFS')
    fs.release(fs.open(f, false, NOW))
  })
  test('unlink and rmdir tell types apart', () => {
    fs.create(root, 'f', NEW)
    fs.mkdir(fs.mkdir(root, 'd', NEW), 'e', NEW)
    expect(errno(() => fs.unlink(root, 'd', NOW))).toBe('EISDIR')
    expect(errno(() => fs.rmdir(root, 'f', NOW))).toBe('ENOTDIR')
    expect(errno(() => fs.rmdir(root, 'd', NOW))).toBe('ENOTEMPTY')
  })
})
