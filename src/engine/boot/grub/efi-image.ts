import { type Body, bytesBody, concatBody } from '../../base/body.ts'
import { decode, encode } from '../../base/text.ts'
import { viewOf } from '../../vfs/blocks/bytes.ts'
import { type CoreImage, EFI_SIZE, MARK, NOWHERE, payload, readPayload } from './images.ts'

const EFI_PAYLOAD = 0x200

/** grubx64.efi: a PE image for UEFI. */
export const efiImage = (image: CoreImage): Body =>
  concatBody([bytesBody(efiHead()), bytesBody(payload(image, EFI_SIZE - EFI_PAYLOAD))])

/** What an executable of UEFI begins with, up to where its content is. */
export function efiHead(): Uint8Array {
  const head = new Uint8Array(EFI_PAYLOAD)
  const view = viewOf(head)
  head.set(encode('MZ'))
  view.setUint32(0x3c, 0x80, true)
  head.set(encode('PE\0\0'), 0x80)
  view.setUint16(0x84, 0x8664, true)
  view.setUint16(0x94, 0xf0, true)
  view.setUint16(0x96, 0x22e, true)
  view.setUint16(0x98, 0x20b, true)
  view.setUint16(0xdc, 10, true)
  return head
}

/** What stands behind the head of an executable of UEFI, at most `length` bytes; nothing for what is none. */
export function efiContent(body: Body, length: number): Uint8Array {
  const head = body.read(0, 0x84)
  const isEfi = decode(head.subarray(0, 2)) === 'MZ' && decode(head.subarray(0x80, 0x82)) === 'PE'
  return isEfi ? body.read(EFI_PAYLOAD, length) : new Uint8Array(0)
}

/** The GRUB in an EFI executable; undefined where it is none, or damaged. */
export const efiImageIn = (body: Body): CoreImage | undefined =>
  decode(efiContent(body, MARK.length)) === MARK ? readPayload(body, EFI_PAYLOAD) : undefined

/** Files of /usr/lib/grub/x86_64-efi that grub-install makes the image from. */
export const efiTemplates = (): [name: string, body: Body][] => [['kernel.img', efiImage(NOWHERE)]]
