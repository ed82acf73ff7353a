import type { Command } from '../shell.ts'
import { LOADING } from './loading.ts'
import { LOOKING } from './looking.ts'
import { SCRIPTING } from './scripting.ts'

/** Modules that the core image brings for a boot partition. */
export const CORE_MODULES = ['biosdisk', 'part_msdos', 'part_gpt', 'ext2', 'fat', 'fshelp'] as const

/** Modules that `normal` needs and loads with itself. */
export const NORMAL_MODULES = ['normal', 'terminal', 'crypto', 'extcmd', 'boot', 'gettext', 'bufio'] as const

export const COMMANDS: ReadonlyMap<string, { run: Command; module: string | undefined }> = new Map(
  [...LOADING, ...LOOKING, ...SCRIPTING].map(([name, run, module]) => [name, { run, module }]),
)

/** Modules of no use to a PC that is started from a disk: the signed image is made without them. */
const NOT_EMBEDDED = ['linux16', 'hexdump', 'lspci', 'usb']

/** Modules that grub-install copies to the disk; those of one platform alone are not told apart. */
export const MODULES: readonly string[] = [
  ...new Set([
    ...CORE_MODULES,
    ...NORMAL_MODULES,
    ...[...COMMANDS.values()].flatMap(({ module }) => module ?? []),
    ...'all_video vbe vga video video_bochs video_cirrus efi_gop efi_uga gfxterm gfxmenu png jpeg gzio xzio lzopio zstd'.split(
      ' ',
    ),
    ...'btrfs xfs iso9660 lvm mdraid1x luks cryptodisk help hexdump lspci memdisk ntfs password regexp tar usb'.split(
      ' ',
    ),
  ]),
]

/** Modules in the image that Debian signs: with Secure Boot it can load no others (debian/build-efi-images). */
export const EMBEDDED: readonly string[] = MODULES.filter((name) => !NOT_EMBEDDED.includes(name))
