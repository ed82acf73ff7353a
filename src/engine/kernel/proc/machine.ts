import type { Computed } from '../computed-fs.ts'
import { FILESYSTEMS } from '../filesystem-types.ts'
import type { Kernel } from '../kernel.ts'
import { MEMORY_KB } from '../memory.ts'
import type { PidNamespace } from '../namespaces.ts'
import { constant, directory, file, link } from './nodes.ts'

const SECOND = 1e9
const PROCESSORS = [0, 1]

/** Files of /proc that tell of the whole machine (proc(5)). */
export function machineFiles(kernel: Kernel, namespace: PidNamespace): [string, Computed][] {
  const { release, version } = kernel.options
  const seconds = (ns: number): string => (ns / SECOND).toFixed(2)
  return [
    ['acpi', directory(() => [])],
    ['bus', directory(() => [])],
    ['cgroups', file(() => cgroupsText(kernel))],
    ['cmdline', constant('BOOT_IMAGE=/boot/vmlinuz root=/dev/sda1 ro quiet\n')],
    [
      'cpuinfo',
      constant(PROCESSORS.map((n) => `processor\t: ${n}\nmodel name\t: Strata simulated CPU\n\n`).join('')),
    ],
    ['devices', constant(DEVICES)],
    ['filesystems', constant(filesystemsText())],
    ['fs', directory(() => [])],
    ['interrupts', constant('           CPU0       CPU1       \n')],
    ['irq', directory(() => [])],
    ['kcore', constant('', 0o400)],
    ['keys', constant('')],
    ['kmsg', constant('', 0o400)],
    ['loadavg', file(() => `0.00 0.00 0.00 1/${kernel.processes.size} ${namespace.last}\n`)],
    ['meminfo', constant(memoryText())],
    ['modules', constant('overlay 163840 0 - Live 0x0000000000000000\n')],
    ['mounts', link(() => 'self/mounts')],
    ['partitions', file(() => partitionsText(kernel))],
    ['stat', file(() => statText(kernel))],
    ['swaps', constant('Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n')],
    ['sysrq-trigger', constant('', 0o200)],
    ['timer_list', constant('', 0o400)],
    ['uptime', file(() => `${seconds(kernel.scheduler.now)} ${seconds(kernel.scheduler.now * 2)}\n`)],
    ['version', constant(`Linux version ${release} ${version}\n`)],
  ]
}

function memoryText(): string {
  const row = (name: string, kb: number): string => `${`${name}:`.padEnd(16)}${String(kb).padStart(8)} kB\n`
  const { total, free, available, buffers, cached } = MEMORY_KB
  return [
    row('MemTotal', total),
    row('MemFree', free),
    row('MemAvailable', available),
    row('Buffers', buffers),
    row('Cached', cached),
    row('SwapCached', 0),
    row('Shmem', 1024),
    row('SReclaimable', 52000),
    row('SwapTotal', 0),
    row('SwapFree', 0),
  ].join('')
}

const filesystemsText = (): string =>
  [
    ...FILESYSTEMS.virtual.map((type) => `nodev\t${type}\n`),
    ...FILESYSTEMS.onDevice.map((type) => `\t${type}\n`),
  ].join('')

/** With the unified hierarchy all controllers are in hierarchy 0 (cgroups(7)). */
const CONTROLLERS =
  'cpuset cpu cpuacct blkio memory devices freezer net_cls perf_event net_prio hugetlb pids rdma misc'

function cgroupsText(kernel: Kernel): string {
  const groups = new Set([...kernel.processes.values()].map(({ group }) => group)).size
  const rows = CONTROLLERS.split(' ').map((name) => `${name}\t0\t${groups}\t1\n`)
  return `#subsys_name\thierarchy\tnum_cgroups\tenabled\n${rows.join('')}`
}

function partitionsText({ disk }: Kernel): string {
  const kb = disk.blocks * 4
  const row = (minor: number, size: number, name: string): string =>
    `   8  ${String(minor).padStart(7)} ${String(size).padStart(10)} ${name}\n`
  return `major minor  #blocks  name\n\n${row(0, kb + 1024, 'sda')}${row(1, kb, 'sda1')}`
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
