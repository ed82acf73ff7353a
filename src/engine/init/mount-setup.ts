import { isErrno } from '../base/errors.ts'
import type { MountRequest, Process } from '../kernel/process.ts'
import { mountsOf } from '../userland/mount-table.ts'

/** File systems that systemd mounts before anything else, where they are not mounted yet (mount-setup.c, mount_table). */
const TABLE: readonly (readonly [
  type: string,
  path: string,
  flags: string,
  data: string,
  source?: string,
])[] = [
  ['sysfs', '/sys', 'nosuid,noexec,nodev', ''],
  ['proc', '/proc', 'nosuid,noexec,nodev', ''],
  ['devtmpfs', '/dev', 'nosuid', 'mode=755,size=4m,nr_inodes=1m'],
  ['securityfs', '/sys/kernel/security', 'nosuid,noexec,nodev', ''],
  ['tmpfs', '/dev/shm', 'nosuid,nodev,strictatime', 'mode=1777'],
  ['devpts', '/dev/pts', 'nosuid,noexec', 'gid=5,mode=620'],
  ['tmpfs', '/run', 'nosuid,nodev,strictatime', 'mode=755,size=20%,nr_inodes=800k'],
  ['tmpfs', '/run/lock', 'nosuid,noexec,nodev', 'mode=1777,size=5m'],
  ['cgroup2', '/sys/fs/cgroup', 'nosuid,noexec,nodev', ''],
  ['pstore', '/sys/fs/pstore', 'nosuid,noexec,nodev', ''],
  ['efivarfs', '/sys/firmware/efi/efivars', 'nosuid,noexec,nodev', ''],
  ['bpf', '/sys/fs/bpf', 'nosuid,noexec,nodev', 'mode=700'],
]

/** Mounts what is missing. What cannot be mounted is left out, as where there is no firmware of that kind. */
export function mountSetup(p: Process): void {
  let there: ReadonlySet<string> | undefined
  for (const [type, target, flags, data, source = type] of TABLE) {
    if (p.exists('/proc/self/mountinfo')) there ??= new Set(mountsOf(p).map(({ path }) => path))
    if (there?.has(target)) continue
    const request: MountRequest = { kind: 'new', type, target, source, data, flags: flags.split(',') }
    try {
      if (!p.exists(target)) p.mkdir(target, 0o755)
      p.mount(request)
    } catch (error) {
      if (!isErrno(error)) throw error
    }
  }
}
