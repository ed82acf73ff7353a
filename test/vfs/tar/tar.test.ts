import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { type Body, bytesBody, bytesOf, textBody, zeroBody } from '../../../src/engine/base/body.ts'
import { decode, encode } from '../../../src/engine/base/text.ts'
import type { LayerEntry } from '../../../src/engine/vfs/entry.ts'
import { layerEntries } from '../../../src/engine/vfs/layer-entries.ts'
import { layerTree } from '../../../src/engine/vfs/layer-tree.ts'
import type { TarEntry } from '../../../src/engine/vfs/tar/format.ts'
import { readLayerTar, readTar } from '../../../src/engine/vfs/tar/read.ts'
import { writeLayerTar, writeTar } from '../../../src/engine/vfs/tar/write.ts'
import { opaque, whiteout } from '../files.ts'

const plain: TarEntry = { name: 'f', typeflag: '0', mode: 0o644, uid: 0, gid: 0, mtime: 0n }
const text = (bytes: Uint8Array, from: number, length: number): string =>
  decode(bytes.subarray(from, from + length)).replace(/\0+$/, '')
const message = (call: () => unknown): string => {
  try {
    call()
  } catch (error) {
    return (error as Error).message
  }
  return 'no error'
}
/** A header changed at some bytes, its checksum right again. */
function patched(body: Body, ...patches: [at: number, bytes: string | Uint8Array][]): Uint8Array {
  const bytes = new Uint8Array(bytesOf(body))
  for (const [at, value] of patches) bytes.set(typeof value === 'string' ? encode(value) : value, at)
  bytes.fill(32, 148, 156)
  const sum = bytes.subarray(0, 512).reduce((total, byte) => total + byte, 0)
  bytes.set(encode(sum.toString(8).padStart(6, '0')), 148)
  return bytes
}

describe('writing', () => {
  test('ustar where it is enough', () => {
    const tar = bytesOf(
      writeTar([{ ...plain, body: textBody('hello'), mtime: 1_700_000_000_000_000_000n, uid: 33 }]),
    )
    expect(tar.length).toBe(512 * 4)
    expect([
      text(tar, 0, 100),
      text(tar, 100, 8),
      text(tar, 108, 8),
      text(tar, 124, 12),
      text(tar, 136, 12),
    ]).toEqual(['f', '0000644', '0000041', '00000000005', '14524770400'])
    expect([text(tar, 156, 1), decode(tar.subarray(257, 265)), text(tar, 329, 8)]).toEqual([
      '0',
      'ustar\x0000',
      '0000000',
    ])
    expect(text(tar, 512, 512)).toBe('hello')
  })
  test('a long path is split where a slash stands right', () => {
    const name = `${'d'.repeat(80)}/${'f'.repeat(90)}`
    const tar = bytesOf(writeTar([{ ...plain, name }]))
    expect([tar.length, text(tar, 0, 100), text(tar, 345, 155)]).toEqual([
      1536,
      'f'.repeat(90),
      'd'.repeat(80),
    ])
    expect([...readTar(bytesBody(tar))][0]!.name).toBe(name)
  })
  test.each<[string, Partial<TarEntry>]>([
    ['a name of more than 100 bytes', { name: 'x'.repeat(101) }],
    ['a name that is not ASCII', { name: 'etc/配置' }],
    ['a fraction of a second', { mtime: 1_700_000_000_120_000_000n }],
    ['a time before 1970', { mtime: -1_500_000_000n }],
    ['a uid above 2097151', { uid: 2_097_152 }],
    ['a long link', { typeflag: '2', linkname: 'y'.repeat(200) }],
    ['xattrs', { xattrs: new Map([['security.capability', new Uint8Array([0, 10, 61, 255])]]) }],
    ['a long owner', { uname: 'u'.repeat(33) }],
  ])('PAX for %s', (_, change) => {
    const tar = bytesOf(writeTar([{ ...plain, ...change }]))
    expect(text(tar, 156, 1)).toBe('x')
    expect([...readTar(bytesBody(tar))]).toMatchObject([{ ...plain, ...change }])
  })
  test('the length of a PAX record counts itself', () => {
    for (const length of [97, 98, 99, 988, 989, 990, 991]) {
      const name = 'x'.repeat(length + 10)
      expect([...readTar(writeTar([{ ...plain, name }]))][0]!.name).toBe(name)
    }
  })
  test('8 GiB do not fit into octal, and are never made', () => {
    const tar = writeTar([{ ...plain, body: zeroBody(2 ** 33) }])
    expect(tar.size).toBe(2 ** 33 + 512 * 5)
    expect([...readTar(tar)][0]!.body!.size).toBe(2 ** 33)
  })
  test('marks of a layer', () => {
    const entries: LayerEntry[] = [whiteout('etc/gone'), whiteout('top'), opaque('var'), opaque('')]
    const names = Array.from(readTar(writeLayerTar(entries)), ({ name }) => name)
    expect(names).toEqual(['etc/.wh.gone', '.wh.top', 'var/.wh..wh..opq', '.wh..wh..opq'])
    expect(Array.from(readLayerTar(writeLayerTar(entries)), ({ kind, path }) => `${kind} ${path}`)).toEqual(
      entries.map(({ kind, path }) => `${kind} ${path}`),
    )
  })
})

describe('reading', () => {
  const one = writeTar([{ ...plain, body: textBody('body') }])
  const empty = writeTar([plain])
  test('contents are slices', () => {
    const reads: number[] = []
    const source: Body = {
      size: one.size,
      read: (offset, length) => {
        reads.push(offset)
        return one.read(offset, length)
      },
    }
    const [entry] = [...readTar(source)]
    expect(reads).not.toContain(512)
    expect(decode(bytesOf(entry!.body!))).toBe('body')
  })
  test('V7: no magic; a directory by its slash', () => {
    const [entry] = [
      ...readTar(
        bytesBody(patched(empty, [257, '\0\0\0\0\0\0\0\0'], [156, '\0'], [0, 'dir/'], [124, '00000000000'])),
      ),
    ]
    expect(entry).toMatchObject({ name: 'dir/', typeflag: '5', uname: '' })
  })
  test('GNU: long names, numbers in base 256', () => {
    const header = (content: string): Uint8Array =>
      bytesOf(writeTar([{ ...plain, name: '././@LongLink', typeflag: '0', body: textBody(content) }])).slice(
        0,
        1024,
      )
    const long = bytesBody(patched(bytesBody(header(`${'n'.repeat(300)}\0`)), [156, 'L'], [257, 'ustar  \0']))
    const link = bytesBody(patched(bytesBody(header(`${'l'.repeat(300)}\0`)), [156, 'K'], [257, 'ustar  \0']))
    const uid = new Uint8Array([0x80, 0, 0, 0, 0x80, 0, 0, 1])
    const time = new Uint8Array(12).fill(0xff)
    const main = patched(one, [257, 'ustar  \0'], [108, uid], [136, time])
    const all = new Uint8Array([...bytesOf(long), ...bytesOf(link), ...main])
    expect([...readTar(bytesBody(all))]).toMatchObject([
      { name: 'n'.repeat(300), linkname: 'l'.repeat(300), uid: 0x80000001, mtime: -1_000_000_000n },
    ])
  })
  test('global PAX records hold until a local one says otherwise', () => {
    const local = bytesOf(writeTar([{ ...plain, name: 'ü' }]))
    const named = (typeflag: string, record: string): Uint8Array => {
      const tar = bytesOf(writeTar([{ ...plain, name: 'pax', body: textBody(record) }]))
      return patched(bytesBody(tar.slice(0, 1024)), [156, typeflag])
    }
    const global = named('g', '18 uname=somebody\n')
    const all = new Uint8Array([...global, ...local.slice(0, -1024), ...bytesOf(one)])
    expect([...readTar(bytesBody(all))]).toMatchObject([
      { name: 'ü', uname: 'somebody' },
      { name: 'f', uname: 'somebody' },
    ])
    expect([...readTar(bytesBody(all), { ignoreGlobals: true })]).toMatchObject([
      { uname: '' },
      { uname: '' },
    ])
  })
  test('an archive may end without zero blocks', () => {
    expect([...readTar(bytesBody(bytesOf(one).slice(0, 1024)))].length).toBe(1)
    expect([...readTar(bytesBody(bytesOf(one).slice(0, 516)))].length).toBe(1)
    expect([...readTar(bytesBody(new Uint8Array(0)))]).toEqual([])
    expect([...readTar(bytesBody(bytesOf(writeTar([{ ...plain, name: 'ü' }])).slice(0, 1024)))]).toEqual([])
  })
  test.each<[string, string, () => Uint8Array]>([
    [
      'a wrong checksum',
      'archive/tar: invalid tar header',
      () => bytesOf(one).map((byte, i) => (i === 0 ? 90 : byte)),
    ],
    ['no archive', 'archive/tar: invalid tar header', () => encode('x'.repeat(1024))],
    ['half a header', 'unexpected EOF', () => bytesOf(one).slice(0, 300)],
    ['half a body', 'unexpected EOF', () => bytesOf(one).slice(0, 514)],
    [
      'something after one zero block',
      'archive/tar: invalid tar header',
      () => new Uint8Array([...new Uint8Array(512), ...bytesOf(one)]),
    ],
    ['a size that is no number', 'archive/tar: invalid tar header', () => patched(one, [124, '0000000000z'])],
    [
      'a negative size',
      'archive/tar: invalid tar header',
      () => patched(one, [124, new Uint8Array(12).fill(0xff)]),
    ],
    ['a PAX header that is none', 'archive/tar: invalid tar header', () => patched(one, [156, 'x'])],
    [
      'too large a PAX header',
      'archive/tar: header field too long',
      () =>
        new Uint8Array([
          ...patched(one, [156, 'x'], [124, '00007777777']).slice(0, 512),
          ...new Uint8Array(2 ** 21),
        ]),
    ],
    ['a PAX header cut off', 'unexpected EOF', () => patched(one, [156, 'x'], [124, '00007777777'])],
  ])('%s', (_, expected, make) => {
    expect(message(() => [...readTar(bytesBody(make()))])).toBe(expected)
  })
  test('paths are cleaned, and must not lead out', () => {
    const read = (name: string): string => [...readLayerTar(writeTar([{ ...plain, name }]))][0]!.path
    expect(['./a//b/', '/etc/x', 'a/../b', '/../x'].map(read)).toEqual(['a/b', 'etc/x', 'b', 'x'])
    expect(message(() => read('a/../../x'))).toBe('"a/../../x" is outside of "/"')
    const link = writeTar([{ ...plain, typeflag: '1', linkname: '../x' }])
    expect(message(() => [...readLayerTar(link)])).toBe('invalid hardlink "f -> ../x"')
    const odd = writeTar([{ ...plain, typeflag: 'Q' }])
    expect(message(() => [...readLayerTar(odd)])).toBe('unhandled tar header type 81')
  })
  test('marks of AUFS mean nothing', () => {
    const names = ['.wh..wh.plnk', '.wh..wh.aufs', '.wh.real']
    const entries = [...readLayerTar(writeTar(names.map((name) => ({ ...plain, name }))))]
    expect(entries).toMatchObject([{ kind: 'whiteout', path: 'real' }])
  })
})

/** A layer that Docker 28.5 made and pushed. */
const DOCKERS =
  'H4sIAAAAAAAA/+yWUUrEMBCG8+wpeoLNn3TSPHgYKd1YxKWRJF09vkSdl118UNpS3fkKHcqUQP8PphPKoNXKAIB3TuGTy1ov' +
  'ZVwLEJGt7xnAGtU4PmBN5lz6pAB+/i38IVz/CNX/ND5Nb3pP/o0hEv/b+v+4H4Y4PXJvKWoeHdFVRF8VsP7Cf2tapxqI/9X9' +
  'v8b0HNLDS4pDyDnkpp9LvL/jtvDPOfdpl///tpP5v8X8r/5PcdQ7898ZL/639L/mDvhz/8aTFf/b+++HugUcTnHk/hLUPLz3' +
  'VxF9778DnGqsPoazzuUY58Jnif9l/QuCcLu8DwA1nMjeABQAAA=='

test('a layer that Docker wrote is written again to the byte, from its entries and from its tree', () => {
  const tar = new Uint8Array(gunzipSync(Buffer.from(DOCKERS, 'base64')))
  const entries = [...readLayerTar(bytesBody(tar))]
  expect(entries.length).toBeGreaterThan(3)
  expect(bytesOf(writeLayerTar(entries))).toEqual(tar)
  expect(bytesOf(writeLayerTar(layerEntries(layerTree(entries))))).toEqual(tar)
})
