import { FsError } from '../../base/errors.ts'
import { newUuid } from '../../base/random.ts'
import type { Computed } from '../computed-fs.ts'
import type { Kernel } from '../kernel.ts'
import { OF_DEVICES, SETTINGS, type SettingKind } from '../namespace-settings.ts'
import { FIRST_NUMBERS, numberOf } from '../namespaces.ts'
import { constant, directory, file, fixed, setting } from './nodes.ts'

/** Largest process number, as a machine of 64 bits with systemd sets it. */
const PID_MAX = 4194304

/** /proc/sys: what can be asked of the kernel, and set (sysctl(8)). Host names are those of the caller's namespace. */
export function sysctl(kernel: Kernel): Computed {
  const uts = () => kernel.running?.namespaces.uts
  const { release, version } = kernel.options
  const bootID = newUuid(kernel.random('boot_id'))
  const userNamespaces = ['cgroup', 'ipc', 'mnt', 'net', 'pid', 'time', 'user', 'uts'].map(
    (kind) => [`user/max_${kind}_namespaces`, constant('15579\n', 0o644)] as const,
  )
  const ofNamespaces = SETTINGS.map(({ kind, path }) => [path, ofNamespace(kernel, kind, path)] as const)
  return treeOf({
    'fs/binfmt_misc': fixed({}),
    'fs/file-max': constant('9223372036854775807\n', 0o644),
    'fs/file-nr': file(() => `${kernel.references.size}\t0\t9223372036854775807\n`),
    'fs/mount-max': constant('100000\n', 0o644),
    'fs/nr_open': constant('1048576\n', 0o644),
    'fs/overflowgid': constant('65534\n', 0o644),
    'fs/overflowuid': constant('65534\n', 0o644),
    'fs/pipe-max-size': constant('1048576\n', 0o644),
    'fs/protected_fifos': constant('1\n', 0o644),
    'fs/protected_hardlinks': constant('1\n', 0o644),
    'fs/protected_regular': constant('2\n', 0o644),
    'fs/protected_symlinks': constant('1\n', 0o644),
    'kernel/domainname': constant('(none)\n', 0o644),
    'kernel/hostname': setting(
      () => `${uts()?.hostname ?? '(none)'}\n`,
      (text) => {
        const caller = kernel.running
        if (!caller) throw new FsError('EPERM')
        caller.calls.sethostname(text.split('\n', 1)[0]!)
      },
    ),
    'kernel/ngroups_max': constant('65536\n'),
    'kernel/osrelease': constant(`${release}\n`),
    'kernel/ostype': constant('Linux\n'),
    'kernel/overflowgid': constant('65534\n', 0o644),
    'kernel/overflowuid': constant('65534\n', 0o644),
    'kernel/pid_max': constant(`${PID_MAX}\n`, 0o644),
    'kernel/printk': printk(kernel),
    'kernel/random/boot_id': constant(`${bootID}\n`),
    'kernel/random/entropy_avail': constant('256\n'),
    'kernel/random/poolsize': constant('256\n'),
    'kernel/random/uuid': file(() => `${newUuid(kernel.random('uuid'))}\n`),
    'kernel/threads-max': constant('31158\n', 0o644),
    'kernel/unprivileged_userns_clone': constant('1\n', 0o644),
    'kernel/version': constant(`${version}\n`),
    'vm/max_map_count': constant('65530\n', 0o644),
    'vm/overcommit_memory': constant('0\n', 0o644),
    'vm/swappiness': constant('60\n', 0o644),
    ...Object.fromEntries([...userNamespaces, ...ofNamespaces]),
    'net/ipv4/conf': ofDevices(kernel, 'ipv4'),
    'net/ipv6/conf': ofDevices(kernel, 'ipv6'),
  })
}

/** Levels of messages: below which one the console shows them, what a message has that names none, the least and the usual first (proc(5)). */
function printk({ log }: Kernel): Computed {
  const rest = [4, 1, 7]
  return setting(
    () => `${[log.consoleLevel, ...rest].join('\t')}\n`,
    (text) => {
      const numbers = text.trim().split(/\s+/).map(Number)
      if (numbers.some((number) => !Number.isInteger(number) || number < 0)) throw new FsError('EINVAL')
      log.consoleLevel = numbers[0] ?? log.consoleLevel
      numbers.slice(1, 4).forEach((number, i) => {
        rest[i] = number
      })
    },
  )
}

/** A setting of the caller's own namespace. */
function ofNamespace(kernel: Kernel, kind: SettingKind, path: string): Computed {
  const namespace = (): number =>
    kernel.running ? numberOf(kernel.running.namespaces, kind) : FIRST_NUMBERS[kind]
  return setting(
    () => `${kernel.settings.get(kind, namespace(), path)}\n`,
    (text) => kernel.settings.set(kind, namespace(), path, text),
  )
}

/** Settings of each interface of the caller's network, of all, and of those to come. */
function ofDevices(kernel: Kernel, family: 'ipv4' | 'ipv6'): Computed {
  const names = Object.keys(OF_DEVICES[family])
  return directory(() => {
    const { devices } = kernel.running?.namespaces.net ?? kernel.network
    return ['all', 'default', ...devices.map(({ name }) => name)].map((device): [string, Computed] => [
      device,
      directory(() =>
        names.map((name) => [name, ofNamespace(kernel, 'net', `net/${family}/conf/${device}/${name}`)]),
      ),
    ])
  })
}

/** Directories from the paths of files. */
function treeOf(files: Readonly<Record<string, Computed>>): Computed {
  const here: Record<string, Computed> = {}
  const below = new Map<string, Record<string, Computed>>()
  for (const [path, computed] of Object.entries(files)) {
    const at = path.indexOf('/')
    if (at < 0) here[path] = computed
    else {
      const directory = below.get(path.slice(0, at)) ?? {}
      directory[path.slice(at + 1)] = computed
      below.set(path.slice(0, at), directory)
    }
  }
  for (const [name, inside] of below) here[name] = treeOf(inside)
  return fixed(here)
}
