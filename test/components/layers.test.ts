import { describe, expect, it } from 'vitest'
import {
  type Bed,
  bedsOf,
  DRAWN,
  humanSize,
  lookOf,
  newsBetween,
  shortInstruction,
  sizeClass,
} from '../../components/layers/model.ts'
import { fill } from '../../components/strings.ts'
import type { LayersView } from '../../src/engine/world.ts'

const layer = (chainID: string) => ({
  chainID,
  diffID: chainID,
  size: 1,
  createdBy: chainID,
  entries: 0,
  paths: [],
})
const image = (id: string, ...layers: string[]) => ({ id, tags: [id], size: 1, layers, history: [] })
const view: LayersView = {
  images: [
    image('nginx', 'base', 'n1', 'n2'),
    image('redis', 'base', 'r1'),
    image('base', 'base'),
    image('other', 'o'),
  ],
  layers: ['base', 'n1', 'n2', 'r1', 'o'].map(layer),
  containers: [],
}

describe('beds', () => {
  it('a shared layer is one bed below all that stand on it', () => {
    const [base, other] = bedsOf(view)
    expect(base?.images.map((i) => i.id)).toEqual(['nginx', 'redis', 'base'])
    expect(base?.tops.map((i) => i.id)).toEqual(['base'])
    expect(base?.above.map((bed) => bed.layer.chainID)).toEqual(['n1', 'r1'])
    expect(other?.above).toEqual([])
  })

  it('are as many as the layers in use', () => {
    const count = (beds: readonly Bed[]): number => beds.reduce((sum, bed) => sum + 1 + count(bed.above), 0)
    expect(count(bedsOf(view))).toBe(view.layers.length)
  })

  it('of many images are those of the newest, and still know how many stand on them', () => {
    const images = Array.from({ length: DRAWN + 40 }, (_, i) => image(`i${i}`, 'base', `top${i}`))
    const many = { ...view, images: [...view.images, ...images], layers: [...view.layers] }
    many.layers.push(...images.map((_, i) => layer(`top${i}`)))
    const [base, ...others] = bedsOf(many)
    expect(others).toEqual([])
    expect(base?.images).toHaveLength(3 + images.length)
    expect(base?.tops).toEqual([])
    expect(base?.above.map((bed) => bed.layer.chainID)).toEqual(
      Array.from({ length: DRAWN }, (_, i) => `top${i + 40}`),
    )
  })
})

it('what is new and what is gone', () => {
  const after = { ...view, images: [...view.images.slice(1), image('new', 'o')] }
  const news = newsBetween(view, after)
  expect([news.images.map((i) => i.id), news.imagesGone.map((i) => i.id)]).toEqual([['new'], ['nginx']])
})

it('sizes as Docker writes them', () => {
  expect([0, 999, 1093, 683_000, 1_980_000, 187_123_456].map(humanSize)).toEqual([
    '0B',
    '999B',
    '1.09kB',
    '683kB',
    '1.98MB',
    '187MB',
  ])
  expect([0, 1, 99_999, 1e6, 2e7, 1e9].map(sizeClass)).toEqual([0, 1, 1, 2, 3, 4])
})

it('the look of a layer follows its chainID', () => {
  expect(lookOf('sha256:0000000f', 8)).toBe(7)
  expect(lookOf('sha256:0000000f', 8, 7)).toBe(2)
})

it.each([
  ['/bin/sh -c #(nop) ADD file:5f8e3b0c6f4a1234 in / ', 'ADD file:5f8e3b… in /'],
  ['/bin/sh -c apt-get update', 'RUN apt-get update'],
  ['RUN /bin/sh -c mkdir /data # buildkit', 'RUN mkdir /data'],
  ['COPY hello / # buildkit', 'COPY hello /'],
])('%s is shown as %s', (createdBy, shown) => {
  expect(shortInstruction(createdBy)).toBe(shown)
})

it('fills a text, with a word for one and a word for many', () => {
  const text = '{count} {count|layer|layers} of {name}'
  expect(fill(text, { count: 1, name: 'a' })).toBe('1 layer of a')
  expect(fill(text, { count: 3, name: 'a' })).toBe('3 layers of a')
  expect(fill('{unknown}', {})).toBe('{unknown}')
})
