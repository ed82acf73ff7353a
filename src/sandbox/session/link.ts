import { BadShare, decodeSession, encodeSession, type SharedSession } from './encoding.ts'
import { pack, unpack } from './packing.ts'

/** Bytes of a session before it is packed, at most. */
const MOST_BYTES = 1_000_000
/** Characters of a link's part, at most: what browsers and messengers carry. */
const MOST_CHARACTERS = 8000

/** `undefined` where it cannot be a link: it holds files, or is too long. */
export function linkPart(session: SharedSession): string | undefined {
  if (session.entries.some(({ event }) => event.kind === 'put')) return undefined
  const packed = toBase64Url(pack(encodeSession(session)))
  return packed.length > MOST_CHARACTERS ? undefined : packed
}

/** Reads what `linkPart` wrote. Throws `BadShare` for anything else. Runs nothing. */
export function readLinkPart(text: string): SharedSession {
  if (text.length > MOST_CHARACTERS || !/^[\w-]+$/.test(text)) throw new BadShare('not a session')
  return decodeSession(unpack(fromBase64Url(text), MOST_BYTES))
}

function toBase64Url(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += String.fromCharCode(byte)
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')
}

function fromBase64Url(text: string): Uint8Array {
  try {
    return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0))
  } catch {
    throw new BadShare('broken')
  }
}
