import { sha256 } from '@noble/hashes/sha2.js'
import { EngineError } from './errors.ts'
import { encode } from './text.ts'

declare const kind: unique symbol

/**
 * `sha256:` and 64 lower-case hex digits (OCI image spec, descriptor.md, "Digests"). `K` says of what:
 * digests of different things are different types, so that one cannot be passed for another.
 */
export type Digest<K extends DigestKind = DigestKind> = string & { readonly [kind]: K }
export type DigestKind = 'diff' | 'chain' | 'config' | 'blob'

/** Digest of a layer's uncompressed tar. */
export type DiffID = Digest<'diff'>
/** Digest of a stack of layers: `ChainID(n) = sha256(ChainID(n-1) + " " + DiffID(n))`. */
export type ChainID = Digest<'chain'>
/** Digest of an image's config JSON: the image ID of the classic store. */
export type ImageID = Digest<'config'>
/** Digest of the bytes of a blob as it is transferred: manifest, index, config or compressed layer. */
export type BlobDigest = Digest<'blob'>

const FORM = /^sha256:[0-9a-f]{64}$/

export const isDigest = (text: string): text is Digest => FORM.test(text)

/** Checks the form of a digest that came from outside. Throws `invalid` with Docker's text. */
export function parseDigest<K extends DigestKind>(text: string): Digest<K> {
  if (!FORM.test(text)) {
    const algorithm = /^([a-z0-9]+(?:[.+_-][a-z0-9]+)*):/.exec(text)
    if (algorithm && algorithm[1] !== 'sha256')
      throw new EngineError('invalid', 'unsupported digest algorithm')
    if (algorithm && /^sha256:[0-9a-fA-F]*$/.test(text) && text.length !== 71)
      throw new EngineError('invalid', 'invalid checksum digest length')
    throw new EngineError('invalid', 'invalid checksum digest format')
  }
  return text as Digest<K>
}

/** The 64 hex digits of a digest. */
export const hex = (digest: Digest): string => digest.slice(7)

/** The first 12 hex digits, as Docker shows IDs. */
export const shortID = (digest: string): string => digest.replace(/^sha256:/, '').slice(0, 12)

export const toHex = (bytes: Uint8Array): string => {
  let text = ''
  for (const byte of bytes) text += byte.toString(16).padStart(2, '0')
  return text
}

/** SHA-256 of bytes or of the UTF-8 form of a string, as 64 hex digits. */
export const sha256Hex = (data: Uint8Array | string): string =>
  toHex(sha256(typeof data === 'string' ? encode(data) : data))

/** Digest of bytes or of the UTF-8 form of a string. The caller names what it is a digest of. */
export const digestOf = <K extends DigestKind>(data: Uint8Array | string): Digest<K> =>
  `sha256:${sha256Hex(data)}` as Digest<K>

/** SHA-256 over bytes that arrive in pieces. */
export interface Hasher {
  update(bytes: Uint8Array): void
  /** May be called once. */
  hex(): string
}
export function createHasher(): Hasher {
  const state = sha256.create()
  return { update: (bytes) => void state.update(bytes), hex: () => toHex(state.digest()) }
}
