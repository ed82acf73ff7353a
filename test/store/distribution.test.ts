import { describe, expect, it } from 'vitest'
import { type BlobDigest, type DiffID, digestOf } from '../../src/engine/base/digest.ts'
import { DistributionStore, type LayerSource } from '../../src/engine/store/distribution.ts'

const diffID: DiffID = digestOf<'diff'>('layer')
const digest: BlobDigest = digestOf<'blob'>('compressed')
const source = (SourceRepository: string): LayerSource => ({ Digest: digest, SourceRepository, HMAC: '' })

describe('sources of a layer', () => {
  it('are kept in the order in which they were learned last', () => {
    const store = new DistributionStore()
    for (const name of ['a', 'b', 'a']) store.add(diffID, source(name))
    expect(store.sources(diffID).map(({ SourceRepository }) => SourceRepository)).toEqual(['b', 'a'])
    expect(store.diffID(digest)).toBe(diffID)
  })

  it('are no more than fifty: the oldest go', () => {
    const store = new DistributionStore()
    for (let i = 0; i < 60; i++) store.add(diffID, source(`r${i}`))
    const names = store.sources(diffID).map(({ SourceRepository }) => SourceRepository)
    expect([names.length, names[0], names.at(-1)]).toEqual([50, 'r10', 'r59'])
  })

  it('go back with the state', () => {
    const store = new DistributionStore()
    const before = store.state
    store.add(diffID, source('a'))
    store.restore(before)
    expect(store.sources(diffID)).toEqual([])
    expect(store.diffID(digest)).toBeUndefined()
  })
})
