import { sha256Hex } from './digest.ts'

/**
 * A stream of random numbers for one purpose. Streams of one seed are independent, so that one more draw
 * from `containers` does not change what `networks` gives.
 */
export interface Random {
  /** Unsigned 32-bit integer. */
  next(): number
  /** Integer in [0, below). */
  below(limit: number): number
  bytes(count: number): Uint8Array
  /** `count` hex digits. */
  hex(count: number): string
  /** How many numbers were drawn: with seed and purpose this is the whole state. */
  readonly drawn: number
}

/** sfc32 (PractRand): 32-bit integer arithmetic only, hence equal in every engine. */
export function createRandom(seed: string, purpose: string, drawn = 0): Random {
  const key = sha256Hex(`${seed}\0${purpose}`)
  const word = (i: number): number => Number.parseInt(key.slice(i * 8, i * 8 + 8), 16) | 0
  let a = word(0)
  let b = word(1)
  let c = word(2)
  let counter = 1
  let count = 0
  const step = (): number => {
    const t = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (c << 21) | (c >>> 11)
    c = (c + t) | 0
    return t >>> 0
  }
  for (let i = 0; i < 12; i++) step()
  for (; count < drawn; count++) step()
  const random: Random = {
    next: () => {
      count++
      return step()
    },
    below: (limit) => Math.floor((random.next() / 4294967296) * limit),
    bytes: (length) => {
      const out = new Uint8Array(length)
      for (let i = 0; i < length; i++) out[i] = random.next() >>> 24
      return out
    },
    hex: (digits) => {
      let text = ''
      while (text.length < digits) text += random.next().toString(16).padStart(8, '0')
      return text.slice(0, digits)
    },
    get drawn() {
      return count
    },
  }
  return random
}

/** A random UUID (RFC 9562, version 4). */
export function newUuid(random: Random): string {
  const digits = random.hex(32)
  const variant = '89ab'[Number.parseInt(digits[16]!, 16) & 3]
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-${variant}${digits.slice(17, 20)}-${digits.slice(20)}`
}
