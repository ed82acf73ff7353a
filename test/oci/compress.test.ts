import { gunzipSync, gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import {
  bytesBody,
  bytesOf,
  concatBody,
  EMPTY,
  sliceBody,
  textBody,
  zeroBody,
} from '../../src/engine/base/body.ts'
import { createRandom } from '../../src/engine/base/random.ts'
import { gunzip, gunzipBody, gzip, gzipBody, isGzipped } from '../../src/engine/oci/compress.ts'

const noise = bytesBody(createRandom('compress', 'noise').bytes(300_000))

describe('gzip', () => {
  it('is read by others and reads theirs', () => {
    for (const body of [EMPTY, textBody('hello\n'), noise]) {
      expect(new Uint8Array(gunzipSync(gzip(body)))).toEqual(new Uint8Array(bytesOf(body)))
      expect(gunzip(bytesBody(new Uint8Array(gzipSync(bytesOf(body)))))).toEqual(
        new Uint8Array(bytesOf(body)),
      )
    }
  })

  it('is read by others whatever its length', () => {
    const long = bytesBody(
      createRandom('compress', 'long')
        .bytes(140_000)
        .map((byte) => byte & 7),
    )
    for (const size of [1, 2, 3, 100, 8191, 8192, 65_535, 65_536, 65_537, 131_071, 131_072, 139_999]) {
      const body = sliceBody(long, 0, size)
      expect(gunzipSync(gzip(body)).equals(bytesOf(body))).toBe(true)
    }
  })

  it('does not depend on what was encoded before', () => {
    const zeros = zeroBody(600_000)
    const fresh = gzip(zeros)
    gzip(noise)
    const mixed = concatBody([zeroBody(65_536), sliceBody(noise, 0, 65_536), zeroBody(300_000)])
    expect(gunzipSync(gzip(mixed)).equals(bytesOf(mixed))).toBe(true)
    expect(gzip(zeros)).toEqual(fresh)
  })

  it('carries no time and is always the same', () => {
    const once = gzip(noise)
    expect([...once.subarray(0, 8)]).toEqual([0x1f, 0x8b, 8, 0, 0, 0, 0, 0])
    expect(gzip(noise)).toEqual(once)
  })

  it('can be read lazily from any place', () => {
    const whole = gzip(noise)
    const body = gzipBody(noise, whole.length)
    for (const [from, length] of [
      [100_000, 70_000],
      [0, 10],
      [whole.length - 5, 100],
      [50_000, 1],
    ] as const)
      expect(new Uint8Array(body.read(from, length))).toEqual(whole.slice(from, from + length))
    expect(body.read(whole.length, 10).length).toBe(0)
    expect(isGzipped(body)).toBe(true)
    expect(isGzipped(noise)).toBe(false)
    expect(bytesOf(gunzipBody(body))).toEqual(bytesOf(noise))
  })

  it('says so when the size was wrong', () => {
    const size = gzip(noise).length
    expect(() => bytesOf(gzipBody(noise, size + 1))).toThrow(/gzip gave/)
  })
})
