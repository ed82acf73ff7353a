import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import {
  createHasher,
  digestOf,
  hex,
  isDigest,
  parseDigest,
  sha256Hex,
  shortID,
} from '../../src/engine/base/digest.ts'
import { EngineError } from '../../src/engine/base/errors.ts'

const reference = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex')

it('is SHA-256 (FIPS 180-4, examples)', () => {
  expect(sha256Hex('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
  expect(sha256Hex('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
})

it('agrees with another SHA-256, whole and in pieces', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 5 }), (pieces) => {
      const hasher = createHasher()
      for (const piece of pieces) hasher.update(piece)
      expect(hasher.hex()).toBe(reference(Buffer.concat(pieces)))
    }),
  )
  expect(sha256Hex('层')).toBe(reference('层'))
})

it('shows a digest in Docker’s ways', () => {
  const digest = digestOf<'blob'>('abc')
  expect(digest).toBe(`sha256:${reference('abc')}`)
  expect(hex(digest)).toBe(reference('abc'))
  expect(shortID(digest)).toBe('ba7816bf8f01')
  expect(shortID(hex(digest))).toBe('ba7816bf8f01')
})

it('checks the form of a digest from outside', () => {
  const good = `sha256:${'0'.repeat(64)}`
  expect(parseDigest(good)).toBe(good)
  expect(isDigest(good)).toBe(true)
  expect(isDigest(good.toUpperCase())).toBe(false)
  for (const [text, message] of [
    ['sha256:abc', 'invalid checksum digest length'],
    [`sha256:${'A'.repeat(64)}`, 'invalid checksum digest format'],
    ['abc', 'invalid checksum digest format'],
    ['md5:abc', 'unsupported digest algorithm'],
  ] as const)
    expect(() => parseDigest(text), text).toThrow(new EngineError('invalid', message))
})
