import { createHasher, toHex } from '../engine/base/digest.ts'

/** Bytes at most that are held at once, so that the browser's own SHA-256, which takes no pieces, can have them. */
export const WHOLE = 256 * 1024 * 1024

/** SHA-256 over pieces that come one after another. */
export interface StreamDigest {
  update(piece: Uint8Array): void
  /** 64 hex digits. May be asked for once. */
  hex(): Promise<string>
}

/** The browser's SHA-256, where it has one (plain http has none). */
export const nativeDigest = (): SubtleCrypto | undefined => globalThis.crypto.subtle

/** SHA-256 of `size` bytes: the browser's, many times faster, where there is one and they are not too many. */
export function streamDigest(size: number): StreamDigest {
  const subtle = nativeDigest()
  if (!subtle || size > WHOLE) {
    const hasher = createHasher()
    return { update: (piece) => hasher.update(piece), hex: async () => hasher.hex() }
  }
  const all = new Uint8Array(size)
  let at = 0
  return {
    update: (piece) => {
      all.set(piece, at)
      at += piece.length
    },
    hex: async () => toHex(new Uint8Array(await subtle.digest('SHA-256', all.subarray(0, at)))),
  }
}
