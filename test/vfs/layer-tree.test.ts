import { describe, expect, test } from 'vitest'
import { S_IFCHR } from '../../src/engine/vfs/filesystem.ts'
import { layerEntries } from '../../src/engine/vfs/layer-entries.ts'
import { layerTree } from '../../src/engine/vfs/layer-tree.ts'
import { TreeFs } from '../../src/engine/vfs/tree-fs.ts'
import { at, dir, errno, file, hardlink, list, opaque, read, symlink, whiteout } from './files.ts'

const on = (...entries: Parameters<typeof layerTree>[0] extends Iterable<infer E> ? E[] : never): TreeFs =>
  new TreeFs({ type: 'ext4', dev: 1, tree: layerTree(entries) })
const kinds = (fs: TreeFs): string[] =>
  Array.from(layerEntries(fs.tree), ({ kind, path }) => `${kind} ${path}`)

describe('a layer on disk', () => {
  test('whiteouts are devices 0/0, opaque directories carry the mark', () => {
    const fs = on(whiteout('etc/gone'), dir('var', 0o700), opaque('var'), file('var/new', 'n'))
    expect(fs.stat(at(fs, 'etc/gone'))).toMatchObject({ mode: S_IFCHR, rdev: { major: 0, minor: 0 } })
    expect(fs.stat(at(fs, 'etc')).mode).toBe(0o40755)
    expect([...fs.xattrs(at(fs, 'var'))]).toEqual([['trusted.overlay.opaque', new Uint8Array([0x79])]])
    expect(fs.stat(at(fs, 'var')).mode).toBe(0o40700)
  })
  test('a mark may come before its directory or after', () => {
    const before = on(opaque('d'), dir('d', 0o700), file('d/f'))
    const after = on(dir('d', 0o700), file('d/f'), opaque('d'))
    expect(kinds(before)).toEqual(['directory d', 'opaque d', 'file d/f'])
    expect(kinds(after)).toEqual(kinds(before))
    expect(before.stat(at(before, 'd')).mode).toBe(0o40700)
  })
  test('a whiteout hides only what is below its layer', () => {
    expect(kinds(on(file('f'), whiteout('f')))).toEqual(['file f'])
    expect(kinds(on(whiteout('f'), file('f')))).toEqual(['file f'])
    expect(kinds(on(whiteout('d'), file('d/f')))).toEqual(['directory d', 'opaque d', 'file d/f'])
    expect(kinds(on(file('d/f'), whiteout('d')))).toEqual(['directory d', 'opaque d', 'file d/f'])
  })
  test('a later entry replaces an earlier one; a directory keeps what is in it', () => {
    const fs = on(
      file('a', '1'),
      file('a', '2'),
      file('d/f'),
      dir('d', 0o711),
      dir('b'),
      file('b/x'),
      file('b', 'now a file'),
    )
    expect([read(fs, 'a'), list(fs, 'd'), fs.stat(at(fs, 'd')).mode & 0o777, read(fs, 'b')]).toEqual([
      '2',
      ['f'],
      0o711,
      'now a file',
    ])
    expect(fs.stat(fs.root).nlink).toBe(3)
  })
  test('hard links share an inode', () => {
    const fs = on(file('a', 'x'), hardlink('b', 'a'), hardlink('d/c', './a'))
    expect([at(fs, 'b'), at(fs, 'd/c'), fs.stat(at(fs, 'a')).nlink]).toEqual([at(fs, 'a'), at(fs, 'a'), 3])
    expect(kinds(fs)).toEqual(['file a', 'hardlink b', 'directory d', 'hardlink d/c'])
    expect(errno(() => on(hardlink('b', 'nope')))).toBe('ENOENT')
    expect(errno(() => on(whiteout('w'), hardlink('b', 'w')))).toBe('ENOENT')
    expect(errno(() => on(dir('d'), hardlink('b', 'd')))).toBe('EPERM')
  })
  test('hostile paths', () => {
    expect(errno(() => on(file('../x')))).toBe('EINVAL')
    expect(errno(() => on(file('f'), file('f/g')))).toBe('ENOTDIR')
    expect(errno(() => on(file('d/'.repeat(2048))))).toBe('ENAMETOOLONG')
    expect(errno(() => on(symlink('l', 'x'.repeat(4096))))).toBe('ENAMETOOLONG')
    expect(errno(() => on(symlink('l', '')))).toBe('ENOENT')
    expect(errno(() => on(symlink('l', '/etc'), file('l/g')))).toBe('ENOTDIR')
    expect(errno(() => on(symlink('a', 'b'), symlink('b', 'a'), file('a/g')))).toBe('ELOOP')
  })
  test('a path leads over symlinks of its own layer, never out of it', () => {
    const fs = on(
      dir('usr/lib'),
      symlink('lib', 'usr/lib'),
      symlink('usr/up', '../../..'),
      file('lib/a'),
      file('usr/up/b'),
    )
    expect([list(fs, 'usr/lib'), list(fs, '')]).toEqual([['a'], ['b', 'lib', 'usr']])
    expect(kinds(on(dir('d'), symlink('l', 'd'), dir('l')))).toEqual(['directory d', 'directory l'])
  })
  test('entries come as a walk gives them', () => {
    const fs = on(file('a.txt'), file('a/b'), file('a-b'), dir('', 0o700))
    expect(kinds(fs)).toEqual(['directory a', 'file a/b', 'file a-b', 'file a.txt'])
    expect([...layerEntries(fs.tree, { root: true })][0]).toMatchObject({ path: '', mode: 0o700 })
    expect(Array.from(layerEntries(fs.tree, { top: at(fs, 'a') }), ({ path }) => path)).toEqual(['b'])
  })
})
