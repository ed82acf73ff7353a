import { beforeEach, expect, it } from 'vitest'
import { textBody } from '../../src/engine/base/body.ts'
import { createRandom } from '../../src/engine/base/random.ts'
import { commitContainer } from '../../src/engine/daemon/containers/commit.ts'
import type { Container } from '../../src/engine/daemon/containers/store.ts'
import type { Daemon } from '../../src/engine/daemon/daemon.ts'
import { commitImage } from '../../src/engine/daemon/images/commit.ts'
import { BlobStore } from '../../src/engine/store/blobs.ts'
import { ImageStore } from '../../src/engine/store/images.ts'
import { LayerStore } from '../../src/engine/store/layers.ts'
import type { LayerEntry } from '../../src/engine/vfs/entry.ts'
import { readTar } from '../../src/engine/vfs/tar/read.ts'

const file = (path: string): LayerEntry => ({
  kind: 'file',
  path,
  body: textBody(path),
  mode: 0o644,
  uid: 0,
  gid: 0,
  mtime: 0n,
})
const step = (...Cmd: string[]) => ({ config: { Env: ['A=1'] }, containerConfig: { Cmd } })

let daemon: Daemon
beforeEach(() => {
  daemon = {
    host: { kernel: { now: () => 1_000_000_000n }, architecture: 'amd64', build: { version: '28.5.2' } },
    layers: new LayerStore(createRandom('test', 'layers')),
    images: new ImageStore(new BlobStore()),
    events: { log: () => {} },
    // A container that runs: its overlay is the mounted one.
    runtime: { get: () => ({ rootfs: { overlay: { diff: () => [file('new')] } } }) },
  } as unknown as Daemon
})

it('puts a layer and a row of history on the parent, and counts as built here', () => {
  const base = commitImage(daemon, [file('a')], { parent: undefined, ...step('/bin/sh', '-c', 'first') })
  const container = { id: 'c0ffee' } as Container
  const details = { author: 'ann', comment: 'why', ...step('/bin/sh', '-c', 'second') }
  const { id, config } = commitContainer(daemon, container, { parent: base, ...details })
  expect(daemon.images.get(id)).toMatchObject({ parent: base.id, builtLocally: true })
  expect(config).toMatchObject({
    author: 'ann',
    architecture: 'amd64',
    container: 'c0ffee',
    container_config: { Cmd: ['/bin/sh', '-c', 'second'] },
    docker_version: '28.5.2',
    history: [
      { created_by: '/bin/sh -c first' },
      { created_by: '/bin/sh -c second', author: 'ann', comment: 'why' },
    ],
  })
  expect(config.rootfs.diff_ids).toHaveLength(2)
  expect(daemon.layers.stack(daemon.images.get(id)!.chainID).map(({ users }) => users)).toEqual([1, 1])
})

it('adds no layer where nothing changed', () => {
  const base = commitImage(daemon, [file('a')], { parent: undefined, ...step('first') })
  const { config } = commitImage(daemon, [], { parent: base, ...step('second') })
  expect(config.rootfs.diff_ids).toEqual(base.config.rootfs.diff_ids)
  expect(config.history?.[1]).toMatchObject({ created_by: 'second', empty_layer: true })
  expect(daemon.layers.stack(base.chainID)[0]!.users).toBe(2)
})

it('refuses a stack that overlayfs could not mount', () => {
  let parent = commitImage(daemon, [file('0')], { parent: undefined, ...step('0') })
  for (let i = 1; i < 125; i++) parent = commitImage(daemon, [file(`${i}`)], { parent, ...step(`${i}`) })
  expect(() => commitImage(daemon, [file('125')], { parent, ...step('125') })).toThrow('max depth exceeded')
})

it('takes a file that has the name of a deletion mark for one, and keeps it in the archive', () => {
  const entries = ['etc/.wh.group', 'etc/added', 'opt/.wh..wh..opq', 'opt/q'].map(file)
  const { chainID } = commitImage(daemon, entries, { parent: undefined, ...step('/bin/sh', '-c', 'first') })
  const { layer } = daemon.layers.get(chainID!)!
  expect([...layer.entries()].map(({ kind, path }) => `${kind} ${path}`)).toEqual([
    'directory etc',
    'file etc/added',
    'whiteout etc/group',
    'directory opt',
    'opaque opt',
    'file opt/q',
  ])
  expect([...readTar(layer.tar)].map(({ name }) => name)).toEqual(entries.map(({ path }) => path))
  expect(layer.size).toBe('etc/added'.length + 'opt/q'.length)
})
