import type { Instant } from '../base/time.ts'
import { type Ino, isDirectory } from '../vfs/filesystem.ts'
import type { TreeFs } from '../vfs/tree-fs.ts'

/** What a start finds on the disk: where its file systems are mounted, and what its first processes run. */
const NEEDED = [
  ...['sys', 'proc', 'dev', 'run', 'var/lib/docker', 'var/lib/containerd'],
  ...['usr/lib/systemd/systemd', 'usr/bin/containerd', 'usr/bin/dockerd'],
]

/** The first path without which a host does not start; undefined where it does. */
export const missingOn = (disk: TreeFs): string | undefined =>
  NEEDED.find((path) => at(disk, path) === undefined)

/** A disk whose machine is gone: what was open alone is freed, and /tmp is emptied as the next start does it (tmpfiles.d(5), `D`). */
export function tidy(disk: TreeFs, time: Instant): void {
  for (const ino of disk.tree.held) disk.release(ino)
  const tmp = at(disk, 'tmp')
  if (tmp !== undefined) empty(disk, tmp, time)
}

function at(disk: TreeFs, path: string): Ino | undefined {
  let ino: Ino | undefined = disk.root
  for (const name of path.split('/'))
    ino = ino !== undefined && isDirectory(disk.stat(ino).mode) ? disk.child(ino, name) : undefined
  return ino
}

function empty(disk: TreeFs, folder: Ino, time: Instant): void {
  for (const { name, ino, type } of disk.readdir(folder)) {
    if (!isDirectory(type)) disk.unlink(folder, name, time)
    else {
      empty(disk, ino, time)
      disk.rmdir(folder, name, time)
    }
  }
}
