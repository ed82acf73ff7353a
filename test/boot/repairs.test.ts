import { describe, expect, it } from 'vitest'
import { decode } from '../../src/engine/base/text.ts'
import { type Installed, installDebian } from '../../src/engine/world/pc/installed.ts'
import { FIRST_START, switchOn } from '../../src/engine/world/pc/pc.ts'
import { Workshop } from '../../src/engine/world/pc/workshop.ts'

type Firmware = 'bios' | 'uefi'
const whole = {
  bios: await installDebian({ firmware: 'bios', time: FIRST_START }),
  uefi: await installDebian({ firmware: 'uefi', time: FIRST_START }),
}
const states = { bios: whole.bios.disk.state, uefi: whole.uefi.disk.state }

/** The machine as it was installed. */
function install(firmware: Firmware): Installed {
  const { disk, nvram } = whole[firmware]
  disk.restore(states[firmware])
  return { ...whole[firmware], nvram: { ...nvram } }
}

/** Runs lines in the installed system; what the last one wrote, and its exit status. */
async function inSystem({ disk, nvram }: Installed, firmware: Firmware, ...lines: string[]) {
  const root = disk.partitions.find(({ volume }) => volume?.facts?.label === 'root')!.volume!.fs!
  const workshop = new Workshop(disk, root, firmware, FIRST_START, nvram)
  const efi = firmware === 'uefi'
  await workshop.mountAll([
    ['/boot', efi ? 2 : 1, 'ext4'],
    ...(efi ? [['/boot/efi', 1, 'vfat'] as const] : []),
  ])
  let last = { output: '', code: 0 }
  for (const line of lines) last = await workshop.run(line)
  workshop.leave()
  return last
}

/** What firmware and loader show until the menu is there, or nothing happens any more. */
async function start({ disk, nvram }: Installed, firmware: Firmware): Promise<string> {
  const machine = switchOn({ firmware, disk, nvram, memoryMiB: 1024, seed: 'repairs', clock: FIRST_START })
  let shown = ''
  machine.onOutput = (bytes) => {
    shown += decode(bytes)
  }
  while (!shown.includes('GNU GRUB')) {
    const state = await machine.pump(1000)
    if (state.kind === 'idle') break
    if (state.kind === 'paused') machine.advance()
  }
  return shown
}

describe('grub-install', () => {
  it('brings back what was emptied of the first sectors, and leaves the partitions', async () => {
    const made = install('bios')
    const before = await inSystem(made, 'bios', 'dd if=/dev/sda bs=1 skip=446 count=66 2>/dev/null | md5sum')
    await inSystem(made, 'bios', 'dd if=/dev/zero of=/dev/sda bs=440 count=1 conv=notrunc')
    expect(await start(made, 'bios')).not.toContain('GRUB')
    const { output, code } = await inSystem(
      made,
      'bios',
      'rm /boot/grub/i386-pc/normal.mod',
      'grub-install /dev/sda',
    )
    expect({ output, code }).toEqual({
      output: 'Installing for i386-pc platform.\nInstallation finished. No error reported.\n',
      code: 0,
    })
    expect(await start(made, 'bios')).toContain('GNU GRUB')
    const after = await inSystem(made, 'bios', 'dd if=/dev/sda bs=1 skip=446 count=66 2>/dev/null | md5sum')
    expect(after.output).toBe(before.output)
  })

  it('puts a loader on the ESP and an entry into the firmware, or the fallback alone', async () => {
    const made = install('uefi')
    await inSystem(made, 'uefi', 'rm -r /boot/efi/EFI', 'efibootmgr -b 1 -B')
    expect(await start(made, 'uefi')).toContain('UEFI Interactive Shell')
    await inSystem(made, 'uefi', 'grub-install --removable')
    expect(await start(made, 'uefi')).toContain('starting Boot0002 "UEFI QEMU HARDDISK QM00001 "')
    const { output } = await inSystem(made, 'uefi', 'rm -r /boot/efi/EFI', 'grub-install', 'efibootmgr')
    expect(output).toContain('\nBootOrder: 0001,0000,0002,0003\n')
    expect(await start(made, 'uefi')).toMatch(
      /starting Boot0001 "debian" from HD\(1,GPT,.*\\EFI\\debian\\grubx64\.efi/,
    )
  })

  it.each([
    ['bios', 'grub-install', "error: install device isn't specified."],
    [
      'bios',
      'grub-install --target=x86_64-efi',
      "modinfo.sh doesn't exist. Please specify --target or --directory.",
    ],
    ['uefi', 'umount /boot/efi; grub-install', "error: /boot/efi doesn't look like an EFI partition."],
  ] as const)('%s: %s', async (firmware, line, words) => {
    const { output, code } = await inSystem(install(firmware), firmware, line)
    expect(output).toContain(words)
    expect(code).toBe(1)
  })
})

describe('efibootmgr', () => {
  it('makes, orders and deletes the entries that the firmware tries', async () => {
    const made = install('uefi')
    const first = await inSystem(made, 'uefi', "efibootmgr -c -L mine -l '\\EFI\\BOOT\\BOOTX64.EFI' -v")
    expect(first.output).toContain('BootOrder: 0004,0001,0000,0002,0003\n')
    expect(first.output).toContain(
      'Boot0004* mine\tHD(1,GPT,f4b27905-e319-2441-85b1-0a9697c75926,0x800,0x20000)/File(\\EFI\\BOOT\\BOOTX64.EFI)\n',
    )
    expect(await start(made, 'uefi')).toContain('starting Boot0004 "mine"')
    await inSystem(made, 'uefi', 'efibootmgr -q -n 1')
    expect(await start(made, 'uefi')).toContain('starting Boot0001 "debian"')
    expect(await start(made, 'uefi')).toContain('starting Boot0004 "mine"')
    await inSystem(made, 'uefi', 'efibootmgr -q -A -b 4')
    expect(await start(made, 'uefi')).toContain('starting Boot0001 "debian"')
    const { output } = await inSystem(made, 'uefi', 'efibootmgr -b 4 -B')
    expect(output).not.toContain('mine')
  })

  it('says so where the firmware is a BIOS', async () => {
    expect(await inSystem(install('bios'), 'bios', 'efibootmgr')).toEqual({
      output: 'EFI variables are not supported on this system.\n',
      code: 2,
    })
  })
})

describe('an ESP', () => {
  it('has the permissions of its mount, and its names in the order in which they were made', async () => {
    const { output } = await inSystem(
      install('uefi'),
      'uefi',
      'umount /boot/efi; mount -t vfat -o umask=0077 /dev/sda1 /boot/efi; chmod 644 /boot/efi/EFI/debian/grubx64.efi; stat -c %a /boot/efi /boot/efi/EFI/debian/grubx64.efi; find /boot/efi -name "*.*"',
    )
    expect(output).toBe('700\n700\n/boot/efi/EFI/debian/grubx64.efi\n/boot/efi/EFI/BOOT/BOOTX64.EFI\n')
  })
})

describe('Secure Boot', () => {
  it('refuses a loader that nobody has signed, and is seen by the system', async () => {
    const made = install('uefi')
    made.nvram.secureBoot = true
    const shown = await start(made, 'uefi')
    expect(shown).toMatch(/failed to load Boot0001 "debian" from HD\(1,GPT,.*grubx64\.efi: Access Denied/)
    expect(shown).not.toContain('GRUB')
    expect((await inSystem(made, 'uefi', 'mokutil --sb-state')).output).toBe('SecureBoot enabled\n')
    made.nvram.secureBoot = false
    expect(await start(made, 'uefi')).toContain('GNU GRUB')
    expect((await inSystem(made, 'uefi', 'mokutil --sb-state')).output).toBe('SecureBoot disabled\n')
  })
})

describe('looking at a disk', () => {
  it('dumps its table for sfdisk', async () => {
    const { output } = await inSystem(install('bios'), 'bios', 'sfdisk -d /dev/sda')
    expect(output).toBe(
      'label: dos\nlabel-id: 0x1b2c3d4e\ndevice: /dev/sda\nunit: sectors\nsector-size: 512\n\n' +
        '/dev/sda1 : start=        2048, size=      524288, type=83, bootable\n' +
        '/dev/sda2 : start=      526336, size=     3584000, type=83\n' +
        '/dev/sda3 : start=     4110336, size=      395264, type=82\n',
    )
  })

  it('finds the line of /etc/fstab that no boot gets past', async () => {
    const made = install('bios')
    expect((await inSystem(made, 'bios', 'findmnt --verify')).output).toBe(
      'Success, no errors or warnings detected\n',
    )
    const { output, code } = await inSystem(
      made,
      'bios',
      "echo 'UUID=dead-beef /data ext4 defaults 0 2' >> /etc/fstab; sed -i '/boot/s/ext4/vfat/' /etc/fstab; findmnt --verify",
    )
    expect(output).toContain(
      '/data\n   [E] unreachable on boot required target: No such file or directory\n   [E] unreachable on boot required source: UUID=dead-beef\n',
    )
    expect(output).toContain('   [E] vfat does not match with on-disk ext4\n')
    expect(output).toMatch(/\n\n0 parse errors, 3 errors, 0 warnings\n$/)
    expect(code).toBe(1)
  })
})
