import { type Body, bytesBody, textBody } from '../../base/body.ts'
import { SIGNATURE, signImage } from '../../boot/signing/image.ts'
import { debianKey, KERNEL_BUILD } from '../../boot/signing/keys.ts'
import { signedLoaders } from '../../boot/signing/loaders.ts'
import { signModule } from '../../boot/signing/module.ts'
import { programBody } from '../../registry/recipe.ts'
import type { Signing } from './installed.ts'

/** What shim makes a boot entry of, where there is none. */
const CSV = 'shimx64.efi,debian,,This is the boot entry for debian\n'

/** UCS-2 with its mark. */
function wide(text: string): Body {
  const bytes = new Uint8Array(2 * text.length + 2)
  bytes.set([0xff, 0xfe])
  for (let i = 0; i < text.length; i++) bytes[2 * i + 2] = text.charCodeAt(i)
  return bytesBody(bytes)
}

const LOADERS = signedLoaders()
const [SHIM, MOK_MANAGER, FALLBACK, GRUB] = [
  'usr/lib/shim/shimx64.efi.signed',
  'usr/lib/shim/mmx64.efi.signed',
  'usr/lib/shim/fbx64.efi.signed',
  'usr/lib/grub/x86_64-efi-signed/grubx64.efi.signed',
].map((path) => LOADERS[path]!)

/** Debian's packages shim-signed and grub-efi-amd64-signed, its kernel and its modules, all with their signatures. */
export const SIGNED: Signing = {
  kernel: { signature: SIGNATURE, sign: (image) => signImage(image, debianKey('linux')) },
  module: (module) => signModule(module, KERNEL_BUILD),
  packages: [
    ...Object.entries(LOADERS),
    ['usr/lib/shim/BOOTX64.CSV', wide(CSV)],
    ['usr/bin/sbverify', programBody('sbverify', 'amd64', 69_096)],
  ],
  esp: (uuid) => [
    ['EFI/debian/shimx64.efi', SHIM!],
    ['EFI/debian/grubx64.efi', GRUB!],
    ['EFI/debian/mmx64.efi', MOK_MANAGER!],
    ['EFI/debian/fbx64.efi', FALLBACK!],
    ['EFI/debian/BOOTX64.CSV', wide(CSV)],
    [
      'EFI/debian/grub.cfg',
      textBody(`search.fs_uuid ${uuid} root \nset prefix=($root)'/grub'\nconfigfile $prefix/grub.cfg\n`),
    ],
    ['EFI/BOOT/BOOTX64.EFI', SHIM!],
    ['EFI/BOOT/fbx64.efi', FALLBACK!],
  ],
}
