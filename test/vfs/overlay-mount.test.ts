import { describe, expect, test } from 'vitest'
import { textBody } from '../../src/engine/base/body.ts'
import { encode } from '../../src/engine/base/text.ts'
import type { Filesystem, Ino } from '../../src/engine/vfs/filesystem.ts'
import { GraftFs } from '../../src/engine/vfs/graft/graft-fs.ts'
import { directoryNode, textNode } from '../../src/engine/vfs/graft/node.ts'
import { layerTree } from '../../src/engine/vfs/layer-tree.ts'
import type { LiveOverlay } from '../../src/engine/vfs/overlay/live-overlay.ts'
import { overlayOf } from '../../src/engine/vfs/overlay/mount.ts'
import { OverlayFs } from '../../src/engine/vfs/overlay/overlay-fs.ts'
import { TreeFs } from '../../src/engine/vfs/tree-fs.ts'
import { TreeView } from '../../src/engine/vfs/tree-view.ts'
import { at, dir, errno, file, hardlink, list, merge, NEW, NOW, read, whiteout, write } from './files.ts'

const UUID = new Uint8Array(16).fill(7)

/** One file system with the reader's directories. */
const disk = (...names: string[]): TreeFs => {
  const fs = new TreeFs({ type: 'ext4', dev: 1 })
  for (const name of names) make(fs, name)
  return fs
}
function make(fs: Filesystem, path: string): Ino {
  let ino = fs.root
  for (const name of path.split('/').filter(Boolean)) {
    const found = errno(() => fs.lookup(ino, name))
    ino = typeof found === 'number' ? found : fs.mkdir(ino, name, { ...NEW, mode: 0o755 })
  }
  return ino
}
function put(fs: Filesystem, path: string, text: string): void {
  const parts = path.split('/')
  const name = parts.pop()!
  fs.setBody(fs.create(make(fs, parts.join('/')), name, NEW), textBody(text), NOW)
}
const on = (fs: Filesystem, path: string) => ({ fs, ino: at(fs, path) })

type Places = { fs: Filesystem; ino: Ino }[]
const mountOf = (lowers: Places, upper?: Places[number], work?: Places[number]): LiveOverlay =>
  overlayOf({ dev: 9, lowers, upper, work, time: NOW, uuid: UUID })
const refused = (lowers: Places, upper?: Places[number], work?: Places[number]): unknown => {
  const result = errno(() => mountOf(lowers, upper, work))
  return typeof result === 'string' ? result : 'mounted'
}

describe('an overlay of directories of one file system', () => {
  const parts = ['lower/d', 'upper', 'work', 'other/d']

  test('shows the first lowerdir on top, and writes into the upperdir', () => {
    const fs = disk(...parts)
    put(fs, 'lower/d/a', 'top')
    put(fs, 'other/d/a', 'below')
    put(fs, 'other/d/b', 'below')
    const overlay = mountOf([on(fs, 'lower'), on(fs, 'other')], on(fs, 'upper'), on(fs, 'work'))
    expect(list(overlay, 'd')).toEqual(['a', 'b'])
    expect(read(overlay, 'd/a')).toBe('top')
    write(overlay, 'd/b', 'changed')
    overlay.unlink(at(overlay, 'd'), 'a', NOW)
    expect([read(fs, 'upper/d/b'), read(fs, 'other/d/b')]).toEqual(['changed', 'below'])
    expect(fs.stat(at(fs, 'upper/d/a'))).toMatchObject({ mode: 0o20000, rdev: { major: 0, minor: 0 } })
    expect(list(overlay, 'd')).toEqual(['b'])
  })
  test('follows what is done in its lowerdirs', () => {
    const fs = disk(...parts)
    put(fs, 'other/d/kept', '1')
    const overlay = mountOf([on(fs, 'lower'), on(fs, 'other')], on(fs, 'upper'), on(fs, 'work'))
    put(fs, 'lower/d/new', '2')
    put(fs, 'other/late/file', '3')
    expect([list(overlay, ''), list(overlay, 'd'), list(overlay, 'late')]).toEqual([
      ['d', 'late'],
      ['kept', 'new'],
      ['file'],
    ])
    write(fs, 'other/d/kept', 'more')
    expect(read(overlay, 'd/kept')).toBe('more')
    fs.unlink(at(fs, 'lower/d'), 'new', NOW)
    expect(list(overlay, 'd')).toEqual(['kept'])
    fs.mknod(at(fs, 'lower/d'), 'kept', 0o020000, { major: 0, minor: 0 }, NEW)
    expect(list(overlay, 'd')).toEqual([])
  })
  test('merges again only when a directory that several have has changed', () => {
    const fs = disk(...parts, 'other/alone')
    const overlay = mountOf([on(fs, 'lower'), on(fs, 'other')], on(fs, 'upper'), on(fs, 'work'))
    const merged = () => overlay.overlay.lower.root
    const before = merged()
    overlay.mkdir(at(overlay, 'd'), 'x', NEW)
    put(fs, 'other/alone/f', 'seen')
    expect([merged() === before, read(overlay, 'alone/f'), list(overlay, 'd')]).toEqual([true, 'seen', ['x']])
    put(fs, 'lower/d/y', '')
    expect([merged() === before, list(overlay, 'd')]).toEqual([false, ['x', 'y']])
  })
  test('the names of a linked file keep their numbers when others come', () => {
    const fs = disk(...parts)
    put(fs, 'lower/d/x', '1')
    fs.link(at(fs, 'lower/d'), 'y', at(fs, 'lower/d/x'), NOW)
    const overlay = mountOf([on(fs, 'lower')], on(fs, 'upper'), on(fs, 'work'))
    const y = at(overlay, 'd/y')
    fs.link(at(fs, 'lower/d'), 'a', at(fs, 'lower/d/x'), NOW)
    overlay.write(overlay.open(y, true, NOW), 0, encode('2'), NOW)
    expect(['a', 'x', 'y'].map((name) => read(overlay, `d/${name}`))).toEqual(['1', '1', '2'])
  })
  test('a lowerdir that is removed itself is empty', () => {
    const fs = disk(...parts)
    put(fs, 'other/f', '1')
    const overlay = mountOf([on(fs, 'lower'), on(fs, 'other')], on(fs, 'upper'), on(fs, 'work'))
    fs.unlink(at(fs, 'other'), 'f', NOW)
    fs.rmdir(at(fs, 'other'), 'd', NOW)
    fs.rmdir(fs.root, 'other', NOW)
    expect(list(overlay, '')).toEqual(['d'])
  })
  test('makes work in the workdir, without what was left there, and marks the upperdir', () => {
    const fs = disk(...parts, 'work/work/old/er')
    put(fs, 'work/mine', '')
    const mount = () => mountOf([on(fs, 'lower')], on(fs, 'upper'), on(fs, 'work'))
    expect([mount().overlay.marked, mount().overlay.marked]).toEqual([true, false])
    expect([list(fs, 'work'), list(fs, 'work/work')]).toEqual([['mine', 'work'], []])
    expect(fs.stat(at(fs, 'work/work')).mode).toBe(0o40000)
    expect([...fs.xattrs(at(fs, 'upper'))]).toEqual([['trusted.overlay.uuid', UUID]])
    expect(mount().xattrs(mount().root).size).toBe(0)
  })
  test('without an upperdir nothing can be written', () => {
    const fs = disk(...parts)
    const overlay = mountOf([on(fs, 'lower'), on(fs, 'other')], undefined, on(fs, 'work'))
    expect(overlay.readOnly).toBe(true)
    expect(errno(() => overlay.mkdir(overlay.root, 'x', NEW))).toBe('EROFS')
    expect(list(fs, 'work')).toEqual([])
  })
})

describe('lowerdirs of other file systems', () => {
  const upper = () => disk('upper', 'work', 'upper2', 'work2', 'upper3', 'work3')

  test('a layer and an upperdir below a grafted directory, and a computed one', () => {
    const layer = new TreeView(layerTree([file('etc/a', 'layer'), file('etc/b', 'layer')]), 3)
    const live = new TreeFs({
      type: 'ext4',
      dev: 4,
      tree: layerTree([dir('diff'), file('diff/etc/b', 'live')]),
    })
    const graft = new GraftFs(
      'ext4',
      5,
      directoryNode(0o755, NOW, {
        image: { kind: 'graft', fs: () => layer },
        container: { kind: 'graft', fs: () => live, root: (fs) => fs.lookup(fs.root, 'diff') },
        computed: directoryNode(0o755, NOW, { note: textNode(0o600, NOW, () => 'written') }),
      }),
    )
    const fs = upper()
    const overlay = mountOf(
      [on(graft, 'computed'), on(graft, 'container'), on(graft, 'image')],
      on(fs, 'upper'),
      on(fs, 'work'),
    )
    expect([list(overlay, ''), list(overlay, 'etc')]).toEqual([
      ['etc', 'note'],
      ['a', 'b'],
    ])
    expect([read(overlay, 'note'), read(overlay, 'etc/b')]).toEqual(['written', 'live'])
    put(graft, 'container/etc/c', 'later')
    expect(read(overlay, 'etc/c')).toBe('later')
  })
  test('an upperdir below a grafted directory, which is told of changes', () => {
    let changes = 0
    const live = disk('upper', 'work')
    const graft = new GraftFs(
      'ext4',
      5,
      directoryNode(0o755, NOW, { v: { kind: 'graft', fs: () => live, changed: () => changes++ } }),
    )
    const fs = disk('lower')
    const overlay = mountOf([on(fs, 'lower')], on(graft, 'v/upper'), on(graft, 'v/work'))
    const before = changes
    overlay.mkdir(overlay.root, 'x', NEW)
    expect([list(live, 'upper'), changes > before]).toEqual([['x'], true])
  })
  test('an overlay below another one, with its changes; a third one is too many', () => {
    const fs = upper()
    const docker = new OverlayFs({
      dev: 2,
      lower: merge([file('d/a', 'image'), hardlink('d/l', 'd/a'), file('d/gone')], [whiteout('d/gone')]),
      upper: { fs: new TreeFs({ type: 'ext4', dev: 3 }) },
    })
    const second = mountOf([on(docker, '')], on(fs, 'upper'), on(fs, 'work'))
    expect(list(second, 'd')).toEqual(['a', 'l'])
    write(docker, 'd/a', 'changed')
    expect([read(second, 'd/a'), read(second, 'd/l')]).toEqual(['changed', 'image'])
    write(second, 'd/l', 'mine')
    expect([read(docker, 'd/l'), read(fs, 'upper/d/l')]).toEqual(['image', 'mine'])
    expect(refused([on(second, '')], on(fs, 'upper2'), on(fs, 'work2'))).toBe('EINVAL')
    const lower = disk('l')
    const first = mountOf([on(lower, 'l')], on(fs, 'upper2'), on(fs, 'work2'))
    const both = mountOf([on(first, ''), on(lower, 'l')], on(fs, 'upper3'), on(fs, 'work3'))
    put(lower, 'l/far', 'below')
    put(first, 'near', 'above')
    expect(list(both, '')).toEqual(['far', 'near'])
  })
})

// As the kernel answers mount(2); each line was asked of Linux 6.18.
describe('what cannot be mounted', () => {
  const fs = disk('l1/sub', 'l2', 'u/in', 'w/work', 'w/in')
  put(fs, 'f', '')
  const l1 = on(fs, 'l1')
  const u = on(fs, 'u')
  const w = on(fs, 'w')
  const f = on(fs, 'f')
  const tmp = disk('u', 'w')
  const readOnly = new TreeFs({ type: 'ext4', dev: 6, readOnly: true, tree: disk('u', 'w').tree })
  test.each<[string, unknown, Places, (Places[number] | undefined)?, (Places[number] | undefined)?]>([
    ['no lowerdir', 'EINVAL', [], u, w],
    ['one lowerdir and no upperdir', 'EINVAL', [l1]],
    ['two lowerdirs', 'mounted', [l1, on(fs, 'l2')]],
    ['a workdir without an upperdir', 'mounted', [l1, on(fs, 'l2')], undefined, w],
    ['an upperdir without a workdir', 'EINVAL', [l1], u],
    ['a lowerdir twice', 'ELOOP', [l1, l1]],
    ['a lowerdir above one that it lies in', 'ELOOP', [on(fs, 'l1/sub'), l1]],
    ['a lowerdir below one that lies in it', 'ELOOP', [l1, on(fs, 'l1/sub')]],
    ['the upperdir as lowerdir', 'ELOOP', [u], u, w],
    ['a lowerdir in the upperdir', 'ELOOP', [on(fs, 'u/in')], u, w],
    ['an upperdir in a lowerdir', 'mounted', [u], on(fs, 'u/in'), w],
    ['all in the lowerdir', 'mounted', [on(fs, '')], u, w],
    ['the workdir as lowerdir', 'ELOOP', [w], u, w],
    ['a lowerdir in the workdir', 'ELOOP', [on(fs, 'w/in')], u, w],
    ['the upperdir as workdir', 'EINVAL', [l1], u, u],
    ['a workdir in the upperdir', 'EINVAL', [l1], u, on(fs, 'u/in')],
    ['an upperdir in the workdir', 'EINVAL', [l1], on(fs, 'w/in'), w],
    ['a file as lowerdir', 'EINVAL', [f], u, w],
    ['a file as upperdir', 'EINVAL', [l1], f, w],
    ['a file as workdir', 'EINVAL', [l1], u, f],
    ['a workdir on another file system', 'EINVAL', [l1], u, on(tmp, 'w')],
    ['an upperdir on a read-only file system', 'EINVAL', [l1], on(readOnly, 'u'), on(readOnly, 'w')],
  ])('%s: %s', (_name, expected, lowers, upper, work) => {
    expect(refused(lowers, upper, work)).toBe(expected)
  })
  test('an upperdir on an overlay', () => {
    const overlay = mountOf([l1], u, w)
    make(overlay, 'a')
    make(overlay, 'b')
    expect(refused([on(fs, 'l2')], on(overlay, 'a'), on(overlay, 'b'))).toBe('EINVAL')
  })
  test('500 lowerdirs are the most', () => {
    const many = disk(...Array.from({ length: 501 }, (_, i) => `x${i}`))
    const places = many.readdir(many.root).map(({ ino }) => ({ fs: many, ino }))
    expect([refused(places), refused(places.slice(1))]).toEqual(['EINVAL', 'mounted'])
  })
})
