import { EngineError, isErrno } from '../../base/errors.ts'
import type { ControlGroup } from '../../kernel/control-group.ts'
import { viewOf } from '../../kernel/record.ts'
import { resolve } from '../../kernel/walk.ts'
import { S_IFBLK, S_IFMT, type Stat } from '../../vfs/filesystem.ts'
import type { HostConfig, ThrottleDevice } from '../api-container.ts'
import type { Daemon } from '../daemon.ts'
import { createFailure } from './executable.ts'

/** Limits with the names of their files: the first hierarchy's file, the second's key in io.max. */
const LIMITS = [
  ['BlkioDeviceReadBps', 'read_bps', 'rbps'],
  ['BlkioDeviceWriteBps', 'write_bps', 'wbps'],
  ['BlkioDeviceReadIOps', 'read_iops', 'riops'],
  ['BlkioDeviceWriteIOps', 'write_iops', 'wiops'],
] as const

/**
 * Refuses, when a container starts, limits of what is no disk: the daemon where there is nothing at the path, runc where
 * the control group does not take it. A rate slows nothing down here.
 */
export function checkBlockLimits(daemon: Daemon, hostConfig: HostConfig, group: ControlGroup): void {
  const stats = LIMITS.flatMap(([field, file, key]) =>
    (hostConfig[field] ?? []).map((device) => ({ ...device, stat: statOnHost(daemon, device), file, key })),
  )
  for (const { stat, Rate, file, key } of stats) {
    if ((stat.mode & S_IFMT) === S_IFBLK) continue
    const { major, minor } = stat.rdev!
    const first = daemon.host.machine.cgroup.version === 1
    const where = first
      ? `/sys/fs/cgroup/blkio${group.path}/blkio.throttle.${file}_device`
      : `/sys/fs/cgroup${group.path}/io.max`
    const text = `${major}:${minor} ${first ? '' : `${key}=`}${Rate}`
    throw createFailure(
      `error setting cgroup config for procHooks process: failed to write "${text}": write ${where}: no such device`,
    )
  }
}

function statOnHost(daemon: Daemon, { Path }: ThrottleDevice): Stat {
  try {
    const { mount, ino } = resolve(viewOf(daemon.host.process), Path)
    return mount.fs.stat(ino)
  } catch (error) {
    if (!isErrno(error)) throw error
    throw new EngineError('internal', `stat ${Path}: ${error.message.toLowerCase()}`)
  }
}
