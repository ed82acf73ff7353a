import { type Body, bytesBody, concatBody } from '../../base/body.ts'
import { decode, encode } from '../../base/text.ts'
import { generatedBody } from '../../registry/texture.ts'
import { efiContent, efiHead, efiImage, efiImageIn } from '../grub/efi-image.ts'
import type { CoreImage } from '../grub/images.ts'
import { SIGNATURE, signImage } from './image.ts'
import { debianKey, MICROSOFT_UEFI } from './keys.ts'

/** The parts of shim: itself, what asks a person about keys, what makes boot entries anew. */
const PARTS = { shim: 'SHIMx64\n', mokManager: 'MMx64\n', fallback: 'FBx64\n' } as const
const MARK = 16
/** Sizes of the files in Debian's packages shim-signed, shim-helpers-amd64-signed and grub-efi-amd64-signed. */
const SIZES = { shim: 1_048_504, mokManager: 877_992, fallback: 118_832, grub: 4_183_488 } as const

/** An executable of UEFI, by what it is. */
export type Loader =
  | { readonly kind: 'grub'; readonly core: CoreImage }
  | { readonly kind: keyof typeof PARTS }

/** What an executable of UEFI is; undefined where it is none, or damaged. */
export function loaderIn(body: Body): Loader | undefined {
  const core = efiImageIn(body)
  if (core) return { kind: 'grub', core }
  const mark = decode(efiContent(body, MARK)).replace(/\0.*$/s, '')
  const kind = (Object.keys(PARTS) as (keyof typeof PARTS)[]).find((each) => PARTS[each] === mark)
  return kind && { kind }
}

/** A body with what it takes to be `size` bytes long. */
const filled = (body: Body, size: number, seed: string): Body =>
  concatBody([body, generatedBody(size - body.size, 'packed', seed)])

function part(kind: keyof typeof PARTS): Body {
  const mark = new Uint8Array(MARK)
  mark.set(encode(PARTS[kind]))
  const image = concatBody([bytesBody(efiHead()), bytesBody(mark)])
  const signer = kind === 'shim' ? MICROSOFT_UEFI : debianKey('shim')
  return signImage(filled(image, SIZES[kind] - SIGNATURE, kind), signer)
}

/** Files of Debian's signed packages: what grub-install copies to the ESP. */
export const signedLoaders = (): Readonly<Record<string, Body>> => ({
  'usr/lib/shim/shimx64.efi.signed': part('shim'),
  'usr/lib/shim/mmx64.efi.signed': part('mokManager'),
  'usr/lib/shim/fbx64.efi.signed': part('fallback'),
  'usr/lib/grub/x86_64-efi-signed/grubx64.efi.signed': signImage(
    filled(
      efiImage({ prefix: '/EFI/debian', uuid: undefined, monolithic: true }),
      SIZES.grub - SIGNATURE,
      'grubx64',
    ),
    debianKey('grub2'),
  ),
})
