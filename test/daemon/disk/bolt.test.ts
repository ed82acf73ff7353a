import { describe, expect, it } from 'vitest'
import { bytesOf } from '../../../src/engine/base/body.ts'
import { toHex } from '../../../src/engine/base/digest.ts'
import { boltDatabase } from '../../../src/engine/daemon/disk/bolt.ts'

/** What is not zero in the file that a real daemon made for its snapshots: offset and bytes. */
const REAL: readonly (readonly [offset: number, bytes: string])[] = [
  [0x8, '04'],
  [0x10, 'edda0ced0200000000100000'],
  [0x20, '03'],
  [0x30, '02000000000000000400000000000000'],
  [0x48, 'eefd8946116e5107'],
  [0x1000, '010000000000000004'],
  [0x1010, 'edda0ced0200000000100000'],
  [0x1020, '03'],
  [0x1030, '02000000000000000400000000000000'],
  [0x1040, '01000000000000000f4879511a354c26'],
  [0x2000, '020000000000000010'],
  [0x3000, '030000000000000002'],
]

describe('a bolt database', () => {
  it('that is empty is, byte for byte, what bbolt writes', () => {
    const expected = new Uint8Array(16384)
    for (const [offset, hex] of REAL) expected.set(Buffer.from(hex, 'hex'), offset)
    expect(toHex(bytesOf(boltDatabase(16384)))).toBe(toHex(expected))
  })

  it('names its buckets, and is as large as asked', () => {
    const bytes = bytesOf(boltDatabase(32768, ['volumes']))
    expect(bytes.length).toBe(32768)
    expect(Buffer.from(bytes.subarray(0x3000, 0x3050)).toString('hex')).toBe(
      '03000000000000000200010000000000' + // page 3, leaf, one element
        '01000000100000000700000020000000' + // a bucket, key at 16, 7 bytes of key, 32 of value
        Buffer.from('volumes').toString('hex') +
        '00'.repeat(16) + // its root and sequence
        '00000000000000000200000000000000' + // a page header within: leaf, no element
        '00'.repeat(9),
    )
  })
})
