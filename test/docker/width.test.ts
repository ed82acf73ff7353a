import { expect, it } from 'vitest'
import { ellipsis, textWidth } from '../../src/engine/docker/format/width.ts'

it.each([
  ['', 0],
  ['redis:8', 7],
  ['镜像 layer', 10],
  ['e\u0301', 1],
  ['a\tb\x07', 2],
])('%j is %i columns wide', (text, width) => {
  expect(textWidth(text)).toBe(width)
})

it('a text is cut to a number of columns', () => {
  expect(ellipsis('docker-entrypoint.sh', 8)).toBe('docker-…')
  expect(ellipsis('镜像层镜像层', 5)).toBe('镜像…')
  expect(ellipsis('a\nb\ncdef', 6)).toBe('a\nb\nc…')
})
