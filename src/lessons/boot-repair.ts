import type { Facts } from '../engine/world.ts'
import type { Challenge, Lesson, Step } from './lessons.ts'

const RELEASE = '6.1.0-50-amd64'
const INITRD = `/boot/initrd.img-${RELEASE}`
const CONFIG = '/boot/grub/grub.cfg'

/** It is up, with the system of its own disk. */
const isUp = (facts: Facts): boolean => {
  const boot = facts.boot()
  return boot?.power === 'on' && !boot.rescue && boot.active.includes('multi-user.target')
}

const boots: Challenge['goals'] = {
  up: isUp,
  alone: (facts) => isUp(facts) && facts.boot()?.unattended === true,
}

const RESET: Step = { power: 'reset' }
const menu = (keys: string): Step => ({ keys, at: 'grub-menu' })
/** In the editor: appends to the line of the menu entry that begins with `linux`. */
const withParameter = (text: string): Step => menu(`e<Down*14><C-e> ${text}<C-x>`)
/** Boots by hand from GRUB's command line. */
const byHand = ({
  kernel = `(hd0,msdos1)/vmlinuz-${RELEASE}`,
  initrd = `initrd.img-${RELEASE}`,
} = {}): Step[] => [
  `linux ${kernel} root=/dev/sda2 ro console=ttyS0,115200`,
  `initrd (hd0,msdos1)/${initrd}`,
  'boot',
]
/** Boots the rescue medium and changes root into the disk's system. */
const RESCUE: readonly Step[] = [
  { power: 'rescue' },
  'mount /dev/sda2 /mnt && mount /dev/sda1 /mnt/boot',
  'for dir in dev proc sys run; do mount --bind /$dir /mnt/$dir; done',
  'chroot /mnt',
]
/** Leaves it again: the disk boots. */
const LEAVE: readonly Step[] = ['exit', 'umount -R /mnt', 'reboot -f']

const NO_PASSWORD = "sed -i 's/^root:[^:]*/root:/' /etc/shadow"

const FAULTS: readonly Challenge[] = [
  {
    id: 'no-initrd',
    start: [`sed -i '/^\\s*initrd/d' ${CONFIG}`],
    goals: boots,
    solutions: [
      [RESET, menu(`e<Down*20><C-e><CR>initrd /initrd.img-${RELEASE}<C-x>`), 'update-grub', 'reboot'],
      [
        RESET,
        menu('c'),
        ...byHand(),
        `sed -i 's|^\\(\\s*\\)linux.*|&\\n\\1initrd /initrd.img-${RELEASE}|' ${CONFIG}`,
        'reboot',
      ],
    ],
    nearMisses: [
      {
        lines: [RESET, menu(`e<Down*20><C-e><CR>initrd /initrd.img-${RELEASE}<C-x>`)],
        misses: ['alone'],
      },
      { lines: [RESET], misses: ['up', 'alone'] },
    ],
  },
  {
    id: 'wrong-root',
    start: [`sed -i s/root=UUID=3a07c8fc/root=UUID=dead6e55/ ${CONFIG}`],
    goals: boots,
    solutions: [
      [RESET, withParameter('root=/dev/sda2'), 'update-grub', 'reboot'],
      [
        'mkdir /fix && mount -t ext4 /dev/sda1 /fix',
        'sed -i s/dead6e55/3a07c8fc/ /fix/grub/grub.cfg; umount /fix',
        'reboot -f',
      ],
    ],
    nearMisses: [
      { lines: [RESET, withParameter('root=/dev/sda2')], misses: ['alone'] },
      { lines: ['mount -t ext4 /dev/sda2 /root', 'exit'], misses: ['up', 'alone'] },
    ],
  },
  {
    id: 'no-disk',
    start: ['echo blacklist ahci > /etc/modprobe.d/sata.conf', 'update-initramfs -u'],
    goals: boots,
    solutions: [
      [
        'rm /etc/modprobe.d/sata.conf; modprobe ahci',
        'exit',
        'rm /etc/modprobe.d/sata.conf; update-initramfs -u',
        'reboot',
      ],
      [...RESCUE, 'rm /etc/modprobe.d/sata.conf; update-initramfs -u', ...LEAVE],
    ],
    nearMisses: [
      { lines: ['rm /etc/modprobe.d/sata.conf; modprobe ahci', 'exit'], misses: ['alone'] },
      { lines: ['modprobe ahci', 'exit'], misses: ['up', 'alone'] },
    ],
  },
  {
    id: 'bad-initramfs',
    start: [
      `cp ${INITRD} ${INITRD}.bak`,
      `dd if=/dev/urandom of=${INITRD} bs=4096 count=1 conv=notrunc status=none`,
    ],
    goals: boots,
    solutions: [
      [RESET, menu('c'), ...byHand({ initrd: `initrd.img-${RELEASE}.bak` }), 'update-initramfs -u', 'reboot'],
      [RESET, menu('e<Down*20><C-e>.bak<C-x>'), `cp ${INITRD}.bak ${INITRD}`, 'reboot'],
    ],
    nearMisses: [
      { lines: [RESET, menu('e<Down*20><C-e>.bak<C-x>')], misses: ['alone'] },
      { lines: [RESET], misses: ['up', 'alone'] },
    ],
  },
  {
    id: 'no-kernel',
    start: [`mv /boot/vmlinuz-${RELEASE} /var/backups/`],
    goals: boots,
    solutions: [
      [
        RESET,
        menu('c'),
        ...byHand({ kernel: `(hd0,msdos2)/var/backups/vmlinuz-${RELEASE}` }),
        'mv /var/backups/vmlinuz-* /boot/',
        'reboot',
      ],
      [...RESCUE, `cp /var/backups/vmlinuz-${RELEASE} /boot/ && update-grub`, ...LEAVE],
    ],
    nearMisses: [
      {
        lines: [RESET, menu('c'), ...byHand({ kernel: `(hd0,msdos2)/var/backups/vmlinuz-${RELEASE}` })],
        misses: ['alone'],
      },
      { lines: [RESET], misses: ['up', 'alone'] },
    ],
  },
  {
    id: 'broken-menu',
    start: [`sed -i '0,/^}/{/^}/d}' ${CONFIG}`],
    goals: boots,
    solutions: [
      ['', ...byHand(), 'update-grub', 'reboot'],
      [...RESCUE, 'update-grub', ...LEAVE],
    ],
    nearMisses: [
      { lines: ['', ...byHand()], misses: ['alone'] },
      { lines: [RESET], misses: ['up', 'alone'] },
    ],
  },
  {
    id: 'grub-rescue',
    start: ['mv /boot/grub /boot/grub.old'],
    goals: boots,
    solutions: [
      [
        'set prefix=(hd0,msdos1)/grub.old',
        'insmod normal',
        'normal',
        menu('<CR>'),
        'mv /boot/grub.old /boot/grub',
        'reboot',
      ],
      [...RESCUE, 'cd /boot; mv grub.old grub; cd /', ...LEAVE],
    ],
    nearMisses: [
      {
        lines: ['set prefix=(hd0,msdos1)/grub.old', 'insmod normal', 'normal', menu('<CR>')],
        misses: ['alone'],
      },
      { lines: ['normal'], misses: ['up', 'alone'] },
    ],
  },
  {
    id: 'forgotten-password',
    start: [
      'rm -r /etc/systemd/system/serial-getty@ttyS0.service.d',
      "sed -i 's|^root:[^:]*|root:$6$rounds=1000$lost$kS0h9xH9vL2QnB1uYQm1r5u7|' /etc/shadow",
    ],
    goals: {
      up: isUp,
      in: (facts) => isUp(facts) && facts.processes().some(({ argv: [name] }) => name === '-bash'),
    },
    solutions: [
      [
        RESET,
        withParameter('rw init=/bin/bash'),
        'passwd root',
        'secret',
        'secret',
        'exec /sbin/init',
        'root',
        'secret',
      ],
      [
        RESET,
        withParameter('break=bottom'),
        'mount -o remount,rw /root',
        "sed -i 's/^root:[^:]*/root:/' /root/etc/shadow",
        'exit',
        'root',
      ],
    ],
    nearMisses: [
      { lines: [RESET, withParameter('rw init=/bin/bash'), NO_PASSWORD], misses: ['up', 'in'] },
      { lines: ['root', 'root'], misses: ['in'] },
    ],
  },
  {
    id: 'no-init',
    start: ['rm /usr/sbin/init'],
    goals: boots,
    solutions: [
      ['mount -o remount,rw /', 'ln -s /lib/systemd/systemd /sbin/init', 'sync', 'reboot -f'],
      [
        RESET,
        withParameter('init=/lib/systemd/systemd'),
        'ln -s ../lib/systemd/systemd /usr/sbin/init',
        'reboot',
      ],
    ],
    nearMisses: [
      { lines: [RESET, withParameter('init=/lib/systemd/systemd')], misses: ['alone'] },
      { lines: ['ln -s /lib/systemd/systemd /sbin/init', 'reboot -f'], misses: ['up', 'alone'] },
    ],
  },
  {
    id: 'bad-fstab',
    start: [
      'mkdir /data',
      'echo UUID=11111111-2222-3333-4444-555555555555 /data ext4 defaults 0 2 >> /etc/fstab',
    ],
    goals: boots,
    solutions: [
      ['root', "sed -i '/ .data /d' /etc/fstab", 'reboot'],
      [
        RESET,
        withParameter('rw init=/bin/bash'),
        'sed -i "/data/s/defaults/nofail/" /etc/fstab',
        'reboot -f',
      ],
    ],
    nearMisses: [
      {
        lines: ['root', "sed -i '/ .data /d' /etc/fstab; systemctl daemon-reload", 'systemctl default'],
        misses: ['alone'],
      },
      { lines: ['root', 'mount -a; systemctl reset-failed', 'reboot'], misses: ['up', 'alone'] },
    ],
  },
  {
    id: 'full-disk',
    start: [
      'mkdir /var/crash',
      "dd if=/dev/zero of=/var/crash/dump.1 bs=1K count=0 seek=$(df / | tail -1 | tr -s ' ' | cut -d ' ' -f 4) status=none",
      'dd if=/dev/zero of=/var/crash/dump.2 bs=64M 2> /dev/null; true',
    ],
    goals: {
      healthy: (facts) => isUp(facts) && facts.boot()?.system === 'running',
      space: (facts) => isUp(facts) && facts.freeBytes('/') >= 100 * 1024 ** 2,
    },
    solutions: [
      ['rm -r /var/crash', 'systemctl restart systemd-random-seed'],
      [': > /var/crash/dump.1', 'reboot'],
    ],
    nearMisses: [
      { lines: ['rm -r /var/crash'], misses: ['healthy'] },
      { lines: ['systemctl reset-failed'], misses: ['space'] },
    ],
  },
  {
    id: 'wrong-target',
    start: ['ln -sf /lib/systemd/system/poweroff.target /etc/systemd/system/default.target'],
    goals: boots,
    solutions: [
      [
        { power: 'on' },
        withParameter('systemd.unit=multi-user.target'),
        'systemctl set-default multi-user.target',
        'reboot',
      ],
      [
        { power: 'on' },
        withParameter('rw init=/bin/bash'),
        'rm /etc/systemd/system/default.target',
        'sync; reboot -f',
      ],
    ],
    nearMisses: [
      { lines: [{ power: 'on' }, withParameter('systemd.unit=multi-user.target')], misses: ['alone'] },
      { lines: [{ power: 'on' }], misses: ['up', 'alone'] },
    ],
  },
  {
    id: 'empty-mbr',
    start: ['dd if=/dev/zero of=/dev/sda bs=440 count=1 conv=notrunc status=none'],
    goals: boots,
    solutions: [
      [...RESCUE, 'grub-install /dev/sda', ...LEAVE],
      [
        { power: 'rescue' },
        'mount /dev/sda1 /mnt',
        'grub-install --boot-directory=/mnt /dev/sda',
        'umount /mnt',
        'reboot -f',
      ],
    ],
    nearMisses: [
      { lines: [...RESCUE, 'grub-install /dev/sda'], misses: ['up', 'alone'] },
      { lines: [...RESCUE, 'update-grub', ...LEAVE], misses: ['up', 'alone'] },
    ],
  },
]

const UEFI_FAULTS: readonly Challenge[] = [
  {
    id: 'empty-esp',
    machine: { firmware: 'uefi' },
    start: ['mv /boot/efi/EFI /boot/efi/OLD'],
    goals: boots,
    solutions: [
      ['FS0:', '\\OLD\\debian\\grubx64.efi', 'mv /boot/efi/OLD /boot/efi/EFI', 'reboot'],
      ['FS0:\\OLD\\debian\\grubx64.efi', 'grub-install', 'reboot'],
    ],
    nearMisses: [
      { lines: ['FS0:', '\\OLD\\debian\\grubx64.efi'], misses: ['alone'] },
      { lines: ['FS0:', '\\EFI\\debian\\grubx64.efi'], misses: ['up', 'alone'] },
    ],
  },
]

/** A machine whose firmware has keys. */
const KERNEL = `/boot/vmlinuz-${RELEASE}`
const SIGNED = '/var/backups/vmlinuz-signed'
const SECURE_FAULTS: readonly Challenge[] = [
  {
    id: 'unsigned-kernel',
    machine: { firmware: 'uefi', secureBoot: true },
    // As `sbattach --remove` does: the signature is at the end.
    start: [`cp ${KERNEL} ${SIGNED}`, `truncate -s -520 ${KERNEL}`],
    goals: {
      ...boots,
      locked: (facts) =>
        isUp(facts) && facts.at('/sys/kernel/security/lockdown')?.text().includes('[integrity]') === true,
    },
    solutions: [
      [
        RESET,
        menu('c'),
        `linux (hd0,gpt3)${SIGNED} root=/dev/sda3 ro console=ttyS0,115200`,
        `initrd /initrd.img-${RELEASE}`,
        'boot',
        `cp ${SIGNED} ${KERNEL}`,
        'reboot',
      ],
      [{ power: 'secure-boot' }, RESET, `cp ${SIGNED} ${KERNEL}`, { power: 'secure-boot' }, 'reboot'],
    ],
    nearMisses: [
      { lines: [{ power: 'secure-boot' }, RESET], misses: ['locked'] },
      { lines: [RESET], misses: ['up', 'alone', 'locked'] },
    ],
  },
]

export const bootRepair: Lesson = {
  chapter: 'boot-repair',
  view: 'machine',
  world: { clock: '2026-07-15T08:00:00Z', seed: 'boot-repair', machine: { firmware: 'bios' } },
  challenges: [...FAULTS, ...UEFI_FAULTS, ...SECURE_FAULTS],
}
