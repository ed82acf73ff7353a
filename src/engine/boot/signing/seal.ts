import { type Body, bytesOf, fingerprint } from '../../base/body.ts'
import { sha256Hex } from '../../base/digest.ts'
import { decode, encode } from '../../base/text.ts'
import type { Signer } from './keys.ts'

/** Bytes of a seal. */
export const SEAL = 512
const MARK = 'signed'

function seal(content: Body, { subject, issuer }: Signer): Uint8Array {
  const bytes = new Uint8Array(SEAL)
  const sum = sha256Hex(encode(`${subject}\n${issuer}\n${sha256Hex(bytesOf(content))}`))
  bytes.set(encode(`${MARK}\n${subject}\n${issuer}\n${sum}\n`))
  return bytes
}

/** The seal of a signer over a content. It is made when somebody reads it: that takes a look at every byte. */
export function sealOver(content: Body, signer: Signer): Body {
  let known: Uint8Array | undefined
  return {
    size: SEAL,
    get identity() {
      return `seal:${signer.subject}:${fingerprint(content)}`
    },
    read: (offset, length) => {
      known ??= seal(content, signer)
      return known.subarray(offset, Math.max(offset, offset + length))
    },
  }
}

/** What a seal says of who made it; undefined for what is none. */
export function signerIn(bytes: Uint8Array): Signer | undefined {
  const [mark, subject, issuer] = decode(bytes.subarray(0, SEAL)).split('\n')
  return mark === MARK && subject !== undefined && issuer !== undefined ? { subject, issuer } : undefined
}

/** A seal is over exactly this content. */
export function isSealOf(bytes: Uint8Array, content: Body): boolean {
  const signer = signerIn(bytes)
  if (!signer) return false
  const own = seal(content, signer)
  return bytes.length >= SEAL && own.every((byte, i) => byte === bytes[i])
}
