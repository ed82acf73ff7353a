import { describe, expect, it } from 'vitest'
import { createRandom } from '../../src/engine/base/random.ts'
import { encode } from '../../src/engine/base/text.ts'
import { chainOf } from '../../src/engine/oci/chain.ts'
import { layerOf } from '../../src/engine/oci/layer.ts'
import { BlobStore } from '../../src/engine/store/blobs.ts'
import { ImageStore, ReferenceStore } from '../../src/engine/store/images.ts'
import { LayerStore } from '../../src/engine/store/layers.ts'
import { ROOT } from '../../src/engine/vfs/tree.ts'
import { dir, file, whiteout } from '../vfs/files.ts'

const base = layerOf([dir('etc'), file('etc/a', 'a'), file('etc/b', 'b')])
const change = layerOf([dir('etc'), file('etc/a', 'changed'), whiteout('etc/b')])
const open = (): LayerStore => new LayerStore(createRandom('test', 'layers'))

describe('layers', () => {
  it('are stored once a stack, under their chainID', () => {
    const store = open()
    const one = store.register(base, undefined)
    const two = store.register(change, one.chainID)
    expect(one.chainID).toBe(base.diffID)
    expect(two.chainID).toBe(chainOf(one.chainID, change.diffID))
    expect(store.register(change, one.chainID)).toBe(two)
    expect(store.register(change, undefined).chainID).not.toBe(two.chainID)
    expect(store.stack(two.chainID).map((layer) => layer.layer)).toEqual([base, change])
    expect(one.cacheID).toMatch(/^[0-9a-f]{64}$/)
    expect(one.link).toMatch(/^[A-Z2-7]{26}$/)
  })

  it('stay as long as somebody stands on them', () => {
    const store = open()
    const one = store.register(base, undefined)
    const two = store.register(change, one.chainID)
    store.retain(two.chainID)
    store.retain(two.chainID)
    store.retain(one.chainID)
    expect(store.release(two.chainID)).toEqual([])
    expect(store.release(two.chainID)).toEqual([two.chainID])
    expect(store.release(one.chainID)).toEqual([one.chainID])
    expect(store.state.size).toBe(0)
  })

  it('are mounted where their tar is put together, which leaves marks on the topmost', () => {
    const store = open()
    const one = store.register(base, undefined)
    const two = store.register(change, one.chainID)
    const marks = (chainID: typeof one.chainID) => [...(store.tree(chainID).get(ROOT).xattrs?.keys() ?? [])]
    expect(marks(two.chainID)).toEqual([])
    expect([store.tar(one.chainID), store.tar(two.chainID)]).toEqual([base.tar, change.tar])
    expect(marks(one.chainID)).toEqual([])
    expect(marks(two.chainID)).toEqual(['trusted.overlay.impure', 'trusted.overlay.uuid'])
    const tree = store.tree(two.chainID)
    const three = store.register(base, two.chainID)
    store.register(change, three.chainID)
    store.tar(three.chainID)
    expect(marks(three.chainID)).toEqual([])
    store.tar(two.chainID)
    expect(store.tree(two.chainID)).toBe(tree)
  })

  it('remember that something was laid on top, also when it is gone, and when they came', () => {
    let now = 5n
    const store = new LayerStore(createRandom('test', 'layers'), () => now)
    const one = store.register(base, undefined)
    expect(one.committed).toBe(false)
    now = 7n
    const two = store.register(change, one.chainID)
    store.retain(two.chainID)
    store.retain(one.chainID)
    store.release(two.chainID)
    expect(store.get(one.chainID)).toMatchObject({ committed: true, stored: 5n })
    expect([two.stored, store.changed]).toEqual([7n, 7n])
  })

  it('make one merged view a chain', () => {
    const store = open()
    const one = store.register(base, undefined)
    const two = store.register(change, one.chainID)
    expect(store.index(two.chainID)).toBe(store.index(two.chainID))
    expect(store.index(one.chainID)).toBe(store.index(one.chainID))
  })

  it('go back to what they were', () => {
    const store = open()
    const one = store.register(base, undefined)
    const before = store.state
    store.register(change, one.chainID)
    store.restore(before)
    expect([...store.state.keys()]).toEqual([one.chainID])
  })
})

describe('images', () => {
  const config = (diffIDs: readonly string[], more = {}) =>
    encode(
      JSON.stringify({
        architecture: 'amd64',
        os: 'linux',
        rootfs: { type: 'layers', diff_ids: diffIDs },
        ...more,
      }),
    )

  it('are known by the digest of their config, byte for byte', () => {
    const store = new ImageStore(new BlobStore())
    const { image, added } = store.add(config([base.diffID]))
    expect(added).toBe(true)
    expect(image.chainID).toBe(base.diffID)
    expect(store.add(config([base.diffID]))).toEqual({ image, added: false })
    expect(store.add(config([base.diffID], { author: 'x' })).image.id).not.toBe(image.id)
    expect(store.byPrefix(image.id.slice(7, 13))).toEqual([image])
    store.remove(image.id)
    expect(store.get(image.id)).toBeUndefined()
  })

  it('know their children', () => {
    const store = new ImageStore(new BlobStore())
    const parent = store.add(config([base.diffID])).image
    const child = store.add(config([base.diffID, change.diffID]), parent.id).image
    expect(store.children(parent.id)).toEqual([child])
    expect(store.children(child.id)).toEqual([])
  })

  it('have names, which move', () => {
    const images = new ImageStore(new BlobStore())
    const [one, two] = [config([base.diffID]), config([])].map((bytes) => images.add(bytes).image.id)
    const names = new ReferenceStore()
    names.set('b:1', one!)
    names.set('a:1', one!)
    names.set('a:2', two!)
    expect(names.of(one!)).toEqual(['a:1', 'b:1'])
    const before = names.state
    names.set('a:1', two!)
    names.delete('b:1')
    expect([names.of(one!), names.of(two!)]).toEqual([[], ['a:1', 'a:2']])
    names.restore(before)
    expect(names.all()).toEqual(['a:1', 'a:2', 'b:1'])
    expect([names.of(one!), names.of(two!)]).toEqual([['a:1', 'b:1'], ['a:2']])
    names.set('a:1', one!)
    expect(names.of(one!)).toEqual(['a:1', 'b:1'])
  })
})
