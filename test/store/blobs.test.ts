import { expect, it } from 'vitest'
import { bytesOf, textBody } from '../../src/engine/base/body.ts'
import { digestOf } from '../../src/engine/base/digest.ts'
import { decode, encode } from '../../src/engine/base/text.ts'
import { BlobStore } from '../../src/engine/store/blobs.ts'

const DIGEST = digestOf('hello blob')

it('keeps what was written, under its digest, once it is committed', () => {
  const blobs = new BlobStore()
  const ingest = blobs.ingest({ digest: DIGEST, size: 10 })
  ingest.write(encode('hello '))
  ingest.write(encode('blob'))
  expect(blobs.get(DIGEST)).toBeUndefined()
  expect(ingest.commit()).toBe(DIGEST)
  expect(decode(bytesOf(blobs.get(DIGEST)!))).toBe('hello blob')
})

it('does not see what the writer does to its buffer afterwards', () => {
  const blobs = new BlobStore()
  const ingest = blobs.ingest()
  const buffer = encode('hello blob')
  ingest.write(buffer)
  buffer.fill(0)
  expect(decode(bytesOf(blobs.get(ingest.commit())!))).toBe('hello blob')
})

it.each([
  ['another digest', { digest: digestOf('other') }, /unexpected commit digest/],
  ['another size', { size: 9 }, /unexpected commit size 10, expected 9/],
] as const)('refuses %s and keeps nothing', (_, expected, text) => {
  const blobs = new BlobStore()
  const before = blobs.state
  const ingest = blobs.ingest(expected)
  ingest.write(encode('hello blob'))
  expect(() => ingest.commit()).toThrow(text)
  expect(() => blobs.add(textBody('hello blob'), expected)).toThrow(text)
  expect(blobs.state).toBe(before)
})

it('is over after commit and after abort', () => {
  const blobs = new BlobStore()
  const ingest = blobs.ingest()
  ingest.abort()
  expect(() => ingest.write(encode('x'))).toThrow()
  expect(() => ingest.commit()).toThrow()
  expect(blobs.state.size).toBe(0)
})

it('goes back to a state and forgets a blob', () => {
  const blobs = new BlobStore()
  const empty = blobs.state
  const digest = blobs.add(textBody('hello blob'))
  const full = blobs.state
  blobs.remove(digest)
  expect(blobs.state.size).toBe(0)
  blobs.restore(full)
  expect(blobs.get(digest)?.size).toBe(10)
  blobs.restore(empty)
  expect(blobs.get(digest)).toBeUndefined()
})
