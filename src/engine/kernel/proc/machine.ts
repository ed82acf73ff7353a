import type { Computed } from '../computed-fs.ts'
import { FILESYSTEMS, typesOnDevice } from '../filesystem-types.ts'
import type { Kernel } from '../kernel.ts'
import { MEMORY_KB, memoryOf } from '../memory.ts'
import type { PidNamespace } from '../namespaces.ts'
import { constant, directory, file, link } from './nodes.ts'

const SECOND = 1e9
const PROCESSORS = [0, 1]

/** Files of /proc that tell of the whole machine (proc(5)). */
export function machineFiles(kernel: Kernel, namespace: PidNamespace): [string, Computed][] {
  const { release, version, platform } = kernel.options
  const seconds = (ns: number): string => (ns / SECOND).toFixed(2)
  return [
    ['acpi', directory(() => [])],
    ['bus', directory(() => [])],
    ['cgroups', file(() => cgroupsText(kernel))],
    ['cmdline', constant(`${platform?.commandLine ?? 'BOOT_IMAGE=/boot/vmlinuz root=/dev/sda1 ro quiet'}\n`)],
    [
      'consoles',
      constant(
        platform
          ? 'ttyS0                -W- (EC p a)    4:64\n'
          : 'tty0                 -WU (EC  p  )    4:1\n',
      ),
    ],
    [
      'cpuinfo',
      constant(PROCESSORS.map((n) => `processor\t: ${n}\nmodel name\t: Strata simulated CPU\n\n`).join('')),
    ],
    ['devices', constant(DEVICES)],
    ['filesystems', file(() => filesystemsText(kernel))],
    ['fs', directory(() => [])],
    ['interrupts', constant('           CPU0       CPU1       \n')],
    ['irq', directory(() => [])],
    ['kcore', constant('', 0o400)],
    ['keys', constant('')],
    ['kmsg', constant('', 0o400)],
    ['loadavg', file(() => `0.00 0.00 0.00 1/${kernel.processes.size} ${namespace.last}\n`)],
    ['meminfo', file(() => memoryText(kernel))],
    ['modules', file(() => modulesText(kernel))],
    ['mounts', link(() => 'self/mounts')],
    ['net', link(() => 'self/net')],
    ['partitions', file(() => partitionsText(kernel))],
    ['stat', file(() => statText(kernel))],
    ['swaps', file(() => swapsText(kernel))],
    ['sysrq-trigger', constant('', 0o200)],
    ['timer_list', constant('', 0o400)],
    ['uptime', file(() => `${seconds(kernel.scheduler.now)} ${seconds(kernel.scheduler.now * 2)}\n`)],
    ['version', constant(`Linux version ${release} ${platform ? BUILT_BY : ''}${version}\n`)],
  ]
}

/** Who built Debian's kernel, and with what. */
export const BUILT_BY =
  '(debian-kernel@lists.debian.org) (gcc-12 (Debian 12.2.0-14+deb12u1) 12.2.0, GNU ld (GNU Binutils for Debian) 2.40) '

function modulesText({ modules, options }: Kernel): string {
  if (!options.platform) return 'overlay 163840 0 - Live 0x0000000000000000\n'
  return modules.all
    .map(({ driver, users }) => {
      const by = users.size === 0 ? '-' : [...users].map((name) => `${name},`).join('')
      return `${driver.name} ${driver.size} ${users.size} ${by} Live 0x0000000000000000\n`
    })
    .join('')
}

function swapsText({ blockDevices }: Kernel): string {
  const rows = blockDevices.swaps.map(
    ({ path, kib, priority }) => `${path.padEnd(39)} partition\t${kib}\t\t0\t\t${priority}\n`,
  )
  return `Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n${rows.join('')}`
}

function memoryText({ options: { platform }, blockDevices }: Kernel): string {
  const row = (name: string, kb: number): string => `${`${name}:`.padEnd(16)}${String(kb).padStart(8)} kB\n`
  const { total, free, available, buffers, cached } = platform
    ? memoryOf(platform.memoryKiB, platform.usedKiB)
    : MEMORY_KB
  const swap = blockDevices.swaps.reduce((sum, { kib }) => sum + kib, 0)
  return [
    row('MemTotal', total),
    row('MemFree', free),
    row('MemAvailable', available),
    row('Buffers', buffers),
    row('Cached', cached),
    row('SwapCached', 0),
    ...(platform
      ? [row('Active', 56), row('Inactive', 3856), row('Active(anon)', 56), row('Inactive(anon)', 3856)]
      : []),
    row('Shmem', 1024),
    row('SReclaimable', platform ? 8000 : 52_000),
    row('SwapTotal', swap),
    row('SwapFree', swap),
  ].join('')
}

const filesystemsText = (kernel: Kernel): string =>
  [
    ...FILESYSTEMS.virtual.map((type) => `nodev\t${type}\n`),
    ...typesOnDevice(kernel).map((type) => `\t${type}\n`),
  ].join('')

/** With the unified hierarchy all controllers are in hierarchy 0 (cgroups(7)). */
const CONTROLLERS =
  'cpuset cpu cpuacct blkio memory devices freezer net_cls perf_event net_prio hugetlb pids rdma misc'

function cgroupsText(kernel: Kernel): string {
  const groups = new Set([...kernel.processes.values()].map(({ group }) => group)).size
  const rows = CONTROLLERS.split(' ').map((name) => `${name}\t0\t${groups}\t1\n`)
  return `#subsys_name\thierarchy\tnum_cgroups\tenabled\n${rows.join('')}`
}

function partitionsText({ blockDevices }: Kernel): string {
  const rows = blockDevices.all
    .filter(({ sectors }) => sectors > 0)
    .map(
      ({ major, minor, sectors, name }) =>
        `${String(major).padStart(4)}  ${String(minor).padStart(7)} ${String(sectors / 2).padStart(10)} ${name}\n`,
    )
  return `major minor  #blocks  name\n\n${rows.join('')}`
}

function statText(kernel: Kernel): string {
  const ticks = Math.floor(kernel.scheduler.now / 1e7)
  const idle = (processors: number): string => `0 0 0 ${ticks * processors} 0 0 0 0 0 0`
  const running = [...kernel.processes.values()].filter((record) => record === kernel.running).length
  return [
    `cpu  ${idle(PROCESSORS.length)}`,
    ...PROCESSORS.map((n) => `cpu${n} ${idle(1)}`),
    `btime ${kernel.options.boot / 1_000_000_000n}`,
    `processes ${kernel.pidNamespace.last}`,
    `procs_running ${Math.max(1, running)}`,
    'procs_blocked 0',
    '',
  ].join('\n')
}

const DEVICES = `Character devices:
  1 mem
  4 /dev/vc/0
  4 tty
  4 ttyS
  5 /dev/tty
  5 /dev/console
  5 /dev/ptmx
  7 vcs
 10 misc
 13 input
 29 fb
128 ptm
136 pts

Block devices:
  8 sd
259 blkext
`
