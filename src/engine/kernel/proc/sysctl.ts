import { FsError } from '../../base/errors.ts'
import { newUuid } from '../../base/random.ts'
import type { Computed } from '../computed-fs.ts'
import type { Kernel } from '../kernel.ts'
import { constant, file, fixed, setting } from './nodes.ts'

/** Largest process number, as a machine of 64 bits with systemd sets it. */
const PID_MAX = 4194304

/** /proc/sys: what can be asked of the kernel, and set (sysctl(8)). Host names are those of the caller's namespace. */
export function sysctl(kernel: Kernel): Computed {
  const uts = () => kernel.running?.namespaces.uts
  const { release, version } = kernel.options
  const bootID = newUuid(kernel.random('boot_id'))
  const userNamespaces = Object.fromEntries(
    ['cgroup', 'ipc', 'mnt', 'net', 'pid', 'time', 'user', 'uts'].map((kind) => [
      `max_${kind}_namespaces`,
      constant('15579\n', 0o644),
    ]),
  )
  return fixed({
    fs: fixed({
      'file-max': constant('9223372036854775807\n', 0o644),
      'file-nr': file(() => `${kernel.references.size}\t0\t9223372036854775807\n`),
      'mount-max': constant('100000\n', 0o644),
      nr_open: constant('1048576\n', 0o644),
      overflowgid: constant('65534\n', 0o644),
      overflowuid: constant('65534\n', 0o644),
      'pipe-max-size': constant('1048576\n', 0o644),
      protected_fifos: constant('1\n', 0o644),
      protected_hardlinks: constant('1\n', 0o644),
      protected_regular: constant('2\n', 0o644),
      protected_symlinks: constant('1\n', 0o644),
    }),
    kernel: fixed({
      domainname: constant('(none)\n', 0o644),
      hostname: setting(
        () => `${uts()?.hostname ?? '(none)'}\n`,
        (text) => {
          const caller = kernel.running
          if (!caller) throw new FsError('EPERM')
          caller.calls.sethostname(text.split('\n', 1)[0]!)
        },
      ),
      ngroups_max: constant('65536\n'),
      osrelease: constant(`${release}\n`),
      ostype: constant('Linux\n'),
      overflowgid: constant('65534\n', 0o644),
      overflowuid: constant('65534\n', 0o644),
      pid_max: constant(`${PID_MAX}\n`, 0o644),
      random: fixed({
        boot_id: constant(`${bootID}\n`),
        entropy_avail: constant('256\n'),
        poolsize: constant('256\n'),
        uuid: file(() => `${newUuid(kernel.random('uuid'))}\n`),
      }),
      'threads-max': constant('31158\n', 0o644),
      unprivileged_userns_clone: constant('1\n', 0o644),
      version: constant(`${version}\n`),
    }),
    net: fixed({
      ipv4: fixed({
        ip_forward: constant('1\n', 0o644),
        ip_local_port_range: constant('32768\t60999\n', 0o644),
        ip_unprivileged_port_start: constant('1024\n', 0o644),
      }),
    }),
    user: fixed(userNamespaces),
    vm: fixed({
      max_map_count: constant('65530\n', 0o644),
      overcommit_memory: constant('0\n', 0o644),
      swappiness: constant('60\n', 0o644),
    }),
  })
}
