import fc from 'fast-check'
import { expect, it } from 'vitest'
import { FsError } from '../../src/engine/base/errors.ts'
import { blobBody, type ReadNow } from '../../src/sandbox/blob-body.ts'
import { PlainBlob } from './plain-blob.ts'

it('gives the bytes that are asked for', () => {
  const bytes = new Uint8Array(700_000).map((_, i) => i * 7 + (i >> 8))
  const body = blobBody(new PlainBlob([bytes]), PlainBlob.readNow)
  fc.assert(
    fc.property(fc.nat(800_000), fc.nat(400_000), (offset, length) => {
      expect(Buffer.compare(body.read(offset, length), bytes.subarray(offset, offset + length))).toBe(0)
    }),
  )
})

it('reads ahead, and what it has not again', () => {
  let reads = 0
  const readNow: ReadNow = (blob) => {
    reads += 1
    return PlainBlob.readNow(blob)
  }
  const body = blobBody(new PlainBlob([new Uint8Array(1024 * 1024)]), readNow)
  for (let at = 0; at < body.size; at += 512) body.read(at, 512)
  expect(reads).toBe(4)
})

it('fails as a broken disk when the file is no longer what it was', () => {
  const gone: ReadNow = () => {
    throw new DOMException('The requested file could not be read', 'NotReadableError')
  }
  expect(() => blobBody(new PlainBlob([new Uint8Array(8)]), gone).read(0, 8)).toThrow(new FsError('EIO'))
})
