import { expect, it } from 'vitest'
import { keeping } from '../../src/engine/base/keeping.ts'

it('remembers what followed from the last texts, and no more of them', () => {
  const asked: string[] = []
  const length = keeping((text) => {
    asked.push(text)
    return { length: text.length }
  }, 2)
  expect(length('a')).toBe(length('a'))
  expect([length('bb'), length('ccc'), length('bb'), length('a')].map((each) => each.length)).toEqual([
    2, 3, 2, 1,
  ])
  expect(asked).toEqual(['a', 'bb', 'ccc', 'a'])
})
