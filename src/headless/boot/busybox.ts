import { type Body, EMPTY, textBody } from '../../engine/base/body.ts'
import { unixSeconds } from '../../engine/base/time.ts'
import { find } from '../../engine/boot/grub/tree-path.ts'
import { unpackInitramfs } from '../../engine/boot/start/initramfs.ts'
import { moduleFile } from '../../engine/boot/start/module-file.ts'
import { MODULES } from '../../engine/boot/start/modules.ts'
import { programBody } from '../../engine/registry/recipe.ts'
import { type CpioEntry, writeCpio } from '../../engine/vfs/cpio/write.ts'
import { isDirectory, isRegular, isSymlink, S_IFDIR, S_IFREG } from '../../engine/vfs/filesystem.ts'
import { TreeFs } from '../../engine/vfs/tree-fs.ts'
import type { Installed } from '../../engine/world/pc/installed.ts'
import { FIRST_START } from '../../engine/world/pc/pc.ts'
import { treeOf } from '../../engine/world/pc/prepare.ts'
import { Workshop } from '../../engine/world/pc/workshop.ts'
import { INIT } from './busybox-init.ts'

const APPLETS =
  'blkid cat chroot dd df dmesg echo find findfs free grep head insmod ls mdev mkdir mount mountpoint pivot_root poweroff ps reboot rm sed sh sleep stat switch_root sync tail test touch umount uname wc'
/** In the order in which /init loads them. */
const DRIVERS =
  'crct10dif_common crc64 crc64-rocksoft crct10dif_generic crc-t10dif t10-pi scsi_common scsi_mod libata libahci ahci sd_mod crc32c_generic crc16 mbcache jbd2 ext4'
const FOLDERS = ['bin', 'dev', 'etc', 'mod', 'newroot', 'proc', 'run', 'sys']
const FIRST_DRIVER = 10

/** The hand-written initramfs: busybox, the drivers of the disk, and an /init. `lines` are run in it before it is packed. */
export async function busyboxInitramfs(lines: readonly string[], installed: Installed): Promise<Body> {
  const archive = writeCpio(entries())
  return lines.length === 0 ? archive : changed(archive, lines, installed)
}

function entries(): CpioEntry[] {
  const made: CpioEntry[] = []
  const put = (name: string, mode: number, body: Body, inode = 0): void => {
    made.push({
      name,
      mode,
      body,
      inode,
      uid: 0,
      gid: 0,
      mtime: unixSeconds(FIRST_START),
      rdev: { major: 0, minor: 0 },
    })
  }
  put('.', S_IFDIR | 0o755, EMPTY)
  for (const name of FOLDERS) put(name, S_IFDIR | 0o755, EMPTY)
  const busybox = programBody('busybox-static', 'amd64', 772_880)
  for (const name of ['busybox', ...APPLETS.split(' ')]) put(`bin/${name}`, S_IFREG | 0o755, busybox, 1)
  put('init', S_IFREG | 0o755, textBody(INIT))
  DRIVERS.split(' ').forEach((file, i) => {
    const name = file.replaceAll('-', '_')
    put(`mod/${FIRST_DRIVER + i}-${file}.ko`, S_IFREG | 0o644, moduleFile(name, MODULES.get(name)!.size))
  })
  return made
}

/** Unpacks, runs the lines with the installed system's shell, and packs again. */
async function changed(archive: Body, lines: readonly string[], installed: Installed): Promise<Body> {
  const fs = new TreeFs({ type: 'tmpfs', dev: 99, time: FIRST_START })
  unpackInitramfs(fs, archive, FIRST_START)
  const workshop = new Workshop(installed.disk, treeOf(installed, 'root'), 'bios', FIRST_START)
  await workshop.mountAll([])
  workshop.attach('/mnt', fs)
  for (const line of lines) await workshop.run(line, '/bin/bash', '/mnt')
  workshop.leave()
  return writeCpio(packed(fs))
}

function packed(fs: TreeFs): CpioEntry[] {
  const made: CpioEntry[] = []
  const walk = (ino: number, path: string): void => {
    const stat = fs.stat(ino)
    const { mode, uid, gid, rdev } = stat
    const body = isRegular(mode) ? fs.body(ino) : isSymlink(mode) ? textBody(fs.readlink(ino)) : EMPTY
    const inode = isRegular(mode) && stat.nlink > 1 ? ino : 0
    made.push({ name: path || '.', mode, uid, gid, rdev, body, inode, mtime: unixSeconds(stat.mtime) })
    if (isDirectory(mode))
      for (const { name, ino: inner } of fs.readdir(ino)) walk(inner, path ? `${path}/${name}` : name)
  }
  walk(fs.root, '')
  return made
}

/** The kernel on the installed system's disk. */
export function kernelOf(installed: Installed): Body {
  const boot = treeOf(installed, 'boot')
  const name = boot.readdir(boot.root).find((entry) => entry.name.startsWith('vmlinuz-'))?.name
  const found = find(boot, `/${name}`)
  if (found?.kind !== 'file') throw new Error('no kernel on the disk')
  return found.body
}
