import { EngineError, isErrno } from '../../../base/errors.ts'
import { makeDirectories } from '../../../kernel/make-directories.ts'
import { viewOf } from '../../../kernel/record.ts'
import { lastName, resolve, type View } from '../../../kernel/walk.ts'
import { isDirectory, S_IFBLK, S_IFCHR, S_IFMT, type Stat } from '../../../vfs/filesystem.ts'
import type { DeviceMapping } from '../../api.ts'
import type { Daemon } from '../../daemon.ts'

const isDevice = ({ mode }: Stat): boolean => [S_IFBLK, S_IFCHR].includes(mode & S_IFMT)

/** Makes the devices that `--device` names in a container that starts (moby, oci/devices_linux.go, DevicesFromPath). */
export function makeDevices(daemon: Daemon, view: View, devices: readonly DeviceMapping[]): void {
  const host = viewOf(daemon.host.process)
  for (const { PathOnHost, PathInContainer } of devices) {
    const fail = (why: string): never => {
      throw new EngineError(
        'invalid',
        `error gathering device information while adding custom device ${JSON.stringify(PathOnHost)}: ${why}`,
      )
    }
    try {
      const { mount, ino } = resolve(host, PathOnHost)
      const stat = mount.fs.stat(ino)
      if (isDevice(stat)) makeDevice(daemon, view, PathInContainer, stat)
      else if (isDirectory(stat.mode)) {
        const inside = mount.fs.readdir(ino).map((entry) => ({ ...entry, stat: mount.fs.stat(entry.ino) }))
        const found = inside.filter((entry) => isDevice(entry.stat))
        if (found.length === 0) fail('not a device node')
        for (const one of found) makeDevice(daemon, view, `${PathInContainer}/${one.name}`, one.stat)
      } else fail('not a device node')
    } catch (error) {
      if (isErrno(error)) fail(error.message.toLowerCase())
      throw error
    }
  }
}

function makeDevice(daemon: Daemon, view: View, path: string, { mode, rdev, uid, gid }: Stat): void {
  const time = daemon.host.kernel.now()
  const parent = path.slice(0, path.lastIndexOf('/')) || '/'
  makeDirectories(view, parent, { mode: 0o755, uid: 0, gid: 0, time })
  const { mount, ino } = resolve(view, parent)
  const name = lastName(path)
  if (mount.fs.readdir(ino).some((entry) => entry.name === name)) mount.fs.unlink(ino, name, time)
  mount.fs.mknod(ino, name, mode & S_IFMT, rdev, { mode: mode & 0o7777, uid, gid, time })
}
