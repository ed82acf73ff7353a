import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import type { LayerEntry } from '../../src/engine/vfs/entry.ts'
import type { OverlayOperation } from '../../src/engine/vfs/overlay/operation.ts'
import { OverlayFs } from '../../src/engine/vfs/overlay/overlay-fs.ts'
import { type OverlayWatch, WatchedOverlayFs } from '../../src/engine/vfs/overlay/watched-fs.ts'
import { TreeFs } from '../../src/engine/vfs/tree-fs.ts'
import { at, dir, errno, file, merge, NEW, NOW, opaque, whiteout } from './files.ts'
import { mountAsDocker, replay } from './overlay-kernel/replay.ts'
import type { Answer, Scenario } from './overlay-kernel/scenario.ts'

function watched(...layers: LayerEntry[][]) {
  const lower = merge(...layers)
  const told: OverlayOperation[] = []
  const watch: OverlayWatch = { listener: (name, operation) => name === '/diff' && told.push(operation) }
  const upper = new TreeFs({ type: 'ext4', dev: 1 })
  const fs = new WatchedOverlayFs({ dev: 2, lower, upper: { fs: upper } }, '/diff', watch)
  return { fs, upper, watch, told }
}

const line = ({ kind, path, to, searched, done, error }: OverlayOperation): string =>
  [
    kind,
    path,
    ...(to ? [`→ ${to}`] : []),
    `[${searched.map(({ layer, found }) => `${layer}:${found}`).join(' ')}]`,
    ...done.map((deed) => `${deed.kind} ${deed.path}${deed.size ? ` ${deed.size}` : ''}`),
    ...(error ? [error] : []),
  ].join(' ')

test('a read searches from the top until something is found, and does nothing', () => {
  const { fs, told } = watched(
    [dir('etc'), file('etc/f', 'base'), file('only', 'x')],
    [dir('etc'), file('etc/f', 'more')],
    [dir('var')],
  )
  fs.open(at(fs, 'etc/f'), false, NOW)
  fs.open(at(fs, 'only'), false, NOW)
  expect(told.map(line)).toEqual([
    'read /etc/f [upper:absent 2:absent 1:file]',
    'read /only [upper:nothing 2:nothing 1:nothing 0:file]',
  ])
})

test('the first write copies the file and the directories above it, the second nothing', () => {
  const { fs, told } = watched([dir('a/b'), file('a/b/f', 'twelve bytes')])
  fs.open(at(fs, 'a/b/f'), true, NOW)
  fs.open(at(fs, 'a/b/f'), true, NOW)
  fs.setattr(at(fs, 'a'), { mode: 0o700, time: NOW })
  expect(told.map(line)).toEqual([
    'write /a/b/f [upper:absent 0:file] copied /a copied /a/b copied /a/b/f 12',
    'write /a/b/f [upper:file]',
    'attributes /a [upper:directory 0:directory]',
  ])
})

test('deleting leaves a whiteout where a layer below has the name, and making it anew takes it away', () => {
  const { fs, told } = watched([file('f', 'x'), dir('d'), file('d/x', 'x')])
  fs.unlink(fs.root, 'f', NOW)
  fs.create(fs.root, 'f', NEW)
  fs.unlink(fs.root, 'f', NOW)
  fs.create(fs.root, 'new', NEW)
  fs.unlink(fs.root, 'new', NOW)
  fs.unlink(at(fs, 'd'), 'x', NOW)
  fs.rmdir(fs.root, 'd', NOW)
  fs.mkdir(fs.root, 'd', NEW)
  expect(told.map(line)).toEqual([
    'unlink /f [upper:nothing 0:file] whiteout /f',
    'create /f [upper:whiteout] whiteout-removed /f made /f',
    'unlink /f [upper:file] removed /f whiteout /f',
    'create /new [upper:nothing 0:nothing] made /new',
    'unlink /new [upper:file] removed /new',
    'unlink /d/x [upper:absent 0:file] copied /d whiteout /d/x',
    'rmdir /d [upper:directory 0:directory] removed /d whiteout /d',
    'mkdir /d [upper:whiteout] whiteout-removed /d made /d opaque /d',
  ])
})

test('a renamed lower file is copied up, a lower directory is refused', () => {
  const { fs, told } = watched([file('f', '12345'), dir('d')])
  fs.rename(fs.root, 'f', fs.root, 'g', NOW)
  fs.rename(fs.root, 'g', fs.root, 'h', NOW)
  expect(errno(() => fs.rename(fs.root, 'd', fs.root, 'e', NOW))).toBe('EXDEV')
  expect(told.map(line)).toEqual([
    'rename /f → /g [upper:nothing 0:file] copied /f 5 whiteout /f made /g',
    'rename /g → /h [upper:file] made /h',
    'rename /d → /e [upper:nothing 0:directory] EXDEV',
  ])
})

test('a hard link of a lower file copies it up', () => {
  const { fs, told } = watched([file('f', '12345')])
  fs.link(fs.root, 'g', at(fs, 'f'), NOW)
  expect(told.map(line)).toEqual(['link /f → /g [upper:nothing 0:file] copied /f 5 made /g'])
})

test('an opaque directory and a whiteout end the search', () => {
  const { fs, told } = watched(
    [file('d/f', 'x'), file('gone', 'x')],
    [dir('d'), opaque('d'), whiteout('gone')],
    [dir('d')],
  )
  fs.readdir(at(fs, 'd'))
  expect(errno(() => fs.unlink(at(fs, 'd'), 'f', NOW))).toBe('ENOENT')
  fs.create(fs.root, 'gone', NEW)
  expect(told.map(line)).toEqual([
    'list /d [upper:nothing 2:directory 1:opaque]',
    'unlink /d/f [upper:absent 2:nothing 1:nothing 0:absent] ENOENT',
    'create /gone [upper:nothing 2:nothing 1:whiteout] made /gone',
  ])
})

test('what is done is the same whether somebody listens, nobody does, or nobody could', () => {
  const layers = [[dir('d'), file('d/f', 'old'), file('g', 'x')]]
  const loud = watched(...layers)
  const deaf = watched(...layers)
  deaf.watch.listener = undefined
  const upper = new TreeFs({ type: 'ext4', dev: 1 })
  const lower = merge(...layers)
  const plain = new OverlayFs({ dev: 2, lower, upper: { fs: upper } })
  for (const fs of [loud.fs, deaf.fs, plain]) {
    fs.write(fs.open(at(fs, 'd/f'), true, NOW), 0, new Uint8Array([65]), NOW)
    fs.unlink(fs.root, 'g', NOW)
    fs.rename(at(fs, 'd'), 'f', fs.root, 'g', NOW)
  }
  const all = (fs: TreeFs) => fs.tree.inodes.toArray()
  expect(all(loud.upper)).toEqual(all(upper))
  expect(all(deaf.upper)).toEqual(all(upper))
  expect([loud.told.length, deaf.told.length]).toEqual([3, 0])
})

test('recorded sequences end as on the kernel while somebody listens', async () => {
  const recording = new URL('./overlay-kernel/recording.jsonl.gz', import.meta.url)
  const lines = gunzipSync(readFileSync(recording)).toString().trimEnd().split('\n')
  const told = new Map<string, number>()
  const listener: OverlayWatch['listener'] = (_, { kind, done }) => {
    for (const key of [kind, ...done.map((deed) => deed.kind)]) told.set(key, (told.get(key) ?? 0) + 1)
  }
  for (const line of lines.slice(0, 300)) {
    const [scenario, answer] = JSON.parse(line) as [Scenario, Answer]
    const watched = await replay(scenario, (given) =>
      mountAsDocker(given, (options) => new WatchedOverlayFs(options, '/diff', { listener })),
    )
    expect(watched).toEqual(answer)
  }
  const kinds = ['unlink', 'rename', 'mkdir', 'link', 'copied', 'whiteout', 'opaque', 'whiteout-removed']
  expect(kinds.filter((kind) => !told.has(kind))).toEqual([])
})
