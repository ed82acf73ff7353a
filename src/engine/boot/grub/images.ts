import { type Body, bytesBody } from '../../base/body.ts'
import { crc32 } from '../../base/crc32.ts'
import { concatBytes, decode, encode } from '../../base/text.ts'
import { generatedBody } from '../../registry/texture.ts'
import { SECTOR, viewOf } from '../../vfs/blocks/bytes.ts'

/** What a core image is told by grub-install: where GRUB's files are. */
export interface CoreImage {
  /** `(,msdos1)/grub`: a device without a disk is on the one that was booted. A path alone: on the volume of `uuid`. */
  readonly prefix: string
  readonly uuid: string | undefined
  /** It holds all of its modules, as one that is signed has to. */
  readonly monolithic?: boolean
}

/** First and last byte of the code in a first sector: between the file system's parameters and the partition table. */
const CODE = { start: 0x65, end: 0x1b8 }
/** Where boot.img keeps the sector of core.img. */
const CORE_SECTOR = 0x5c
const MESSAGE = 0x180
/** Prints a message and stops: a stand-in that says so where it is really run. */
const PROGRAM = [
  0xfa, 0x31, 0xc0, 0x8e, 0xd8, 0xbe, 0x80, 0x7d, 0xac, 0x84, 0xc0, 0x74, 0x09, 0xb4, 0x0e, 0xbb, 0x07, 0x00,
  0xcd, 0x10, 0xeb, 0xf2, 0xf4, 0xeb, 0xfd,
]
/** How a payload begins. */
export const MARK = 'GRUBcore'
const HEAD = 16
/** Sectors of a core image with the modules that a boot partition needs. */
const CORE_SECTORS = 62
/** Bytes of the largest image, which is that for UEFI. */
export const EFI_SIZE = 151_552

/** The first 440 bytes of a disk as grub-install writes them; `core` is the sector of core.img. */
export function bootImage(core = 1): Uint8Array {
  const bytes = new Uint8Array(440)
  bytes.set([0xeb, 0x63, 0x90])
  bytes[0x5b] = 0x80
  viewOf(bytes).setUint32(CORE_SECTOR, core, true)
  bytes[0x64] = 0xff
  bytes.set(PROGRAM, CODE.start)
  bytes.set(encode('GRUB \0Strata: a stand-in for a boot loader.'), MESSAGE)
  return bytes
}

/** The code in a first sector, if it is GRUB's: any other byte and it is not. */
export function biosCodeIn(sector: Uint8Array): { readonly coreSector: number } | undefined {
  const whole = bootImage()
  if (!sameBytes(sector, whole, 0, 3) || !sameBytes(sector, whole, CODE.start, CODE.end)) return undefined
  return { coreSector: viewOf(sector).getUint32(CORE_SECTOR, true) }
}

const sameBytes = (a: Uint8Array, b: Uint8Array, from: number, to: number): boolean => {
  for (let i = from; i < to; i++) if (a[i] !== b[i]) return false
  return true
}

/** What an image holds besides code: what it was told, and a sum over all. */
export function payload({ prefix, uuid, monolithic }: CoreImage, size: number): Uint8Array {
  const bytes = new Uint8Array(size)
  const search = uuid === undefined ? '' : `search.fs_uuid ${uuid} root\n`
  const text = encode(`${search}prefix=${prefix}\n${monolithic ? 'monolithic\n' : ''}\0`)
  const fill = generatedBody(size - HEAD - text.length, 'packed', 'grub core')
  bytes.set(encode(MARK))
  viewOf(bytes).setUint32(8, size, true)
  bytes.set(text, HEAD)
  bytes.set(fill.read(0, fill.size), HEAD + text.length)
  viewOf(bytes).setUint32(12, crc32(bytes.subarray(HEAD)), true)
  return bytes
}

/** The payload at an offset; undefined where it is none, or damaged. */
export function readPayload(content: Body, at: number): CoreImage | undefined {
  const head = content.read(at, HEAD)
  if (head.length < HEAD || decode(head.subarray(0, 8)) !== MARK) return undefined
  const size = viewOf(head).getUint32(8, true)
  if (size > EFI_SIZE) return undefined
  const rest = content.read(at + HEAD, size - HEAD)
  if (crc32(rest) !== viewOf(head).getUint32(12, true)) return undefined
  const text = decode(rest.subarray(0, rest.indexOf(0)))
  const prefix = /^prefix=(.*)$/m.exec(text)?.[1]
  if (prefix === undefined) return undefined
  const uuid = /^search\.fs_uuid (\S+) root$/m.exec(text)?.[1]
  return { prefix, uuid, monolithic: /^monolithic$/m.test(text) }
}

/** Where the images of one platform are told to look before grub-install says so. */
export const NOWHERE: CoreImage = { prefix: '/boot/grub', uuid: undefined }

/** Files of /usr/lib/grub/i386-pc that grub-install makes the images from. */
export const biosTemplates = (): [name: string, body: Body][] => [
  ['boot.img', bytesBody(concatBytes([bootImage(), new Uint8Array(72)]))],
  ['kernel.img', bytesBody(coreImage(NOWHERE))],
]

/** core.img, to be written from sector 1 on. */
export const coreImage = (image: CoreImage): Uint8Array => payload(image, CORE_SECTORS * SECTOR)

/** The core image at a sector, if it is whole. */
export const coreImageIn = (content: Body, sector: number): CoreImage | undefined =>
  readPayload(content, sector * SECTOR)
