import { expect, it } from 'vitest'
import { createRandom } from '../../src/engine/base/random.ts'

/** Computed by another implementation of sfc32, seeded with the first 96 bits of SHA-256 of `seed\\0purpose`. */
const VECTOR = [3_974_729_246, 3_549_050_687, 3_262_457_108, 2_916_840_427]

it('gives the same numbers in every engine', () => {
  const random = createRandom('seed', 'purpose')
  expect([random.next(), random.next(), random.next(), random.next()]).toEqual(VECTOR)
  expect(createRandom('seed', 'purpose').hex(20)).toBe(
    VECTOR.map((word) => word.toString(16).padStart(8, '0'))
      .join('')
      .slice(0, 20),
  )
  expect([...createRandom('seed', 'purpose').bytes(4)]).toEqual(VECTOR.map((word) => word >>> 24))
})

it('keeps its streams apart', () => {
  const one = createRandom('seed', 'containers')
  const other = createRandom('seed', 'networks')
  const alone = createRandom('seed', 'networks')
  const first = Array.from({ length: 5 }, () => {
    one.next()
    return other.next()
  })
  expect(first).toEqual(Array.from({ length: 5 }, () => alone.next()))
  expect(createRandom('seed', 'x').next()).not.toBe(createRandom('seed', 'y').next())
})

it('continues where it stood', () => {
  const random = createRandom('seed', 'x')
  random.hex(64)
  random.below(10)
  const again = createRandom('seed', 'x', random.drawn)
  expect(again.drawn).toBe(random.drawn)
  expect(again.next()).toBe(random.next())
})

it('stays below the limit and meets every value', () => {
  const random = createRandom('seed', 'dice')
  const seen = new Set(Array.from({ length: 500 }, () => random.below(6)))
  expect([...seen].sort()).toEqual([0, 1, 2, 3, 4, 5])
  expect(random.below(1)).toBe(0)
})
