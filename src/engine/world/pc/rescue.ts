import { EMPTY, textBody } from '../../base/body.ts'
import { type Instant, unixSeconds } from '../../base/time.ts'
import type { LoadedKernel } from '../../boot/pc.ts'
import { type CpioEntry, writeCpio } from '../../vfs/cpio/write.ts'
import type { LayerEntry } from '../../vfs/entry.ts'
import { type Ino, isDirectory, isSymlink } from '../../vfs/filesystem.ts'
import { layerTree } from '../../vfs/layer-tree.ts'
import { TreeFs } from '../../vfs/tree-fs.ts'
import { debianKernel } from './installed.ts'

/** Process 1 of the rescue system: mounts, loads drivers, and gives a shell to whoever sits at the console. */
const INIT = `#!/bin/bash
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root TERM=vt220
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devtmpfs udev /dev
mkdir -p /dev/pts
mount -t devpts devpts /dev/pts
mount -t tmpfs tmpfs /run
hostname rescue
/lib/systemd/systemd-udevd --daemon 2> /dev/null
udevadm trigger
for i in 1 2 3 4 5 6 7 8; do
  [ -b /dev/sda ] && break
  sleep 1
done
modprobe -a ext4 vfat
echo
echo 'A rescue system, in memory. The disk is /dev/sda; nothing of it is mounted.'
lsblk
echo
cd /root
while :; do setsid -c bash -l < /dev/ttyS0 > /dev/ttyS0 2>&1; done
`

/**
 * What a rescue medium holds: the kernel of an installed Debian, and its whole system as an initramfs. It runs from memory and knows nothing
 * of the disk.
 */
export function rescueMedium(system: readonly LayerEntry[], time: Instant): LoadedKernel {
  const init = {
    kind: 'file',
    path: 'init',
    body: textBody(INIT),
    mode: 0o755,
    uid: 0,
    gid: 0,
    mtime: time,
  } as const
  const fs = new TreeFs({ type: 'tmpfs', dev: 0, tree: layerTree([...system, init], time) })
  return {
    image: debianKernel(),
    commandLine: 'console=ttyS0,115200 quiet',
    initrd: writeCpio(archived(fs)),
  }
}

/** All of a tree as entries of an archive. Names of one file have one number. */
function archived(fs: TreeFs): CpioEntry[] {
  const below = (ino: Ino, name: string): CpioEntry[] => {
    const { mode, uid, gid, mtime, nlink } = fs.stat(ino)
    const entry = {
      name: name || '.',
      mode,
      uid,
      gid,
      mtime: unixSeconds(mtime),
      rdev: { major: 0, minor: 0 },
      inode: 0,
    }
    if (isSymlink(mode)) return [{ ...entry, body: textBody(fs.readlink(ino)) }]
    if (!isDirectory(mode)) return [{ ...entry, body: fs.body(ino), inode: nlink > 1 ? Number(ino) : 0 }]
    const inner = fs
      .readdir(ino)
      .flatMap((each) => below(each.ino, name ? `${name}/${each.name}` : each.name))
    return [{ ...entry, body: EMPTY }, ...inner]
  }
  return below(fs.root, '')
}
