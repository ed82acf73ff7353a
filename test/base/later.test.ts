import { expect, it } from 'vitest'
import { later } from '../../src/engine/base/later.ts'

it('loads once, and again where that failed', async () => {
  const tries: number[] = []
  const part = later(async () => {
    tries.push(tries.length)
    if (tries.length === 1) throw new Error('no network')
    return { name: 'part' }
  })
  await expect(part()).rejects.toThrow('this part of Strata could not be loaded: no network')
  const first = await part()
  expect(first).toEqual({ name: 'part' })
  expect(await part()).toBe(first)
  expect(tries).toEqual([0, 1])
})
