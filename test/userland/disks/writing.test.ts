import { beforeAll, describe, expect, it } from 'vitest'
import { lessonWorld } from '../../../src/engine/world/lesson.ts'
import { Sitter } from '../../world/pc/sitter.ts'

/** A PC that is up, whose swap area is free for use. */
let sitter: Sitter
beforeAll(async () => {
  const lesson = { clock: '2026-07-14T08:00:00Z', seed: 'writing', machine: { firmware: 'bios' } } as const
  sitter = new Sitter(await lessonWorld(lesson, [], {}), 140)
  await sitter.settle()
  await sitter.type('swapoff -a; sfdisk -d /dev/sda > /root/table')
}, 30_000)

/** What a command printed. */
async function run(command: string): Promise<string> {
  const shown = await sitter.type(`clear; ${command}`)
  return shown
    .slice(shown.indexOf('\n') + 1)
    .replace(/\n?root@strata:.*# $/s, '\n')
    .replace(/^\[ .*\n/gm, '')
}

describe('file systems that are made and named', () => {
  it('mkfs.ext4 makes an empty one, of the shape that e2fsprogs gives it', async () => {
    expect(await run('mkfs.ext4 -F -L data -U 11111111-2222-3333-4444-555555555555 /dev/sda3')).toBe(
      `mke2fs 1.47.0 (5-Feb-2023)
/dev/sda3 contains a swap file system labelled 'swap'
Discarding device blocks: done                            
Creating filesystem with 197632 1k blocks and 49400 inodes
Filesystem UUID: 11111111-2222-3333-4444-555555555555
Superblock backups stored on blocks: 
\t8193, 24577, 40961, 57345, 73729

Allocating group tables: done                            
Writing inode tables: done                            
Creating journal (4096 blocks): done
Writing superblocks and filesystem accounting information: done

`,
    )
    expect(
      await run('mount /dev/sda3 /mnt && ls -A /mnt; echo hi > /mnt/a; umount /mnt; blkid /dev/sda3'),
    ).toBe(
      'lost+found\n/dev/sda3: LABEL="data" UUID="11111111-2222-3333-4444-555555555555" BLOCK_SIZE="1024" TYPE="ext4" PARTUUID="1b2c3d4e-03"\n',
    )
    expect(
      await run('tune2fs -l /dev/sda3 | grep -E "^(Inode count|Inodes per|Blocks per|Filesystem created)"'),
    ).toBe(
      'Inode count:              49400\nBlocks per group:         8192\nInodes per group:         1976\nFilesystem created:       Tue Jul 14 08:00:15 2026\n'.replace(
        /08:00:\d\d/,
        /\d\d:\d\d:\d\d/.exec(await run('tune2fs -l /dev/sda3 | grep created'))![0],
      ),
    )
  })

  it('refuses what is mounted, and what somebody does not want', async () => {
    expect(await run('mkfs.ext4 /dev/sda1; echo $?')).toBe(
      'mke2fs 1.47.0 (5-Feb-2023)\n/dev/sda1 is mounted; will not make a filesystem here!\n1\n',
    )
    await sitter.type('mkfs.ext4 /dev/sda3')
    expect(await sitter.type('n')).toBe('n\nroot@strata:~# ')
    expect(await run('mount /dev/sda3 /mnt; cat /mnt/a; umount /mnt')).toBe('hi\n')
  })

  it('tune2fs and e2label change what it is called, and udev the links; the files stay', async () => {
    expect(
      await run('tune2fs -L neu /dev/sda3; e2label /dev/sda3; e2label /dev/sda3 old; ls /dev/disk/by-label'),
    ).toBe('tune2fs 1.47.0 (5-Feb-2023)\nneu\nboot  old  root\n')
    expect(
      await run(
        'tune2fs -U aaaaaaaa-2222-3333-4444-555555555555 /dev/sda3; ls /dev/disk/by-uuid | head -2; tune2fs -c 5 -i 2w /dev/sda3',
      ),
    ).toBe(
      `tune2fs 1.47.0 (5-Feb-2023)
Setting the UUID on this filesystem could take some time.
Proceed anyway (or wait 5 seconds to proceed) ? (y,N) <proceeding>
3a07c8fc-387f-4256-8797-560902a2b2e4
417f1df0-236d-42e9-a0b3-8e4a10679641
tune2fs 1.47.0 (5-Feb-2023)
Setting maximal mount count to 5
Setting interval between checks to 1209600 seconds
`,
    )
    expect(
      await run(
        'mount LABEL=old /mnt; cat /mnt/a; umount /mnt; dumpe2fs -h /dev/sda3 2>&1 | grep -E "UUID|interval"',
      ),
    ).toBe(
      'hi\nFilesystem UUID:          aaaaaaaa-2222-3333-4444-555555555555\nCheck interval:           1209600 (2 weeks)\n',
    )
    expect(
      await run(
        'tune2fs -U random /dev/sda1 > /dev/null 2>&1; echo $?; e2label /dev/sda2 more; findfs LABEL=more; e2label /dev/sda2 root',
      ),
    ).toContain('1\n/dev/sda2\n')
  })

  it('mkswap, mkfs.vfat and wipefs put another in its place, and nothing', async () => {
    expect(
      await run(
        'mkswap -L sw -U 11111111-2222-3333-4444-555555555555 /dev/sda3; swapon /dev/sda3; swapon --show --noheadings; swapoff /dev/sda3',
      ),
    ).toBe(
      'mkswap: /dev/sda3: warning: wiping old ext4 signature.\nSetting up swapspace version 1, size = 193 MiB (202371072 bytes)\nLABEL=sw, UUID=11111111-2222-3333-4444-555555555555\n/dev/sda3 partition 193M   0B   -2\n',
    )
    expect(
      await run(
        'mkfs.vfat -n ABC -i 1234abcd /dev/sda3; mount /dev/sda3 /mnt; blkid -o export /dev/sda3 | head -4 | tail -2; touch /mnt/x; ls /mnt; umount /mnt',
      ),
    ).toMatch(/^mkfs\.fat 4\.2 \(2021-01-31\)\nLABEL=ABC\nUUID=1234-ABCD\nx\n$/)
    expect(await run('wipefs -a /dev/sda3; blkid -o value -s TYPE /dev/sda3; mount /dev/sda3 /mnt')).toMatch(
      /^\/dev\/sda3: 8 bytes were erased at offset 0x00000052 \(vfat\): 46 41 54 33 32 20 20 20\n.*\n.*\nmount: \/mnt: wrong fs type/,
    )
  })
})

describe('partition tables that are changed', () => {
  it('fdisk asks, shows and writes; what nobody uses comes and goes at once', async () => {
    const answers = 'd\\n3\\nn\\np\\n3\\n\\n+100M\\nt\\n3\\n82\\na\\n2\\nw\\n'
    expect(
      await run(`printf '${answers}' | fdisk /dev/sda | tail -n +11; cat /proc/partitions | tail -1`),
    ).toBe(
      `Command (m for help): Partition number (1-3, default 3): 
Partition 3 has been deleted.

Command (m for help): Partition type
   p   primary (2 primary, 0 extended, 2 free)
   e   extended (container for logical partitions)
Select (default p): Partition number (3,4, default 3): First sector (4110336-4505599, default 4110336): Last sector, +/-sectors or +/-size{K,M,G,T,P} (4110336-4505599, default 4505599): 
Created a new partition 3 of type 'Linux' and of size 100 MiB.

Command (m for help): Partition number (1-3, default 3): Hex code or alias (type L to list all): 
Changed type of partition 'Linux' to 'Linux swap / Solaris'.

Command (m for help): Partition number (1-3, default 3): 
The bootable flag on partition 2 is enabled now.

Command (m for help): 
The partition table has been altered.
Syncing disks.

   8        3     102400 sda3
`,
    )
  })

  it('keeps what is in use until the next start, and sfdisk brings a saved table back', async () => {
    expect(
      await run(
        "printf 'o\\nw\\n' | fdisk /dev/sda | tail -8; tail -2 /proc/partitions; fdisk -l /dev/sda | tail -1",
      ),
    ).toMatch(
      /Failed to remove partition 1 .*busy\nFailed to remove partition 2 .*busy\n\nThe kernel still uses the old partitions\..*\nSyncing disks\.\n\n.* sda1\n.* sda2\n/,
    )
    expect(await run('sfdisk /dev/sda < /root/table; echo $?')).toMatch(
      /^Checking that no-one is using this disk right now \.\.\. FAILED\n[\s\S]*sfdisk: Use the --force flag to overrule all checks\.\n1\n$/,
    )
    const shown = await run('sfdisk --no-reread --force /dev/sda < /root/table')
    expect(shown).toContain(
      ">>> Created a new DOS (MBR) disklabel with disk identifier 0x1b2c3d4e.\n/dev/sda1: Created a new partition 1 of type 'Linux' and of size 256 MiB.\nPartition #1 contains a ext4 signature.\n",
    )
    expect(
      await run(
        'sfdisk -d /dev/sda | cmp - /root/table && echo same; sfdisk -q -A /dev/sda 2; fdisk -l /dev/sda | grep "^/dev.*[*]"',
      ),
    ).toBe('same\n/dev/sda2  *     526336 4110335 3584000  1.7G 83 Linux\n')
    const rebooted = await sitter.type(
      'mkswap -L swap -U b5dff2fa-1a61-4308-88da-2940019f1d06 /dev/sda3; reboot',
    )
    expect(rebooted).toContain(' sda: sda1 sda2 sda3\n')
    expect(sitter.boot).toMatchObject({ stage: 'up', system: 'running' })
    expect(await run('swapon --show --noheadings')).toContain('/dev/sda3')
  }, 20_000)

  it('brings a first sector back that dd has saved; without it nothing starts', async () => {
    await run(
      'dd if=/dev/sda of=/root/first bs=512 count=1 status=none; dd if=/dev/zero of=/dev/sda bs=512 count=1 status=none',
    )
    expect(
      await run(
        'fdisk -l /dev/sda | grep -c Disklabel; dd if=/root/first of=/dev/sda bs=512 count=1 conv=notrunc status=none; fdisk -l /dev/sda | grep -c ^/dev',
      ),
    ).toBe('0\n3\n')
    expect(await sitter.type('reboot')).toContain('(automatic login)')
  }, 20_000)
})

describe('what the system tells of itself', () => {
  it('mount says that systemd does not know the present fstab, until it has read it', async () => {
    const HINT =
      /^mount: \(hint\) your fstab has been modified, but systemd still uses\n {7}the old version; use 'systemctl daemon-reload' to reload\.\n$/
    expect(await run('echo "# mine" >> /etc/fstab; mount -o remount,rw /boot')).toMatch(HINT)
    expect(await run('systemctl daemon-reload; mount -o remount,rw /boot')).toBe('')
  })
  it('/proc/sys/kernel/printk decides what the console shows', async () => {
    expect(
      await run('cat /proc/sys/kernel/printk; echo 1 > /proc/sys/kernel/printk; cat /proc/sys/kernel/printk'),
    ).toBe('7\t4\t1\t7\n1\t4\t1\t7\n')
    expect(await sitter.type('mount -o remount,ro /boot; echo 7 > /proc/sys/kernel/printk')).not.toContain(
      'EXT4-fs',
    )
    expect(await sitter.type('mount -o remount,rw /boot')).toContain('EXT4-fs')
  })
})
