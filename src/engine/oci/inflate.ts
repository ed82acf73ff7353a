import type { Body } from '../base/body.ts'
import { EngineError } from '../base/errors.ts'
import { entryFor, type Huffman, huffman, lengthOf, symbolOf } from './huffman.ts'

/** How far back a match reaches, and how much is decoded before it is handed out. */
const WINDOW = 32768
const PIECE = 65536
const END = 256
const CODE_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]
const LENGTH_BASE = [
  3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195,
  227, 258,
]
const LENGTH_EXTRA = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0]
const DISTANCE_BASE = [
  1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097,
  6145, 8193, 12289, 16385, 24577,
]
const DISTANCE_EXTRA = [
  0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13,
]

let fixed: Huffman | undefined
const fixedCode = (): Huffman => {
  fixed ??= huffman(Array.from({ length: 288 }, (_, i) => (i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8)))
  return fixed!
}

/** Bytes of a body, one after another. */
export class ByteSource {
  private readonly body: Body
  private piece = new Uint8Array(0)
  private start = 0
  private next = 0
  constructor(body: Body) {
    this.body = body
  }
  /** Where the next byte lies. */
  get offset(): number {
    return this.start + this.next
  }
  /** The next byte; -1 at the end. */
  byte(): number {
    if (this.next === this.piece.length) {
      this.start += this.piece.length
      this.piece = this.body.read(this.start, PIECE) as Uint8Array<ArrayBuffer>
      this.next = 0
      if (this.piece.length === 0) return -1
    }
    return this.piece[this.next++]!
  }
}

/** `unexpected EOF`: compressed data that ends too early. */
export const cutOff = (): EngineError => new EngineError('internal', 'unexpected EOF')

/** DEFLATE (RFC 1951), read bit by bit so that damage is found where Go's compress/flate finds it. */
export class Inflater {
  private readonly source: ByteSource
  private readonly begin: number
  private bits = 0
  private held = 0
  private buffer = new Uint8Array(WINDOW + PIECE + 258)
  private filled = 0
  private given = 0

  constructor(source: ByteSource) {
    this.source = source
    this.begin = source.offset
  }

  private corrupt(): EngineError {
    return new EngineError(
      'internal',
      `flate: corrupt input before offset ${this.source.offset - this.begin}`,
    )
  }
  private fill(): void {
    const byte = this.source.byte()
    if (byte < 0) throw cutOff()
    this.bits |= byte << this.held
    this.held += 8
  }
  private take(count: number): number {
    while (this.held < count) this.fill()
    const value = this.bits & ((1 << count) - 1)
    this.bits >>>= count
    this.held -= count
    return value
  }
  private symbol(table: Huffman): number {
    for (let wanted = table.shortest; ; ) {
      while (this.held < wanted) this.fill()
      const entry = entryFor(table, this.bits)
      wanted = lengthOf(entry)
      if (wanted > this.held) continue
      if (wanted === 0) throw this.corrupt()
      this.bits >>>= wanted
      this.held -= wanted
      return symbolOf(entry)
    }
  }

  /** The content, piece by piece; what was decoded before a damage comes before the error. */
  *chunks(): Generator<Uint8Array> {
    for (let last = 0; !last; ) {
      let failure: unknown
      try {
        last = this.take(1)
        const kind = this.take(2)
        if (kind === 0) yield* this.stored()
        else if (kind === 1) yield* this.coded(fixedCode(), undefined)
        else if (kind === 2) yield* this.coded(...this.codes())
        else throw this.corrupt()
      } catch (error) {
        failure = error
      }
      if (failure !== undefined || last) yield* this.flush(true)
      if (failure !== undefined) throw failure
    }
  }

  private *flush(all: boolean): Generator<Uint8Array> {
    if (!all && this.filled < WINDOW + PIECE) return
    if (this.filled > this.given) yield this.buffer.slice(this.given, this.filled)
    const keep = Math.min(WINDOW, this.filled)
    this.buffer.copyWithin(0, this.filled - keep, this.filled)
    this.filled = keep
    this.given = keep
  }

  private *stored(): Generator<Uint8Array> {
    this.bits = 0
    this.held = 0
    const head = [0, 0, 0, 0]
    for (let i = 0; i < 4; i++) {
      head[i] = this.source.byte()
      if (head[i]! < 0) throw cutOff()
    }
    const length = head[0]! | (head[1]! << 8)
    if ((head[2]! | (head[3]! << 8)) !== (length ^ 0xffff)) throw this.corrupt()
    for (let left = length; left > 0; left--) {
      const byte = this.source.byte()
      if (byte < 0) throw cutOff()
      this.buffer[this.filled++] = byte
      if (this.filled === WINDOW + PIECE) yield* this.flush(false)
    }
  }

  private codes(): [Huffman, Huffman] {
    const literals = this.take(5) + 257
    if (literals > 286) throw this.corrupt()
    const distances = this.take(5) + 1
    if (distances > 30) throw this.corrupt()
    const count = this.take(4) + 4
    const order = new Uint8Array(19)
    for (let i = 0; i < count; i++) order[CODE_ORDER[i]!] = this.take(3)
    const meta = huffman(order)
    if (!meta) throw this.corrupt()
    const lengths = new Uint8Array(literals + distances)
    for (let i = 0; i < lengths.length; ) {
      const symbol = this.symbol(meta)
      if (symbol < 16) {
        lengths[i++] = symbol
        continue
      }
      if (symbol === 16 && i === 0) throw this.corrupt()
      const value = symbol === 16 ? lengths[i - 1]! : 0
      const repeat = symbol === 16 ? 3 + this.take(2) : symbol === 17 ? 3 + this.take(3) : 11 + this.take(7)
      if (i + repeat > lengths.length) throw this.corrupt()
      lengths.fill(value, i, i + repeat)
      i += repeat
    }
    const first = huffman(lengths.subarray(0, literals))
    const second = huffman(lengths.subarray(literals))
    if (!first || !second) throw this.corrupt()
    // No block can end before its end code: Go asks for at least that many bits at a time.
    return [{ ...first, shortest: Math.max(first.shortest, lengths[END]!) }, second]
  }

  private *coded(literals: Huffman, distances: Huffman | undefined): Generator<Uint8Array> {
    for (;;) {
      const symbol = this.symbol(literals)
      if (symbol < END) this.buffer[this.filled++] = symbol
      else if (symbol === END) return
      else this.copy(symbol - 257, distances)
      if (this.filled >= WINDOW + PIECE) yield* this.flush(false)
    }
  }

  private copy(code: number, distances: Huffman | undefined): void {
    if (code >= LENGTH_BASE.length) throw this.corrupt()
    const length = LENGTH_BASE[code]! + this.take(LENGTH_EXTRA[code]!)
    const far = distances ? this.symbol(distances) : reverse5(this.take(5))
    if (far >= DISTANCE_BASE.length) throw this.corrupt()
    const distance = DISTANCE_BASE[far]! + this.take(DISTANCE_EXTRA[far]!)
    if (distance > this.filled) throw this.corrupt()
    const from = this.filled - distance
    for (let i = 0; i < length; i++) this.buffer[this.filled + i] = this.buffer[from + i]!
    this.filled += length
  }
}

const reverse5 = (bits: number): number =>
  ((bits & 1) << 4) | ((bits & 2) << 2) | (bits & 4) | ((bits & 8) >> 2) | ((bits & 16) >> 4)
