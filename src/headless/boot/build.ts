import { textBody } from '../../engine/base/body.ts'
import { Disk } from '../../engine/boot/disk/disk.ts'
import { emptyNvram } from '../../engine/boot/firmware/nvram.ts'
import { type Installed, installDebian } from '../../engine/world/pc/installed.ts'
import { SECTORS } from '../../engine/world/pc/layout.ts'
import { FIRST_START } from '../../engine/world/pc/pc.ts'
import { prepareDisk, treeOf } from '../../engine/world/pc/prepare.ts'
import type { Description } from './description.ts'

/** When the system of the descriptions was installed: some minutes before its first start. */
const INSTALLED = FIRST_START - 840_000_000_000n

/** The machine that a description starts from. */
export async function buildMachine(description: Description, before?: Installed): Promise<Installed> {
  const firmware = description.firmware ?? 'bios'
  const made = before ?? (await installDebian({ firmware, time: INSTALLED }))
  if (description.prepare) await prepare(made, firmware, description.prepare)
  if (description.menu_entry) addMenuEntry(made, description.menu_entry)
  const disk = description.disk === 'blank' ? new Disk(SECTORS) : made.disk
  const nvram = description.nvram === 'empty' ? emptyNvram() : made.nvram
  return { ...made, disk, nvram }
}

async function prepare(made: Installed, firmware: 'bios' | 'uefi', lines: readonly string[]): Promise<void> {
  const done = await prepareDisk(made, firmware, FIRST_START - 60_000_000_000n, lines)
  for (const { line, output, code } of done)
    if (code !== 0) console.error(`prepare: ${line}: exit status ${code}\n${output}`)
}

/** Writes /boot/grub/custom.cfg with one entry. */
function addMenuEntry(made: Installed, entry: NonNullable<Description['menu_entry']>): void {
  const uuidOf = (role: string): string => made.parts.find((part) => part.role === role)!.uuid
  const { hotkey, title, kernel, args, initrd } = entry
  const text = [
    `menuentry '${title}' --hotkey=${hotkey} --id '${title}' {`,
    'insmod part_msdos',
    'insmod ext2',
    'search --no-floppy --fs-uuid --set=root %BOOT_UUID%',
    ...(kernel === null ? [] : ["echo 'Loading Linux 6.1.0-50-amd64 ...'", `linux ${kernel} ${args}`]),
    ...(initrd === null ? [] : ["echo 'Loading initial ramdisk ...'", `initrd ${initrd}`]),
    '}',
    '',
  ]
    .join('\n')
    .replaceAll('%ROOT_UUID%', uuidOf('root'))
    .replaceAll('%BOOT_UUID%', uuidOf('boot'))
  const boot = treeOf(made, 'boot')
  const grub = boot.child(boot.root, 'grub')
  if (grub === undefined) return
  const time = FIRST_START
  const there = boot.child(grub, 'custom.cfg')
  const file = there ?? boot.create(grub, 'custom.cfg', { mode: 0o644, uid: 0, gid: 0, time })
  boot.setBody(file, textBody(text), time)
}
