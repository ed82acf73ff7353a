import { sha256Hex } from './digest.ts'
import { concatBytes, encode } from './text.ts'

/**
 * Bytes that need not be in memory: the content of a file, a blob, an archive. Immutable. A body of
 * 100 MB may be a size and a generator, and is made into bytes only where somebody reads it.
 */
export interface Body {
  readonly size: number
  /** Bytes [offset, offset + length), cut at the end. The result must not be written to. */
  read(offset: number, length: number): Uint8Array
  /**
   * A short text that determines the bytes without reading them, where there is one (a generator and its
   * seed); undefined for plain bytes.
   */
  readonly identity?: string | undefined
}

const CHUNK = 65536

/** All bytes of a body in pieces of at most `size` bytes. */
export function* chunksOf(body: Body, size = CHUNK): Generator<Uint8Array> {
  for (let at = 0; at < body.size; at += size) yield body.read(at, Math.min(size, body.size - at))
}

/** The whole body as one array. Meant for what is known to be small. */
export const bytesOf = (body: Body): Uint8Array => body.read(0, body.size)

class Bytes implements Body {
  readonly size: number
  /** May be longer than `size`: room that the next append can take without copying. */
  private readonly buffer: Uint8Array
  private readonly tail: { used: number }
  constructor(buffer: Uint8Array, size: number, tail: { used: number }) {
    this.buffer = buffer
    this.size = size
    this.tail = tail
  }
  read(offset: number, length: number): Uint8Array {
    return this.buffer.subarray(offset, Math.min(this.size, offset + length))
  }
  append(more: Uint8Array): Bytes {
    const size = this.size + more.length
    if (this.tail.used === this.size && size <= this.buffer.length) {
      this.buffer.set(more, this.size)
      this.tail.used = size
      return new Bytes(this.buffer, size, this.tail)
    }
    const buffer = new Uint8Array(Math.max(64, Math.ceil(size * 1.25)))
    buffer.set(this.buffer.subarray(0, this.size))
    buffer.set(more, this.size)
    return new Bytes(buffer, size, { used: size })
  }
}

/** A body over bytes; the caller gives them away and does not write to them afterwards. */
export const bytesBody = (bytes: Uint8Array): Body => new Bytes(bytes, bytes.length, { used: bytes.length })
export const textBody = (text: string): Body => bytesBody(encode(text))
export const EMPTY: Body = bytesBody(new Uint8Array(0))

class Concat implements Body {
  readonly size: number
  readonly parts: readonly Body[]
  private readonly starts: readonly number[]
  readonly identity?: string
  constructor(parts: readonly Body[]) {
    this.parts = parts
    const starts: number[] = []
    let size = 0
    for (const part of parts) {
      starts.push(size)
      size += part.size
    }
    this.starts = starts
    this.size = size
  }
  read(offset: number, length: number): Uint8Array {
    const end = Math.min(this.size, offset + length)
    if (offset >= end) return new Uint8Array(0)
    let low = 0
    let high = this.parts.length - 1
    while (low < high) {
      const mid = (low + high + 1) >> 1
      if (this.starts[mid]! <= offset) low = mid
      else high = mid - 1
    }
    const pieces: Uint8Array[] = []
    for (let at = offset; at < end; low++) {
      const part = this.parts[low]!
      const piece = part.read(at - this.starts[low]!, end - at)
      if (piece.length > 0) pieces.push(piece)
      at += piece.length
    }
    return concatBytes(pieces)
  }
}

/** The bodies one after another. */
export function concatBody(parts: readonly Body[]): Body {
  const [only, ...others] = parts.filter(({ size }) => size > 0)
  // As it is: who knows it by itself knows it still.
  if (only && others.length === 0) return only
  const flat: Body[] = []
  for (const part of parts) {
    if (part.size === 0) continue
    if (part instanceof Concat) for (const inner of part.parts) flat.push(inner)
    else flat.push(part)
  }
  return flat.length === 0 ? EMPTY : flat.length === 1 ? flat[0]! : new Concat(flat)
}

class Slice implements Body {
  readonly size: number
  private readonly of: Body
  private readonly start: number
  constructor(of: Body, start: number, size: number) {
    this.of = of
    this.start = start
    this.size = size
  }
  get identity(): string | undefined {
    const { identity } = this.of
    return identity === undefined ? undefined : `${identity}[${this.start},${this.start + this.size}]`
  }
  read(offset: number, length: number): Uint8Array {
    return this.of.read(this.start + offset, Math.max(0, Math.min(length, this.size - offset)))
  }
}

/** Part of a body. */
export function sliceBody(body: Body, start: number, end = body.size): Body {
  const from = Math.min(start, body.size)
  const size = Math.max(0, Math.min(end, body.size) - from)
  if (from === 0 && size === body.size) return body
  return size === 0 ? EMPTY : new Slice(body, from, size)
}

class Lazy implements Body {
  readonly size: number
  private readonly make: () => Body
  private known: Body | undefined
  constructor(size: number, make: () => Body) {
    this.size = size
    this.make = make
  }
  get made(): Body {
    this.known ??= this.make()
    return this.known
  }
  get identity(): string | undefined {
    return this.made.identity
  }
  read(offset: number, length: number): Uint8Array {
    return this.made.read(offset, length)
  }
}

/** A body of a known size that is made when it is first looked at. */
export const lazyBody = (size: number, make: () => Body): Body => new Lazy(size, make)

const ZEROS = new Uint8Array(CHUNK)
/** `size` zero bytes: a hole. */
export const zeroBody = (size: number): Body => ({
  size,
  identity: `zero:${size}`,
  read: (offset, length) => {
    const n = Math.max(0, Math.min(length, size - offset))
    return n <= CHUNK ? ZEROS.subarray(0, n) : new Uint8Array(n)
  },
})

/** A body with `bytes` written at `offset`, as pwrite(2): a gap before it reads as zeros. */
export function writeBody(body: Body, offset: number, bytes: Uint8Array): Body {
  if (bytes.length === 0) return body
  if (offset === body.size) {
    if (body instanceof Bytes) return body.append(bytes)
    const last = body instanceof Concat ? body.parts.at(-1) : undefined
    if (body instanceof Concat && last instanceof Bytes)
      return new Concat([...body.parts.slice(0, -1), last.append(bytes)])
  }
  const end = offset + bytes.length
  if (body.size <= CHUNK && end <= CHUNK) {
    const all = new Uint8Array(Math.max(body.size, end))
    all.set(bytesOf(body))
    all.set(bytes, offset)
    return bytesBody(all)
  }
  const gap = offset > body.size ? [zeroBody(offset - body.size)] : []
  const own = new Uint8Array(bytes)
  return concatBody([sliceBody(body, 0, offset), ...gap, bytesBody(own), sliceBody(body, end)])
}

/** A body cut or filled with zeros to `size`, as ftruncate(2). */
export const resizeBody = (body: Body, size: number): Body =>
  size <= body.size ? sliceBody(body, 0, size) : concatBody([body, zeroBody(size - body.size)])

/**
 * A text that is equal for bodies built the same way and of the same bytes: for hashes over the state of a world,
 * where reading every byte would cost too much.
 */
export function fingerprint(body: Body): string {
  if (body instanceof Lazy) return fingerprint(body.made)
  if (body.identity !== undefined) return body.identity
  if (body instanceof Concat) return body.parts.map(fingerprint).join('+')
  return sha256Hex(bytesOf(body))
}
