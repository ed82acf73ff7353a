import { type Body, bytesBody, concatBody, fingerprint, lazyBody } from '../../base/body.ts'
import { crc32 } from '../../base/crc32.ts'
import { decode, encode } from '../../base/text.ts'
import { generatedBody } from '../../registry/texture.ts'
import { viewOf } from '../../vfs/blocks/bytes.ts'
import { RESERVE } from '../reserve.ts'

/** What a kernel image says of itself. */
export interface KernelVersion {
  /** `6.1.0-50-amd64`. */
  readonly release: string
  /** `#1 SMP PREEMPT_DYNAMIC Debian 6.1.176-1 (2026-07-02)`. */
  readonly version: string
}

/** What signs a kernel, and how many bytes of the file that takes. */
export interface ImageSigning {
  readonly signature: number
  sign(image: Body): Body
}

/** Offsets of the setup header (Linux, Documentation/arch/x86/boot.rst). */
const SETUP_SECTS = 0x1f1
const BOOT_FLAG = 0x1fe
const MAGIC = 0x202
const PROTOCOL = 0x206
export const VERSION_POINTER = 0x20e
const VERSION_AT = 0x3800
export const HEAD = 0x4000
export const CRC = 4
/** The kernel is a PE image too (its EFI stub): where the header is, and in it the place of a signature behind the kernel. */
const PE = 0x40
export const CERTIFICATES = PE + 0xa8

/** What was found in images that were made or read once: a body never changes. */
const found = new WeakMap<Body, { readonly kernel: KernelVersion | undefined }>()

/** A bzImage of a size in bytes. Its end is the sum over all before (arch/x86/boot/tools/build.c); `signing` puts a signature behind it. */
export function kernelImage({ release, version }: KernelVersion, size: number, signing?: ImageSigning): Body {
  const { signature, sign } = signing ?? { signature: 0, sign: (image: Body) => image }
  const head = new Uint8Array(HEAD)
  const view = viewOf(head)
  head.set(encode('MZ'))
  view.setUint32(0x3c, PE, true)
  head.set(encode('PE'), PE)
  head[SETUP_SECTS] = HEAD / 512 - 1
  view.setUint16(BOOT_FLAG, 0xaa55, true)
  head.set(encode('HdrS'), MAGIC)
  view.setUint16(PROTOCOL, 0x20f, true)
  view.setUint16(VERSION_POINTER, VERSION_AT - 0x200, true)
  head.set(encode(`${release} (debian-kernel@lists.debian.org) ${version}\0`), VERSION_AT)
  const room = size - signature - HEAD - CRC
  const body = concatBody([bytesBody(head), generatedBody(room, 'packed', `linux ${release}`)])
  // The sum is made when somebody reads it: it takes a look at every byte.
  const end = lazyBody(CRC, () => {
    const sum = new Uint8Array(CRC)
    viewOf(sum).setUint32(0, sumOf(body), true)
    return bytesBody(sum)
  })
  const image = sign(concatBody([body, end]))
  found.set(image, { kernel: { release, version } })
  return image
}

/** Sums of bodies that were read once, by what determines their bytes. */
const sums = new Map<string, number>()

export function sumOf(body: Body): number {
  const key = fingerprint(body)
  let sum = sums.get(key)
  if (sum === undefined) {
    sum = crc32(body.read(0, body.size))
    sums.set(key, sum)
  }
  return sum
}

/** A loader takes it for a kernel. */
export const isKernelImage = (body: Body): boolean => {
  const head = body.read(0, 0x210)
  return (
    head.length === 0x210 &&
    viewOf(head).getUint16(BOOT_FLAG, true) === 0xaa55 &&
    decode(head.subarray(MAGIC, MAGIC + 4)) === 'HdrS'
  )
}

/** The kernel in an image; undefined where it does not start: it is damaged, or another system's. */
export function kernelIn(body: Body): KernelVersion | undefined {
  const known = found.get(body) ?? { kernel: RESERVE.code.readKernel(body) }
  found.set(body, known)
  return known.kernel
}
