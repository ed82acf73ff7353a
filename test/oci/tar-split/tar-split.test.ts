import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type Body,
  bytesBody,
  bytesOf,
  sliceBody,
  textBody,
  zeroBody,
} from '../../../src/engine/base/body.ts'
import { decode, encode } from '../../../src/engine/base/text.ts'
import { diffIDOf, layerOf } from '../../../src/engine/oci/layer.ts'
import { crc64 } from '../../../src/engine/oci/tar-split/crc64.ts'
import { closeGzip, OPEN, openGzip } from '../../../src/engine/oci/tar-split/open-gzip.ts'
import { tarSplitFile } from '../../../src/engine/oci/tar-split/tar-split.ts'
import { dir, file, whiteout } from '../../vfs/files.ts'

const fixture = (name: string): Uint8Array => new Uint8Array(readFileSync(join(import.meta.dirname, name)))
const read = (tar: Body): string => decode(gunzipSync(bytesOf(tarSplitFile(tar))))

/** An archive put together again from what tar-split noted and the contents of its files. */
function assemble(text: string, contents: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const parts = text
    .trimEnd()
    .split('\n')
    .map((line, i) => {
      const entry = JSON.parse(line)
      expect(entry.position).toBe(i)
      if (entry.type === 2) return Buffer.from(entry.payload, 'base64')
      if (entry.size === undefined) return Buffer.alloc(0)
      const content = contents.get(entry.name)!
      expect(content.length).toBe(entry.size)
      expect(Buffer.from(crc64(bytesBody(content))).toString('base64')).toBe(entry.payload)
      return Buffer.from(content)
    })
  return new Uint8Array(Buffer.concat(parts))
}

describe('CRC-64', () => {
  it('is the one of ISO 3309', () => {
    expect(Buffer.from(crc64(textBody('123456789'))).toString('hex')).toBe('b90956c775a41001')
    expect(Buffer.from(crc64(textBody(''))).toString('hex')).toBe('0000000000000000')
  })

  it('does not depend on how the bytes come', () => {
    const bytes = Uint8Array.from({ length: 70_001 }, (_, i) => (i * 131) & 255)
    const odd: Body = { size: bytes.length, read: (at, n) => bytes.slice(at, at + n) }
    expect(crc64(odd)).toEqual(crc64(bytesBody(bytes)))
    expect(crc64(sliceBody(odd, 3))).not.toEqual(crc64(odd))
  })
})

describe('gzip with open bytes', () => {
  const close = (text: Uint8Array, values: Uint8Array): Uint8Array => {
    const whole = text.slice()
    let next = 0
    for (let i = 0; i < whole.length; i++) if (whole[i] === OPEN) whole[i] = values[next++]!
    return closeGzip(openGzip(text), values, whole)
  }

  it('is gzip of the text with what is filled in, and its size does not depend on that', () => {
    const byte = fc.oneof(fc.integer({ min: 0, max: 254 }), fc.constantFrom(65, 65, 65, OPEN))
    const texts = fc.oneof(
      fc.array(byte, { maxLength: 600 }),
      fc.tuple(fc.array(byte, { maxLength: 80 }), fc.nat(60)).map(([part, n]) => Array(n).fill(part).flat()),
    )
    fc.assert(
      fc.property(texts, fc.nat(127), (bytes, seed) => {
        const text = Uint8Array.from(bytes as number[])
        const open = text.filter((b) => b === OPEN).length
        const values = Uint8Array.from({ length: open }, (_, i) => (i * 7 + seed) & 127)
        const made = close(text, values)
        let next = 0
        const expected = text.map((b) => (b === OPEN ? values[next++]! : b))
        expect(new Uint8Array(gunzipSync(made))).toEqual(expected)
        expect(made.length).toBe(openGzip(text).bytes.length)
      }),
      { numRuns: 300 },
    )
  })

  it('refers back over the whole window', () => {
    const block = Uint8Array.from({ length: 32768 }, (_, i) => (Math.imul(i, 2654435761) >>> 13) % 250)
    const text = new Uint8Array(block.length * 2 + 1)
    text.set(block)
    text.set(block, block.length)
    const made = close(text, new Uint8Array(0))
    expect(new Uint8Array(gunzipSync(made))).toEqual(text)
    expect(made.length).toBeLessThan(block.length * 1.2)
  })
})

describe('tar-split', () => {
  it('notes of a real layer what the real one noted', () => {
    expect(read(bytesBody(fixture('nginx-etc.tar')))).toBe(decode(fixture('nginx-etc.jsonl')))
  })

  it('knows its size before a content is read', () => {
    let reads = 0
    const body: Body = {
      size: 100_000,
      read: (at, n) => {
        reads++
        return new Uint8Array(Math.min(n, 100_000 - at))
      },
    }
    const attributes = { mode: 0o644, uid: 0, gid: 0, mtime: 0n }
    const { tar } = layerOf([dir('a'), { kind: 'file', path: 'a/b', body, ...attributes }])
    const before = reads
    const made = tarSplitFile(tar)
    expect(reads).toBe(before)
    expect(bytesOf(made).length).toBe(made.size)
    expect(reads).toBeGreaterThan(before)
  })

  it('keeps all that is needed to put a layer together again: the diffID says so', () => {
    const name = fc.stringMatching(/^[a-zé]{1,130}$/)
    const entry = fc.tuple(name, fc.constantFrom('file', 'dir', 'whiteout'), fc.string({ maxLength: 1500 }))
    fc.assert(
      fc.property(
        fc.uniqueArray(entry, { maxLength: 8, selector: ([path]) => path }),
        fc.nat(3),
        (list, blocks) => {
          const layer = layerOf(
            list.map(([path, kind, text]) =>
              kind === 'file' ? file(path, text) : kind === 'dir' ? dir(path) : whiteout(path),
            ),
          )
          const tar = bytesBody(
            new Uint8Array(Buffer.concat([bytesOf(layer.tar), bytesOf(zeroBody(blocks * 512))])),
          )
          const contents = new Map(list.map(([path, , text]) => [path, encode(text)]))
          expect(diffIDOf(bytesBody(assemble(read(tar), contents)))).toBe(diffIDOf(tar))
        },
      ),
      { numRuns: 60 },
    )
  })
})
