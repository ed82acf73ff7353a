import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { LayerEntry } from '../../src/engine/vfs/entry.ts'
import { type Filesystem, type Ino, isDirectory } from '../../src/engine/vfs/filesystem.ts'
import { layerEntries } from '../../src/engine/vfs/layer-entries.ts'
import { layerTree } from '../../src/engine/vfs/layer-tree.ts'
import { type MergedIndex, mergeLayer } from '../../src/engine/vfs/overlay/merged-index.ts'
import { OverlayFs } from '../../src/engine/vfs/overlay/overlay-fs.ts'
import { readLayerTar } from '../../src/engine/vfs/tar/read.ts'
import { writeLayerTar } from '../../src/engine/vfs/tar/write.ts'
import { emptyTree } from '../../src/engine/vfs/tree.ts'
import { TreeFs } from '../../src/engine/vfs/tree-fs.ts'
import { dump, type EntryChoice, found, layerOf, Model, type Operation, perform } from './vfs-model.ts'

const seed = 20240517
const name = fc.constantFrom('a', 'b', 'c')
const path = fc.array(name, { minLength: 1, maxLength: 3 }).map((names) => names.join('/'))
const mode = fc.constantFrom(0o644, 0o755, 0o600, 0o4755)
const text = fc.string({ unit: fc.constantFrom('x', 'y', 'z'), maxLength: 5 })

const operation: fc.Arbitrary<Operation> = fc.oneof(
  fc.record({ op: fc.constantFrom('create' as const, 'mkdir' as const), path, mode }),
  fc.record({ op: fc.constant('symlink' as const), path, target: fc.constantFrom('a', '/b/c') }),
  fc.record({ op: fc.constantFrom('unlink' as const, 'rmdir' as const), path }),
  fc.record({ op: fc.constantFrom('unlink' as const, 'rmdir' as const), path }),
  fc.record({ op: fc.constantFrom('rename' as const, 'link' as const), path, to: path }),
  fc.record({ op: fc.constantFrom('rename' as const, 'link' as const), path, to: path }),
  fc.record({ op: fc.constant('write' as const), path, text, offset: fc.nat(4) }),
  fc.record({ op: fc.constant('truncate' as const), path, size: fc.nat(6) }),
  fc.record({ op: fc.constant('chmod' as const), path, mode }),
  fc.record({ op: fc.constant('setxattr' as const), path, text }),
)
const choice: fc.Arbitrary<EntryChoice> = fc.record({
  kind: fc.constantFrom(
    'file',
    'file',
    'directory',
    'directory',
    'symlink',
    'hardlink',
    'whiteout',
    'opaque',
  ),
  path,
  mode,
  text,
})
const layers = fc.array(fc.array(choice, { maxLength: 8 }).map(layerOf), { minLength: 1, maxLength: 5 })

/** A stack merged, and the same stack in the naive way. */
function stack(all: readonly (readonly LayerEntry[])[]): { index: MergedIndex; model: Model } {
  const model = new Model()
  for (const entries of all) model.apply(entries)
  const index = all.reduce<MergedIndex | undefined>(
    (below, entries) => mergeLayer(below, layerTree(entries)),
    undefined,
  )
  return { index: index!, model }
}
const mount = (lower: MergedIndex): { fs: OverlayFs; upper: TreeFs } => {
  const upper = new TreeFs({ type: 'ext4', dev: 1 })
  const time = { mode: 0o755, uid: 0, gid: 0, time: 0n }
  const dir = upper.mkdir(upper.root, 'diff', time)
  const workdir = upper.mkdir(upper.root, 'work', time)
  return { fs: new OverlayFs({ dev: 2, lower, upper: { fs: upper, dir }, workdir }), upper }
}

describe('files against a naive model', () => {
  test('TreeFs', () => {
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 40 }), (steps) => {
        const fs = new TreeFs({ type: 'ext4', dev: 1 })
        const model = new Model()
        steps.forEach((step, i) => {
          expect([step, perform(fs, step, BigInt(i))]).toEqual([step, model.run(step)])
        })
        expect(dump(fs)).toEqual(model.dump())
        const fresh = layerTree(layerEntries(fs.tree))
        expect(fs.usage()).toEqual({ bytes: fresh.bytes, inodes: fresh.count })
      }),
      { seed, numRuns: 400 },
    )
  })

  test('OverlayFs over random stacks', () => {
    fc.assert(
      fc.property(layers, fc.array(operation, { maxLength: 30 }), (all, steps) => {
        const { index, model } = stack(all)
        const { fs } = mount(index)
        expect(dump(fs)).toEqual(model.dump())
        steps.forEach((step, i) => {
          expect([step, perform(fs, step, BigInt(i))]).toEqual([step, model.run(step)])
        })
        expect(dump(fs)).toEqual(model.dump())
      }),
      { seed, numRuns: 600 },
    )
  })

  test('a snapshot brings everything back', () => {
    fc.assert(
      fc.property(
        layers,
        fc.array(operation, { maxLength: 15 }),
        fc.array(operation),
        (all, first, second) => {
          const { fs, upper } = mount(stack(all).index)
          for (const step of first) perform(fs, step, 1n)
          const shown = dump(fs)
          const { tree } = upper
          const { state } = fs
          for (const step of second) perform(fs, step, 2n)
          upper.restore(tree)
          fs.restore(state)
          expect(dump(fs)).toEqual(shown)
        },
      ),
      { seed, numRuns: 150 },
    )
  })
})

describe('layers', () => {
  const links = (line: string): string => line.replace(/ (file|symlink) (\d+) \d+ /, ' $1 $2 ')

  test('the upperdir as one more layer shows what the overlay showed; so does a second mount of it', () => {
    fc.assert(
      fc.property(layers, fc.array(operation, { maxLength: 30 }), (all, steps) => {
        const { index } = stack(all)
        const { fs, upper } = mount(index)
        for (const step of steps) perform(fs, step, 1n)
        const shown = dump(fs).map(links)
        const tar = writeLayerTar(fs.diff())
        const committed = mergeLayer(index, layerTree(readLayerTar(tar)))
        expect(dump(new OverlayFs({ dev: 3, lower: committed })).map(links)).toEqual(shown)
        const again = new OverlayFs({ dev: 4, lower: index, upper: { fs: upper, dir: fs.upperdir } })
        expect(dump(again).map(links)).toEqual(shown)
      }),
      { seed, numRuns: 400 },
    )
  })

  test('a changed path is explained by the upperdir, an unchanged one by a layer', () => {
    fc.assert(
      fc.property(layers, fc.array(operation, { maxLength: 20 }), (all, steps) => {
        const { fs } = mount(stack(all).index)
        for (const step of steps) perform(fs, step, 1n)
        const shown = new Set(dump(fs).map((line) => line.split(' ')[0]!))
        for (const at of ['a', 'b', 'c', 'a/a', 'a/b', 'b/a', 'b/c/a', 'c/c/c']) {
          const origins = fs.explain(at)
          expect([at, origins.filter(({ role }) => role === 'supplies').length]).toEqual([
            at,
            shown.has(at) ? 1 : 0,
          ])
        }
        const changes = fs.changes()
        for (const { kind, path: at } of changes) {
          expect([at, shown.has(at.slice(1))]).toEqual([at, kind !== 'deleted'])
          if (kind !== 'deleted')
            expect(fs.explain(at)[0]).toMatchObject({ layer: 'upper', role: 'supplies' })
        }
        const paths = changes.map((change) => change.path)
        expect(new Set(paths).size).toBe(paths.length)
      }),
      { seed, numRuns: 300 },
    )
  })

  test('changes are what comparing both views whole gives', () => {
    fc.assert(
      fc.property(layers, fc.array(operation, { maxLength: 30 }), (all, steps) => {
        const { index } = stack(all)
        const { fs } = mount(index)
        for (const step of steps) perform(fs, step, 6_500_000_000n)
        const told = fs.changes().map(({ kind, path: at }) => `${kind} ${at}`)
        expect([...told].sort()).toEqual(compared(new OverlayFs({ dev: 3, lower: index }), fs).sort())
      }),
      { seed, numRuns: 500 },
    )
  })

  test('tree, entries and tar say the same', () => {
    fc.assert(
      fc.property(fc.array(choice, { maxLength: 12 }).map(layerOf), (entries) => {
        const once = [...layerEntries(layerTree(entries))]
        const tar = writeLayerTar(once)
        const read = [...readLayerTar(tar)]
        expect([...layerEntries(layerTree(read))].map(plain)).toEqual(once.map(plain))
        expect(tar.read(0, tar.size)).toEqual(writeLayerTar(read).read(0, tar.size))
      }),
      { seed, numRuns: 300 },
    )
  })

  test('an empty layer changes nothing', () => {
    fc.assert(
      fc.property(layers, (all) => {
        const { index } = stack(all)
        const more = mergeLayer(index, emptyTree())
        expect(dump(new OverlayFs({ dev: 1, lower: more }))).toEqual(
          dump(new OverlayFs({ dev: 1, lower: index })),
        )
      }),
      { seed, numRuns: 100 },
    )
  })
})

/** How Docker compares two mounted trees (moby pkg/archive/changes.go, addChanges), everything looked at. */
function compared(before: Filesystem, after: Filesystem): string[] {
  const visit = (old: Ino | undefined, now: Ino, path: string, listed: boolean): string[] => {
    const changes: string[] = []
    const was = old !== undefined && isDirectory(before.stat(old).mode) ? found(before, old) : []
    const gone = new Set(was.map((entry) => entry.name))
    for (const entry of found(after, now)) {
      const at = `${path}/${entry.name}`
      const ino = after.lookup(now, entry.name)
      const oldIno = gone.delete(entry.name) ? before.lookup(old!, entry.name) : undefined
      const differs = oldIno === undefined || key(before, oldIno) !== key(after, ino)
      if (differs) changes.push(`${oldIno === undefined ? 'added' : 'changed'} ${at}`)
      if (isDirectory(after.stat(ino).mode)) changes.push(...visit(oldIno, ino, at, differs))
    }
    for (const missing of gone) changes.push(`deleted ${path}/${missing}`)
    return !listed && changes.length > 0 ? [`changed ${path}`, ...changes] : changes
  }
  const key = (fs: Filesystem, ino: Ino): string => {
    const { mode, size, mtime } = fs.stat(ino)
    return `${mode} ${isDirectory(mode) ? '' : `${size} ${mtime}`} ${fs.xattrs(ino).get('security.capability') ?? ''}`
  }
  return visit(before.root, after.root, '', true)
}

/** An entry with its body as text. */
const plain = (entry: LayerEntry): object =>
  entry.kind === 'file' ? { ...entry, body: [...entry.body.read(0, entry.body.size)] } : entry
