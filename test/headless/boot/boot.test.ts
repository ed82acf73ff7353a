import { describe, expect, it } from 'vitest'
import { run } from '../../../src/headless/boot/boot.ts'
import type { Description } from '../../../src/headless/boot/description.ts'

const KERNEL = '/vmlinuz-6.1.0-50-amd64'
const INITRD = '/initrd.img-6.1.0-50-amd64'
const PROMPT = '\\(initramfs\\) $'

/** A menu entry that is chosen at once. */
const entry = (args: string, initrd: string | null = INITRD, kernel = KERNEL): Description => ({
  menu_entry: { hotkey: 'k', title: 'test', kernel, args: `${args} console=ttyS0,115200`, initrd },
  input: [{ at: 'automatically in', send: 'k' }],
})
const typed = (description: Description, ...commands: string[]): Description => ({
  ...description,
  input: [...(description.input ?? []), ...commands.map((each) => ({ at: PROMPT, send: `${each}\n` }))],
})
const console = async (description: Description): Promise<string> => (await run(description)).console

/** What stands between a command at a prompt and the next prompt. */
const outputOf = (text: string, command: string): string =>
  text.slice(text.indexOf(`(initramfs) ${command}\n`) + command.length + 13).split('(initramfs) ')[0]!

describe('a PC with BIOS', () => {
  it('leaves a driver alone that is on the blacklist, until somebody loads it', async () => {
    const text = await console({
      prepare: ['echo blacklist ahci > /etc/modprobe.d/sata.conf', 'update-initramfs -u'],
      ...typed(
        entry('root=/dev/sda2 ro rootdelay=1 quiet'),
        'ls /dev/sda; modprobe ahci; ls /dev/sda',
        'rm /etc/modprobe.d/sata.conf; modprobe ahci; ls /dev/sda2',
        'exit',
      ),
    })
    const missing = 'ls: /dev/sda: No such file or directory\n'
    expect(text).toContain('ALERT!  /dev/sda2 does not exist.  Dropping to a shell!')
    expect(outputOf(text, 'ls /dev/sda; modprobe ahci; ls /dev/sda')).toBe(missing + missing)
    expect(outputOf(text, 'rm /etc/modprobe.d/sata.conf; modprobe ahci; ls /dev/sda2')).toBe('/dev/sda2\n')
    expect(text).toMatch(/debian login: $/)
  })

  it('looks for a keyboard before udev does, where it is to stop at the top', async () => {
    const text = await console(
      typed(entry('root=/dev/sda2 ro quiet break=top'), 'lsmod | head -3', 'ls /dev/tty63 /dev/sda', 'tty'),
    )
    expect(outputOf(text, 'lsmod | head -3')).toMatch(
      /^Module .*\nxhci_pci +\d+ +0\s*\nxhci_hcd +\d+ +1 xhci_pci\n/,
    )
    expect(outputOf(text, 'ls /dev/tty63 /dev/sda')).toBe(
      'ls: /dev/sda: No such file or directory\n/dev/tty63\n',
    )
    expect(outputOf(text, 'tty')).toBe('/dev/ttyS0\n')
  })

  it('tells what is wrong before it restarts or halts for panic=', async () => {
    const said = async (panic: string): Promise<string> =>
      (await console(entry(`root=/dev/sdb1 ro quiet panic=${panic}`))).slice(-400)
    expect(await said('5')).toMatch(
      /ALERT! {2}\/dev\/sdb1 does not exist\. {2}Dropping to a shell!\nRebooting automatically due to panic= boot argument\n\[.*reboot: Restarting system\n/,
    )
    expect(await said('0')).toMatch(
      /\nHalting automatically due to panic= boot argument\n\[.*reboot: System halted\n$/,
    )
  })

  it('unpacks a damaged initramfs as far as it is good', async () => {
    const text = await console({
      prepare: [
        'f=/boot/bad.img; cp /boot/initrd.img-6.1.0-50-amd64 $f; s=$(stat -c %s $f); printf "\\377\\377\\377" | dd of=$f bs=1 seek=$((s*6/10)) conv=notrunc status=none',
      ],
      ...entry('root=/dev/sda2 ro', '/bad.img'),
    })
    expect(text).toContain('Initramfs unpacking failed: ZSTD-compressed data is corrupt')
    expect(text).toContain('Failed to execute /init (error -2)')
  })

  it('shows what is wrong with a line of grub.cfg, and goes on with the next', async () => {
    const start = async (change: string): Promise<string> =>
      (await console({ prepare: [`cd /boot/grub; ${change}`] })).split('Welcome to GRUB!')[1]!.slice(0, 3000)
    const errors = 'error: syntax error.\nerror: Incorrect command.\nerror: syntax error.\n'
    const wrongLine = await start('(echo if then; cat grub.cfg) > new; mv new grub.cfg')
    expect(wrongLine.trimStart()).toMatch(new RegExp(`^${errors}[\\s\\S]*\\*Debian GNU/Linux `))
    const cutOff = await start('echo "menuentry x {" >> grub.cfg')
    expect(cutOff.trimStart()).toMatch(
      new RegExp(`^error: out of memory.\n${errors}[\\s\\S]*\\*Debian GNU/Linux `),
    )
  })

  it('boots from its command line what another configuration file lists', async () => {
    const text = await console({
      prepare: ['mv /boot/grub/grub.cfg /boot/grub/old.cfg'],
      input: [
        { at: 'grub> $', send: 'configfile /nosuch\r' },
        { at: 'grub> $', send: 'configfile /grub/old.cfg\r' },
        { at: 'automatically in', send: '\r' },
      ],
    })
    expect(text).toContain("error: file `/nosuch' not found.")
    expect(text).toMatch(/debian login: $/)
  })

  it('goes into emergency mode for an option that the file system does not have', async () => {
    const text = await console({
      prepare: ["sed -i '/boot/s/defaults/defaults,nosuch/' /etc/fstab"],
      input: [
        { at: 'Control-D to continue\\): $', send: 'root\n' },
        { at: '# $', send: 'systemctl status boot.mount --no-pager\n' },
        { at: '# $', send: 'sed -i s/,nosuch// /etc/fstab; mount -a; mount | grep boot; tty\n' },
        { at: '# $', send: 'systemctl daemon-reload; systemctl default\n' },
      ],
    })
    expect(text).toContain("ext4: Unknown parameter 'nosuch'")
    expect(text).toContain('Loaded: loaded (/etc/fstab; generated)')
    expect(text).toMatch(/ {6}Where: \/boot\n {7}What: \/dev\/disk\/by-uuid\/\S+\n/)
    expect(text).toMatch(
      /mount\[\d+\]: mount: \/boot: wrong fs type, bad option, bad superblock on \/dev\/sda1,/,
    )
    expect(text).toMatch(
      /tty\n(\[.*\n)?mount: \(hint\) your fstab has been modified, .*\n.*daemon-reload.*\n\/dev\/sda1 on \/boot .*\n\/dev\/ttyS0\n/,
    )
    // getty.target has been active since the start that failed; the login that it wants has not.
    expect(text).toMatch(/debian login: $/)
  })

  it('goes on to the default target from the emergency shell', async () => {
    const { input = [], ...rest } = entry('root=/dev/sda2 rw quiet emergency')
    const text = await console({
      ...rest,
      input: [
        ...input,
        { at: 'Control-D to continue\\): $', send: 'root\n' },
        { at: '# $', send: 'systemctl default\n' },
      ],
    })
    expect(text).toMatch(/systemctl default\n[\s\S]*debian login: $/)
    expect(text).not.toContain('Hangup')
  })

  it('stops in the initramfs where it is told to, with a shell on its tree', async () => {
    const text = await console(
      typed(
        entry('root=/dev/sda2 ro break=premount'),
        'cat /proc/cmdline',
        'cat /proc/mounts',
        'ls /scripts',
        'mount -r -t ext4 /dev/sda2 /root && ls /root/sbin/init',
      ),
    )
    expect(text).toContain('Spawning shell within the initramfs')
    expect(outputOf(text, 'cat /proc/cmdline')).toBe(
      `BOOT_IMAGE=${KERNEL} root=/dev/sda2 ro break=premount console=ttyS0,115200\n`,
    )
    expect(
      outputOf(text, 'cat /proc/mounts')
        .split('\n')
        .map((line) => line.split(' ').slice(0, 3).join(' ')),
    ).toEqual([
      'rootfs / rootfs',
      'sysfs /sys sysfs',
      'proc /proc proc',
      'udev /dev devtmpfs',
      'devpts /dev/pts devpts',
      'tmpfs /run tmpfs',
      '',
    ])
    expect(text).toContain('EXT4-fs (sda2): mounted filesystem with ordered data mode.')
  })

  it.each<[string, Description, RegExp]>([
    [
      'a root that is not there',
      entry('root=UUID=0000 ro'),
      /ALERT! {2}UUID=0000 does not exist\. {2}Dropping to a shell!/,
    ],
    ['no root', entry('ro'), /No root device specified\. Boot arguments must include a root= parameter\./],
    [
      'no initrd',
      entry('root=/dev/sda2 ro', null),
      /Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block\(0,0\)/,
    ],
    [
      'a kernel that is not there',
      entry('ro', INITRD, '/nope'),
      /error: file `\/nope' not found\.\nLoading initial ramdisk \.\.\.\nerror: you need to load the kernel first\./,
    ],
    [
      'an initrd of noise',
      { prepare: [`dd if=/dev/urandom of=/boot${INITRD} bs=4096 count=1 conv=notrunc`] },
      /Initramfs unpacking failed: invalid magic at start of compressed archive/,
    ],
    [
      'half an initrd',
      { prepare: [`truncate -s 15000000 /boot${INITRD}`] },
      /ZSTD-compressed data is truncated[\s\S]*Failed to execute \/init \(error -2\)[\s\S]*No working init found/,
    ],
    [
      'no GRUB modules',
      { prepare: ['rm -r /boot/grub/i386-pc'] },
      /error: file `\/grub\/i386-pc\/normal\.mod' not found\.\ngrub rescue> $/,
    ],
    ['no grub.cfg', { prepare: ['rm /boot/grub/grub.cfg'] }, /Minimal BASH-like line editing[\s\S]*grub> $/],
    [
      'a damaged core image',
      { prepare: ['dd if=/dev/urandom of=/dev/sda bs=512 count=64 seek=1 conv=notrunc'] },
      /\nGRUB $/,
    ],
    [
      'an empty first sector',
      { prepare: ['dd if=/dev/zero of=/dev/sda bs=440 count=1 conv=notrunc'] },
      /Booting from Hard Disk\.\.\.\n$/,
    ],
    [
      'no boot sector',
      { prepare: ['dd if=/dev/zero of=/dev/sda bs=512 count=1 conv=notrunc'] },
      /not a bootable disk[\s\S]*No bootable device\.\n$/,
    ],
    [
      'a damaged kernel',
      { prepare: [`printf x | dd of=/boot${KERNEL} bs=1 seek=5000000 conv=notrunc`] },
      /Loading initial ramdisk \.\.\.\n$/,
    ],
  ])('with %s', async (_, description, expected) => {
    expect(await console(description)).toMatch(expected)
  })

  it('restarts after a panic where panic= says so', async () => {
    const text = await console(entry('root=/dev/sda2 ro panic=5', null))
    expect(text).toMatch(/Rebooting in 5 seconds\.\.\n$/)
  })

  it('runs another init, whose end is a panic', async () => {
    const description = entry('root=/dev/sda2 ro init=/bin/sh')
    const input = [
      ...description.input!,
      { at: '# $', send: 'echo $$; ls /lib/systemd >/dev/null; exit 3\n' },
    ]
    const text = await console({ ...description, input })
    expect(text).toMatch(/# echo \$\$.*\n1\n[\s\S]*Attempted to kill init! exitcode=0x00000300/)
  })
})

describe('an installed system', () => {
  it('boots to a login, and makes its initramfs anew with what checks the root', async () => {
    const login = [
      { at: 'login: $', send: 'root\n' },
      { at: 'Password: $', send: 'root\n' },
    ]
    const command =
      "dmesg -t | grep 'Run /init'; lsinitramfs /boot/initrd.img-* | grep fsck; update-grub 2>&1 | tail -1"
    const text = await console({
      prepare: ['update-initramfs -u'],
      input: [...login, { at: 'root@debian:~# $', send: `${command}\n` }],
    })
    expect(text).toMatch(
      /root: clean, [\s\S]*Reached target graphical\.target - Graphical Interface\.[\s\S]*debian login: root/,
    )
    expect(text).toContain(
      '\nRun /init as init process\nusr/sbin/e2fsck\nusr/sbin/fsck\nusr/sbin/fsck.ext4\ndone\n',
    )
  })

  it('keeps what was written when it boots again', async () => {
    const login = [
      { at: 'login: $', send: 'root\n' },
      { at: 'Password: $', send: 'root\n' },
    ]
    const first = { input: [...login, { at: 'root@debian:~# $', send: 'echo kept > /root/f; sync\n' }] }
    const text = await console({
      before: first,
      input: [...login, { at: 'root@debian:~# $', send: 'cat /root/f\n' }],
    })
    expect(text).toMatch(/root@debian:~# cat \/root\/f\nkept\n/)
  })
})

describe('a PC with UEFI', () => {
  it('starts the loader that its NVRAM names', async () => {
    const text = await console({
      firmware: 'uefi',
      ...typed({ input: [{ at: 'automatically in', send: 'c' }] }),
    })
    expect(text).toMatch(/BdsDxe: starting Boot0001 "debian" from HD\(1,GPT,[\s\S]*Welcome to GRUB!/)
  })
  it('finds the loader at the fallback path when the NVRAM is empty', async () => {
    const text = await console({
      firmware: 'uefi',
      nvram: 'empty',
      input: [{ at: 'automatically in', send: 'c' }],
    })
    expect(text).toMatch(/starting Boot\d+ "UEFI QEMU HARDDISK QM00001 " from PciRoot[\s\S]*Welcome to GRUB!/)
  })
  it('starts a file that somebody names in the EFI shell', async () => {
    const text = await console({
      firmware: 'uefi',
      prepare: ['mv /boot/efi/EFI /boot/efi/OLD', 'mv /boot/grub/grub.cfg /boot/grub/old.cfg'],
      input: [
        { at: 'Shell> $', send: 'fs0:\r' },
        { at: 'FS0:.+> $', send: 'ls old\\debian\r' },
        { at: 'FS0:.+> $', send: 'cd nosuch\r' },
        { at: 'FS0:.+> $', send: '\\Old\\debian\\GRUBX64\r' },
      ],
    })
    expect(text).toContain(
      'Directory of: FS0:\\OLD\\debian\n11/22/2026  01:46             151,552  grubx64.efi\n' +
        '          1 File(s)     151,552 bytes\n          0 Dir(s)\n',
    )
    expect(text).toContain("cd: Directory not found - 'nosuch'\n")
    expect(text).toMatch(/Welcome to GRUB![\s\S]*grub> $/)
  })

  it('ends in the EFI shell without one', async () => {
    const text = await console({ firmware: 'uefi', prepare: ['rm -r /boot/efi/EFI'] })
    expect(text).toMatch(
      /failed to load Boot0001 "debian" from .*: Not Found[\s\S]*Mapping table[\s\S]*Shell> $/,
    )
  })
})

describe('a machine that hands over a kernel and an initramfs itself', () => {
  const base: Description = {
    machine: 'busybox-initramfs',
    kernel_args: 'console=ttyS0 root=/dev/sda2 step=sh',
  }
  it('goes from rootfs to the real root, which hides it', async () => {
    const text = await console({ ...base, input: [{ at: '^# $', send: 'cat /proc/1/mountinfo\n' }] })
    expect(text).toMatch(/\n1 1 0:2 \/ \/ rw - rootfs rootfs rw\n/)
    const after = text.slice(text.lastIndexOf('mountinfo'))
    expect(after).not.toContain('rootfs')
    expect(after).toMatch(/8:2 \/ \/ ro,relatime - ext4 \/dev\/sda2 ro\n/)
  })
  it.each([
    ['rm init', /Unable to mount root fs/],
    ['chmod -x init', /Failed to execute \/init \(error -13\)/],
  ])('after %s', async (line, expected) => {
    expect(await console({ ...base, initramfs: [line] })).toMatch(expected)
  })
})
