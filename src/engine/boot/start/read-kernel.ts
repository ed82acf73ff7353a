import { type Body, bytesBody, concatBody, sliceBody } from '../../base/body.ts'
import { decode } from '../../base/text.ts'
import { viewOf } from '../../vfs/blocks/bytes.ts'
import {
  CERTIFICATES,
  CRC,
  HEAD,
  isKernelImage,
  type KernelVersion,
  sumOf,
  VERSION_POINTER,
} from './kernel-image.ts'

/** The kernel in an image that somebody else made, or changed; undefined where it does not start. */
export function readKernel(body: Body): KernelVersion | undefined {
  if (!isKernelImage(body)) return undefined
  const head = body.read(0, HEAD)
  const at = viewOf(head).getUint16(VERSION_POINTER, true) + 0x200
  const text = decode(head.subarray(at, Math.max(at, head.indexOf(0, at))))
  const [, release, version] = /^(\S+) \(\S+\) (.*)$/.exec(text) ?? []
  if (release === undefined || version === undefined) return undefined
  const end = (viewOf(head).getUint32(CERTIFICATES, true) || body.size) - CRC
  // The signer wrote into the header where the signature is: that place is not part of the sum.
  const unsigned = head.slice()
  viewOf(unsigned).setBigUint64(CERTIFICATES, 0n, true)
  const sum = body.read(end, CRC)
  const summed = concatBody([bytesBody(unsigned), sliceBody(body, HEAD, end)])
  if (sum.length < CRC || viewOf(sum).getUint32(0, true) !== sumOf(summed)) return undefined
  return { release, version }
}
