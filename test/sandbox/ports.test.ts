import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { type Body, bytesBody, bytesOf, concatBody, zeroBody } from '../../src/engine/base/body.ts'
import { browserPorts } from '../../src/sandbox/ports.ts'
import { PlainBlob } from './plain-blob.ts'

const ports = browserPorts(PlainBlob.readNow)
const text = new TextEncoder().encode('one body, one hash\n'.repeat(100_000))
const digest = createHash('sha256').update(text).digest('hex')

beforeEach(() => void vi.stubGlobal('Blob', PlainBlob))
afterEach(() => vi.unstubAllGlobals())

it('hash by the browser', async () => {
  const native = vi.spyOn(globalThis.crypto.subtle, 'digest')
  expect(await ports.sha256(bytesBody(text))).toBe(digest)
  expect(native).toHaveBeenCalledOnce()
})

it('hash without its help on plain http', async () => {
  vi.stubGlobal('crypto', {})
  expect(await ports.sha256(bytesBody(text))).toBe(digest)
})

it('take gzip apart, of several members too', async () => {
  const one = await ports.gunzip(bytesBody(gzipSync(text)), 1e9)
  expect(Buffer.compare(bytesOf(one as Body), text)).toBe(0)
  const two = await ports.gunzip(concatBody([gzipSync(text), gzipSync('more')].map(bytesBody)), 1e9)
  expect(Buffer.compare(bytesOf(two as Body), Buffer.concat([text, Buffer.from('more')]))).toBe(0)
})

it('give up on damage and beyond the limit, without holding a bomb', async () => {
  const zipped = gzipSync(text)
  expect(await ports.gunzip(bytesBody(zipped), text.length - 1)).toBe('too large')
  expect(await ports.gunzip(bytesBody(zipped.subarray(0, 200)), 1e9)).toBe('damaged')
  const bomb = gzipSync(bytesOf(zeroBody(40_000_000)))
  const made = vi.spyOn(PlainBlob.prototype, 'slice')
  expect(await ports.gunzip(bytesBody(bomb), 1e6)).toBe('too large')
  expect(made).not.toHaveBeenCalled()
})
