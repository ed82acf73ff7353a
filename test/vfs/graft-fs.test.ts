import { describe, expect, it } from 'vitest'
import { bytesOf } from '../../src/engine/base/body.ts'
import { decode, encode } from '../../src/engine/base/text.ts'
import { S_IFBLK } from '../../src/engine/vfs/filesystem.ts'
import { GraftFs } from '../../src/engine/vfs/graft/graft-fs.ts'
import { directoryNode, fileNode, linkNode, listNode, textNode } from '../../src/engine/vfs/graft/node.ts'
import { layerTree } from '../../src/engine/vfs/layer-tree.ts'
import { TreeFs } from '../../src/engine/vfs/tree-fs.ts'
import { TreeView } from '../../src/engine/vfs/tree-view.ts'
import { dir, file } from './files.ts'

const OWNER = { mode: 0o644, uid: 0, gid: 0, time: 9n }

function open() {
  const upper = new TreeFs({ type: 'ext4', dev: 5 })
  const state = { there: true, changes: 0, made: 0 }
  const view = new TreeView(layerTree([dir('etc'), file('etc/a', 'layer')]), 0)
  const fs = new GraftFs(
    'ext4',
    7,
    directoryNode(0o710, 3n, {
      text: textNode(0o600, 4n, () => 'hello'),
      dear: fileNode(0o644, 4n, () => {
        state.made++
        return { size: 10, read: () => new Uint8Array(10) }
      }),
      link: linkNode(5n, '../x'),
      disk: { kind: 'special', type: S_IFBLK, mode: 0o600, mtime: 1n, rdev: { major: 8, minor: 1 } },
      layer: { kind: 'graft', fs: () => view },
      upper: {
        kind: 'graft',
        fs: () => (state.there ? upper : undefined),
        changed: () => state.changes++,
      },
      many: listNode(0o755, 2n, {
        names: () => ['b', 'a'],
        get: (name) => (name === 'a' || name === 'b' ? textNode(0o644, 0n, () => name) : undefined),
        directories: () => 0,
      }),
    }),
  )
  const at = (path: string) => path.split('/').reduce((ino, name) => fs.lookup(ino, name), fs.root)
  return { fs, at, upper, state }
}

describe('a file system with grafts', () => {
  it('has what is computed, with its modes, sizes and times', () => {
    const { fs, at } = open()
    expect(fs.stat(fs.root)).toMatchObject({ dev: 7, mode: 0o040710, nlink: 5, size: 4096, mtime: 3n })
    expect(fs.stat(at('text'))).toMatchObject({ mode: 0o100600, nlink: 1, size: 5, uid: 0, mtime: 4n })
    expect(decode(bytesOf(fs.body(at('text'))))).toBe('hello')
    expect([fs.readlink(at('link')), fs.stat(at('link')).size]).toEqual(['../x', 4])
    expect(fs.stat(at('disk'))).toMatchObject({ mode: 0o060600, rdev: { major: 8, minor: 1 } })
    expect(fs.readdir(at('many')).map(({ name }) => name)).toEqual(['a', 'b'])
    expect(() => at('none')).toThrow('No such file or directory')
    expect(() => fs.lookup(fs.root, 'x'.repeat(256))).toThrow('File name too long')
    expect(() => at('text/x')).toThrow('Not a directory')
    expect(() => fs.body(at('many'))).toThrow('Is a directory')
  })

  it('asks for a content only where the size or the content is wanted', () => {
    const { fs, at, state } = open()
    const stat = fs.stat(at('dear'))
    fs.readdir(fs.root)
    expect([stat.mode, state.made]).toEqual([0o100644, 0])
    expect([stat.size, state.made]).toEqual([10, 1])
  })

  it('shows a graft as one of its directories, numbers of its own, the device the same', () => {
    const { fs, at, upper } = open()
    const inner = at('layer/etc/a')
    expect(fs.stat(inner)).toMatchObject({ dev: 7, ino: inner, mode: 0o100644 })
    expect(decode(bytesOf(fs.body(inner)))).toBe('layer')
    expect(fs.parent(at('layer'))).toBe(fs.root)
    expect(fs.parent(at('layer/etc'))).toBe(at('layer'))
    expect(fs.readdir(fs.root).find(({ name }) => name === 'layer')?.ino).toBe(at('layer'))
    upper.create(upper.root, 'a', OWNER)
    const numbers = new Set(['layer', 'upper', 'layer/etc', 'layer/etc/a', 'upper/a', 'many', 'text'].map(at))
    expect(numbers.size).toBe(7)
  })

  it('writes where a graft can be written to, and tells of it', () => {
    const { fs, at, upper, state } = open()
    const made = fs.create(at('upper'), 'f', OWNER)
    fs.write(fs.open(made, true, 9n), 0, encode('abc'), 9n)
    expect(decode(bytesOf(upper.body(upper.lookup(upper.root, 'f'))))).toBe('abc')
    expect(state.changes).toBe(2)
    fs.rename(at('upper'), 'f', at('upper'), 'g', 9n)
    fs.link(at('upper'), 'h', at('upper/g'), 9n)
    expect(fs.readdir(at('upper')).map(({ name }) => name)).toEqual(['g', 'h'])
  })

  it('refuses writes to all else', () => {
    const { fs, at } = open()
    for (const edit of [
      () => fs.create(fs.root, 'x', OWNER),
      () => fs.unlink(fs.root, 'text', 9n),
      () => fs.rmdir(fs.root, 'upper', 9n),
      () => fs.write(at('text'), 0, encode('x'), 9n),
      () => fs.open(at('text'), true, 9n),
      () => fs.setattr(at('many'), { mode: 0, time: 9n }),
      () => fs.mkdir(at('layer'), 'x', OWNER),
      () => fs.open(at('layer/etc/a'), true, 9n),
    ])
      expect(edit).toThrow('Read-only file system')
    fs.create(at('upper'), 'f', OWNER)
    expect(() => fs.rename(at('upper'), 'f', at('layer'), 'f', 9n)).toThrow('Invalid cross-device link')
  })

  it('gives inodes of one group one number, wherever they are seen', () => {
    const both = new TreeFs({ type: 'ext4', dev: 5 })
    const [one, two] = ['one', 'two'].map((name) => both.mkdir(both.root, name, { ...OWNER, mode: 0o755 }))
    both.link(two!, 'b', both.create(one!, 'a', OWNER), 9n)
    const shown = (ino: number) => ({ kind: 'graft', group: 'g', root: () => ino, fs: () => both }) as const
    const fs = new GraftFs('ext4', 7, directoryNode(0o755, 0n, { x: shown(one!), y: shown(two!) }))
    const [x, y] = ['x', 'y'].map((name) => fs.lookup(fs.root, name))
    expect(fs.lookup(x!, 'a')).toBe(fs.lookup(y!, 'b'))
    expect([fs.parent(x!), fs.parent(y!)]).toEqual([fs.root, fs.root])
    fs.rename(x!, 'a', y!, 'c', 9n)
    expect(fs.readdir(y!).map(({ name }) => name)).toEqual(['b', 'c'])
  })

  it('has nothing of a graft that is gone', () => {
    const { fs, at, state } = open()
    const inner = fs.create(at('upper'), 'f', OWNER)
    state.there = false
    expect(() => fs.stat(inner)).toThrow('No such file or directory')
    expect(() => fs.body(inner)).toThrow('No such file or directory')
  })
})
