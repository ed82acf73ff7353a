import type { Instant } from '../../base/time.ts'
import type { Disk } from '../../boot/disk/disk.ts'
import { addFirst, refresh } from '../../boot/firmware/boot-order.ts'
import type { Nvram } from '../../boot/firmware/nvram.ts'
import { efiImage } from '../../boot/grub/efi-image.ts'
import { SECTOR } from '../../vfs/blocks/bytes.ts'
import { GPT_TYPES, writeGpt } from '../../vfs/blocks/gpt.ts'
import { writeMbr } from '../../vfs/blocks/mbr.ts'
import type { TreeFs } from '../../vfs/tree-fs.ts'
import { Filler } from './filler.ts'
import type { Signing } from './installed.ts'
import { DISK_ID, type Part, SECTORS } from './layout.ts'

/** What the installer does on a machine with UEFI: a GPT behind a protective MBR. */
export function writeGptDisk(disk: Disk, parts: readonly Part[]): void {
  const first = new Uint8Array(SECTOR)
  writeMbr(first, [{ active: false, type: 0xee, start: 1, sectors: SECTORS - 1 }], 0)
  disk.overwrite(0, first)
  const entries = parts.map(({ role, guid, start, sectors }) => ({
    type: GPT_TYPES[role === 'efi' ? 'efi' : role === 'swap' ? 'swap' : 'linux'],
    guid,
    start,
    sectors,
  }))
  for (const [sector, bytes] of writeGpt(entries, DISK_ID.uefi, SECTORS))
    disk.overwrite(sector * SECTOR, bytes)
}

/** A loader that nobody signed, and its copy at the fallback path. */
const unsignedLoaders = (uuid: string): ReturnType<Signing['esp']> =>
  ['EFI/debian/grubx64.efi', 'EFI/BOOT/BOOTX64.EFI'].map((path) => [
    path,
    efiImage({ prefix: '/grub', uuid }),
  ])

/** `signed`: what is signed on the ESP. `uuid`: that of the file system with GRUB's files. */
export function fillEsp(
  esp: TreeFs,
  signed: ReturnType<Signing['esp']> | undefined,
  uuid: string,
  time: Instant,
): void {
  const fill = new Filler(esp, time)
  for (const [path, body] of signed ?? unsignedLoaders(uuid)) fill.file(path, body, 0o700)
}

/** The firmware's entries after it has started once and the installer has added its own. */
export function addEntries(nvram: Nvram, parts: readonly Part[], signed: boolean): void {
  refresh(nvram)
  nvram.entries = []
  nvram.order = []
  addFirst(nvram, 'UiApp', { kind: 'application', name: 'UiApp' })
  const { guid } = parts.find(({ role }) => role === 'efi')!
  const loader = signed ? 'shimx64.efi' : 'grubx64.efi'
  addFirst(nvram, 'debian', { kind: 'file', partition: guid, path: `\\EFI\\debian\\${loader}` })
  if (signed) nvram.secureBoot = true
  refresh(nvram)
}

export { efiTemplates } from '../../boot/grub/efi-image.ts'
