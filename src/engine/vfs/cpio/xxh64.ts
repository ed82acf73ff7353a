import { type Body, chunksOf } from '../../base/body.ts'

/** 64-bit numbers as pairs of 32-bit halves: `[high, low]`. BigInt takes 30 times as long. */
type Pair = readonly [high: number, low: number]
const P1: Pair = [0x9e3779b1, 0x85ebca87]
const P2: Pair = [0xc2b2ae3d, 0x27d4eb4f]
const P3: Pair = [0x165667b1, 0x9e3779f9]
const P4: Pair = [0x85ebca77, 0xc2b2ae63]
const P5: Pair = [0x27d4eb2f, 0x165667c5]
const STRIPE = 32

/** A 64-bit number that is worked on in place. */
class Word {
  h: number
  l: number
  constructor([high, low]: Pair) {
    this.h = high | 0
    this.l = low | 0
  }
  add(h: number, l: number): this {
    const low = (this.l >>> 0) + (l >>> 0)
    this.h = (this.h + h + (low > 0xffffffff ? 1 : 0)) | 0
    this.l = low | 0
    return this
  }
  xor(h: number, l: number): this {
    this.h ^= h
    this.l ^= l
    return this
  }
  multiply([h, l]: Pair): this {
    const a = this.l >>> 16
    const b = this.l & 0xffff
    const c = l >>> 16
    const d = l & 0xffff
    const bd = b * d
    const middle = a * d + (bd >>> 16)
    const other = b * c + (middle % 0x10000)
    const carry = a * c + Math.floor(middle / 0x10000) + Math.floor(other / 0x10000)
    this.h = (carry + Math.imul(this.h, l) + Math.imul(this.l, h)) | 0
    this.l = Math.imul(this.l, l)
    return this
  }
  /** To the left, by less than 32 bits. */
  rotate(bits: number): this {
    const { h, l } = this
    this.h = (h << bits) | (l >>> (32 - bits))
    this.l = (l << bits) | (h >>> (32 - bits))
    return this
  }
  /** `x ^= x >>> bits`. */
  fold(bits: number): this {
    const { h, l } = this
    const low = bits < 32 ? (l >>> bits) | (h << (32 - bits)) : h >>> (bits - 32)
    return this.xor(bits < 32 ? h >>> bits : 0, low)
  }
  round(h: number, l: number): this {
    const word = SCRATCH
    word.h = h
    word.l = l
    word.multiply(P2)
    return this.add(word.h, word.l).rotate(31).multiply(P1)
  }
}
const SCRATCH = new Word([0, 0])

/** The low 32 bits of XXH64 with seed 0: what ends a frame of zstd (RFC 8878, 3.1.1; the xxHash specification). */
export function xxh64Low(body: Body): number {
  const sum = (a: Pair, b: Pair): Pair => {
    const word = new Word(a).add(b[0], b[1])
    return [word.h, word.l]
  }
  const lanes = [new Word(sum(P1, P2)), new Word(P2), new Word([0, 0]), new Word([~P1[0], -P1[1] | 0])]
  const whole = body.size - (body.size % STRIPE)
  let at = 0
  for (const chunk of chunksOf(body, 65_536)) {
    const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength)
    for (let i = 0; i + STRIPE <= chunk.length && at < whole; i += STRIPE, at += STRIPE)
      for (let lane = 0; lane < 4; lane++)
        lanes[lane]!.round(view.getInt32(i + 8 * lane + 4, true), view.getInt32(i + 8 * lane, true))
  }
  const hash = new Word(body.size >= STRIPE ? [0, 0] : P5)
  if (body.size >= STRIPE) {
    for (const [i, lane] of lanes.entries()) {
      const turned = new Word([lane.h, lane.l]).rotate([1, 7, 12, 18][i]!)
      hash.add(turned.h, turned.l)
    }
    for (const { h, l } of lanes) {
      const merged = new Word([0, 0]).round(h, l)
      hash.xor(merged.h, merged.l).multiply(P1).add(P4[0], P4[1])
    }
  }
  hash.add(0, body.size)
  tail(hash, body.read(whole, body.size - whole))
  return hash.fold(33).multiply(P2).fold(29).multiply(P3).fold(32).l >>> 0
}

/** What is left after the last whole stripe: eight bytes, four bytes, single bytes. */
function tail(hash: Word, bytes: Uint8Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let at = 0
  for (; at + 8 <= bytes.length; at += 8) {
    const word = new Word([0, 0]).round(view.getInt32(at + 4, true), view.getInt32(at, true))
    hash.xor(word.h, word.l).rotate(27).multiply(P1).add(P4[0], P4[1])
  }
  for (; at + 4 <= bytes.length; at += 4) {
    const word = new Word([0, view.getUint32(at, true)]).multiply(P1)
    hash.xor(word.h, word.l).rotate(23).multiply(P2).add(P3[0], P3[1])
  }
  for (; at < bytes.length; at++) {
    const word = new Word([0, bytes[at]!]).multiply(P5)
    hash.xor(word.h, word.l).rotate(11).multiply(P1)
  }
}
