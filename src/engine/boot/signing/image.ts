import { type Body, bytesBody, concatBody, sliceBody } from '../../base/body.ts'
import { viewOf } from '../../vfs/blocks/bytes.ts'
import type { Signer } from './keys.ts'
import { isSealOf, SEAL, sealOver, signerIn } from './seal.ts'

/** WIN_CERTIFICATE: its length, revision 2.0, kind PKCS (Microsoft, "PE Format", "The Attribute Certificate Table"). */
const HEADER = 8
const REVISION = 0x200
const PKCS = 2
/** What is before the certificate table's place in the optional header of a PE32+ image. */
const SIGNATURE_AND_FILE_HEADER = 24
const CERTIFICATE_TABLE = 112 + 4 * 8
const HEAD = 0x400
/** Bytes that a signature adds to an image whose size is a multiple of eight. */
export const SIGNATURE = HEADER + SEAL

/** Where an image keeps the place and size of its certificate table; undefined for what is no PE image. */
function tableField(head: Uint8Array): number | undefined {
  if (head.length < 0x40 || head[0] !== 0x4d || head[1] !== 0x5a) return undefined
  const at = viewOf(head).getUint32(0x3c, true)
  const field = at + SIGNATURE_AND_FILE_HEADER + CERTIFICATE_TABLE
  if (field + 8 > head.length || head[at] !== 0x50 || head[at + 1] !== 0x45) return undefined
  return field
}

/** A PE image with a signature over all of it. */
export function signImage(image: Body, signer: Signer): Body {
  const head = image.read(0, HEAD).slice()
  const field = tableField(head)
  if (field === undefined) throw new Error('no PE image to sign')
  const padding = bytesBody(new Uint8Array((8 - (image.size % 8)) % 8))
  const view = viewOf(head)
  view.setUint32(field, image.size + padding.size, true)
  view.setUint32(field + 4, HEADER + SEAL, true)
  const content = concatBody([bytesBody(head), sliceBody(image, HEAD), padding])
  const header = new Uint8Array(HEADER)
  viewOf(header).setUint32(0, HEADER + SEAL, true)
  viewOf(header).setUint16(4, REVISION, true)
  viewOf(header).setUint16(6, PKCS, true)
  const signed = concatBody([content, bytesBody(header), sealOver(content, signer)])
  verdicts.set(signed, signer)
  return signed
}

/** What was found in images that were signed or looked at once: a body never changes. */
const verdicts = new WeakMap<Body, Signer | undefined>()

/** Who has signed an image; undefined where nobody has, or it was changed since. */
export function imageSigner(image: Body): Signer | undefined {
  if (!verdicts.has(image)) verdicts.set(image, verified(image))
  return verdicts.get(image)
}

function verified(image: Body): Signer | undefined {
  const head = image.read(0, HEAD)
  const field = tableField(head)
  if (field === undefined) return undefined
  const at = viewOf(head).getUint32(field, true)
  if (at === 0 || at + HEADER + SEAL > image.size) return undefined
  const bytes = image.read(at + HEADER, SEAL)
  return isSealOf(bytes, sliceBody(image, 0, at)) ? signerIn(bytes) : undefined
}
