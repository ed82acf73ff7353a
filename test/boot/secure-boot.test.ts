import { describe, expect, it } from 'vitest'
import { decode, encode } from '../../src/engine/base/text.ts'
import type { Machine } from '../../src/engine/boot/machine.ts'
import { type Installed, installDebian } from '../../src/engine/world/pc/installed.ts'
import { FIRST_START, switchOn } from '../../src/engine/world/pc/pc.ts'
import { prepareDisk } from '../../src/engine/world/pc/prepare.ts'
import { SIGNED } from '../../src/engine/world/pc/signed.ts'

const RELEASE = '6.1.0-50-amd64'
const KERNEL = `/boot/vmlinuz-${RELEASE}`
const whole = await installDebian({ firmware: 'uefi', signing: SIGNED, time: FIRST_START })
const { state } = whole.disk
const { nvram } = whole

/** A machine as it was installed, after lines of shell on its disk. */
async function installed(...lines: string[]): Promise<Installed> {
  whole.disk.restore(state)
  const made = { ...whole, nvram: { ...nvram } }
  for (const { line, code, output } of await prepareDisk(made, 'uefi', FIRST_START, lines))
    if (code !== 0) throw new Error(`${line}: ${output}`)
  return made
}

/** Somebody before a machine: types when what it waits for is shown. */
class Person {
  readonly machine: Machine
  private shown = ''
  constructor({ disk, nvram }: Installed) {
    const options = { firmware: 'uefi', disk, nvram, memoryMiB: 1024, seed: 'secure', clock: FIRST_START }
    this.machine = switchOn(options as Parameters<typeof switchOn>[0])
    this.machine.onOutput = (bytes) => {
      this.shown += decode(bytes)
    }
  }
  /** What is shown until some text is there, or nothing happens any more. */
  async until(text: string): Promise<string> {
    const plain = (): string => this.shown.replace(/\x1b\[[\d;?]*[A-Za-z]/g, '\n').replaceAll('\r', '')
    while (!plain().includes(text)) {
      const { kind } = await this.machine.pump(500, () => plain().includes(text))
      if (kind === 'idle') break
      if (kind === 'paused') this.machine.advance()
    }
    const found = plain()
    this.shown = ''
    return found.replace(/\n\n+/g, '\n')
  }
  async type(keys: string, until: string): Promise<string> {
    this.machine.input(encode(keys))
    return this.until(until)
  }
}

const BOOTED = 'Linux version'
const GRUB = '/boot/efi/EFI/debian/grubx64.efi'

describe('Secure Boot', () => {
  it('is a chain of signatures from the firmware to the modules', async () => {
    const person = new Person(await installed())
    const shown = await person.until('Secure boot enabled')
    expect(shown).toContain('starting Boot0001 "debian" from HD(1,GPT,')
    expect(shown).toContain('\\EFI\\debian\\shimx64.efi\nWelcome to GRUB!')
    expect(shown).toMatch(
      /\nLoading initial ramdisk \.\.\.\nEFI stub: UEFI Secure Boot is enabled\.\n.*Linux version/,
    )
    expect(shown).toMatch(/ MOKvar=0x3e576000 \n.*\] Kernel is locked down from EFI Secure Boot; see man/)
    const more = await person.until('(automatic login)')
    expect(more).toContain("Loaded X.509 cert 'Debian Secure Boot CA: ")
    expect(more).not.toContain('is rejected')
    expect(more).toContain('login: ')
    for (const text of ['root\n', 'root\n']) person.machine.input(encode(text))
    expect(
      await person.type('mokutil --sb-state; cat /sys/kernel/security/lockdown\n', 'confidentiality'),
    ).toContain('SecureBoot enabled\nnone [integrity] confidentiality')
    await person.type('rmmod loop; cp $(find /lib/modules -name loop.ko) a.ko; echo ready\n', '\nready\n')
    expect(await person.type('insmod a.ko; lsmod | grep ^loop; rmmod loop; echo 1\n', '\n1\n')).toMatch(
      /\nloop +\d/,
    )
    const changed = await person.type(
      'printf X | dd of=a.ko bs=1 seek=9000 conv=notrunc status=none; insmod a.ko; echo 2\n',
      '\n2\n',
    )
    expect(changed).toContain('insmod: ERROR: could not insert module a.ko: Key was rejected by service\n')
    const cut = await person.type('truncate -s -9 a.ko; insmod a.ko; echo 3\n', '\n3\n')
    expect(cut).toMatch(/\] Loading of unsigned module is rejected\n.*Key was rejected by service\n/s)
    expect(await person.type('echo none > /sys/kernel/security/lockdown; echo 4\n', '\n4\n')).toContain(
      'write error: Operation not permitted',
    )
    expect(await person.type(`sbverify --list ${GRUB}\n`, 'grub2')).toContain(
      'issuers:\n - /CN=Debian Secure Boot CA\n',
    )
  })

  it('stops a loader that nobody whom the firmware trusts has signed; setup switches it off', async () => {
    const person = new Person(
      await installed(
        'printf X | dd of=/boot/efi/EFI/debian/shimx64.efi bs=1 seek=90000 conv=notrunc status=none',
        'grub-install --removable --no-uefi-secure-boot',
      ),
    )
    const shown = await person.until('Boot Manager Menu.')
    expect(shown).toMatch(/failed to load Boot0001 "debian" from .*shimx64\.efi: Access Denied\n/)
    expect(shown).toMatch(/failed to load Boot0002 "UEFI QEMU HARDDISK QM00001 " from .*: Access Denied\n/)
    expect(shown).toMatch(/failed to start Boot0003 "EFI Internal Shell" from .*: Security Violation\n/)
    expect(await person.type('x', 'Reset')).toContain('> Device Manager')
    expect(await person.type('\r', 'Press <Enter>')).toContain('> Secure Boot Configuration')
    expect(await person.type('\r', 'after platform')).toContain('[X]')
    await person.type('\r', 'please reset the platform')
    expect(await person.type('\r', '[ ]')).toContain('Current Secure Boot State  Enabled')
    await person.type('\x1b', 'Devices List')
    await person.type('\x1b', 'Reset')
    await person.type('\x1b[B\x1b[B\x1b[B\r', '')
    await person.until('never')
    expect(person.machine.state).toBe('restarting')
    expect(whole.nvram.secureBoot).toBe(true)
  })

  it('stops at shim for another GRUB, and leads to MokManager', async () => {
    const person = new Person(
      await installed(`printf X | dd of=${GRUB} bs=1 seek=3000000 conv=notrunc status=none`),
    )
    expect(await person.until('OK')).toContain('Verification failed: (0x1A) Security Violation')
    expect(await person.type('\r', 'Booting in')).toContain('Press any key to perform MOK management')
    expect(await person.type('x', 'hash from disk')).toContain('Continue boot')
    expect(await person.type('\r', 'OK')).toContain('Verification failed')
    expect(person.machine.state).toBe('firmware')
  })

  it('lets GRUB load no kernel that was changed or is unsigned, and no module', async () => {
    const person = new Person(
      await installed(`printf X | dd of=${KERNEL} bs=1 seek=4000000 conv=notrunc status=none`),
    )
    expect(await person.until('any key')).toMatch(
      /\nLoading Linux .*\.\.\.\nerror: bad shim signature\.\nLoading initial ramdisk \.\.\.\nerror: you need to load the kernel first\.\n/,
    )
    await person.type('x', 'any key')
    await person.type('x', 'previous menu')
    await person.type('c', 'grub> ')
    expect(await person.type('insmod hexdump\r', 'grub> ')).toContain(
      'error: prohibited by secure boot policy.',
    )
    expect(await person.type('insmod xfs\recho $lockdown\r', '\ny\n')).not.toContain('error')
    await person.type('fwsetup\r', 'never')
    expect(person.machine.state).toBe('restarting')
  })

  it('asks nobody while it is off, but says that a kernel nobody signed is none of Debian’s', async () => {
    const made = await installed(`truncate -s -520 ${KERNEL}`, `sbverify --list ${KERNEL} || true`)
    made.nvram.secureBoot = false
    const person = new Person(made)
    const shown = await person.until('X.509')
    expect(shown).toContain(BOOTED)
    expect(shown).toContain('secureboot: Secure boot disabled')
    expect(shown).not.toContain('locked down')
    expect(
      await new Person({ ...made, nvram: { ...made.nvram, secureBoot: true } }).until('any key'),
    ).toContain('bad shim signature')
  })

  it('has shim make the boot entry anew where the firmware has lost it', async () => {
    const made = await installed('efibootmgr -q -b 1 -B')
    expect(await new Person(made).until('Welcome')).toContain(
      'starting Boot0002 "UEFI QEMU HARDDISK QM00001 "',
    )
    expect(await new Person(made).until('Welcome')).toMatch(/starting Boot0001 "debian" from .*shimx64/)
  })

  it('is what grub-install prepares, with and without shim', async () => {
    const made = await installed('rm -r /boot/efi/EFI', 'efibootmgr -q -b 1 -B', 'grub-install')
    expect(await new Person(made).until('GNU GRUB')).toMatch(/starting Boot0001 "debian" from .*shimx64/)
    const removable = await installed(
      'rm -r /boot/efi/EFI',
      'efibootmgr -q -b 1 -B',
      'grub-install --removable',
    )
    expect(await new Person(removable).until('GNU GRUB')).toContain('starting Boot0002 "UEFI QEMU')
  })
})
