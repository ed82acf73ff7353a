import type { Filesystem } from '../vfs/filesystem.ts'
import { type Computed, ComputedFs } from './computed-fs.ts'
import type { Kernel } from './kernel.ts'
import type { Mount } from './mounts.ts'
import type { OpenFile } from './open-file.ts'
import { type PidNamespace, type ProcessRecord, viewOf } from './record.ts'
import { SIGNALS } from './signals.ts'
import { pathOf } from './walk.ts'

const SECOND = 1e9

/** Totals that the machine reports; the simulation does not meter memory. */
const MEMORY_KB = { total: 4014000, free: 3012000, available: 3480000, buffers: 41000, cached: 612000 }

/** A proc file system of a pid namespace (proc(5)). */
export function procFs(kernel: Kernel, namespace: PidNamespace, dev: number): Filesystem {
  const file = (text: () => string, mode?: number): Computed => ({
    kind: 'file',
    text,
    ...(mode !== undefined && { mode }),
  })
  const link = (target: () => string, open?: () => OpenFile): Computed => ({
    kind: 'link',
    target,
    ...(open && { file: open }),
  })
  const directory = (entries: () => [string, Computed][]): Computed => ({
    kind: 'directory',
    entries: () => new Map(entries()),
  })
  const seconds = (ns: number): string => (ns / SECOND).toFixed(2)
  const self = (): string => String(kernel.running ? namespace.numberOf(kernel.running.id) : 0)
  const number = (record: ProcessRecord | undefined): number => (record ? namespace.numberOf(record.id) : 0)

  const ofProcess = (record: ProcessRecord): Computed =>
    directory(() => [
      ['cmdline', file(() => record.argv.map((argument) => `${argument}\0`).join(''))],
      ['comm', file(() => `${record.comm.slice(0, 15)}\n`)],
      ['cwd', link(() => pathOf({ ...viewOf(record), root: viewer(record) }, record.cwd))],
      ['environ', file(() => [...record.env].map(([name, value]) => `${name}=${value}\0`).join(''), 0o400)],
      ['exe', link(() => record.exe)],
      [
        'fd',
        directory(() =>
          record.fds.entries().map(([fd, open]): [string, Computed] => [
            String(fd),
            link(
              () => open.path,
              () => open,
            ),
          ]),
        ),
      ],
      ['mountinfo', file(() => mountInfo(record.namespaces.mount.mounts))],
      ['mounts', file(() => mountTable(record.namespaces.mount.mounts))],
      [
        'ns',
        directory(() => [
          ['ipc', link(() => `ipc:[${record.namespaces.ipc}]`)],
          ['net', link(() => `net:[${record.namespaces.net}]`)],
        ]),
      ],
      ['root', link(() => '/')],
      ['stat', file(() => statLine(record))],
      ['status', file(() => statusText(record))],
    ])

  const viewer = (record: ProcessRecord) => kernel.running?.root ?? record.root
  const stateLetter = (record: ProcessRecord): string =>
    record.state === 'zombie' ? 'Z' : record.state === 'stopped' ? 'T' : record === kernel.running ? 'R' : 'S'
  const terminalNumber = (record: ProcessRecord): number =>
    record.terminal ? 34816 + record.terminal.index : 0

  const statLine = (record: ProcessRecord): string => {
    const ticks = Math.floor(record.started / 1e7)
    const group = namespace.numberOf(record.pgid)
    const session = namespace.numberOf(record.sid)
    const foreground = record.terminal ? namespace.numberOf(record.terminal.foreground) : -1
    return `${number(record)} (${record.comm.slice(0, 15)}) ${stateLetter(record)} ${number(record.parent)} ${group} ${session} ${terminalNumber(record)} ${foreground} 4194304 0 0 0 0 0 0 0 0 20 0 ${Math.max(1, record.tasks.size)} 0 ${ticks} 0 0 0\n`
  }
  const statusText = (record: ProcessRecord): string => {
    const { uid, gid, groups } = record.credentials
    const names = { R: 'R (running)', S: 'S (sleeping)', T: 'T (stopped)', Z: 'Z (zombie)' } as Record<
      string,
      string
    >
    const mask = (want: 'ignore' | 'handler'): string => {
      let bits = 0n
      for (const [signal, action] of record.dispositions)
        if ((action === 'ignore') === (want === 'ignore')) bits |= 1n << BigInt(SIGNALS[signal] - 1)
      return bits.toString(16).padStart(16, '0')
    }
    return [
      `Name:\t${record.comm.slice(0, 15)}`,
      `Umask:\t${record.umask.toString(8).padStart(4, '0')}`,
      `State:\t${names[stateLetter(record)]}`,
      `Tgid:\t${number(record)}`,
      `Pid:\t${number(record)}`,
      `PPid:\t${number(record.parent)}`,
      `Uid:\t${uid}\t${uid}\t${uid}\t${uid}`,
      `Gid:\t${gid}\t${gid}\t${gid}\t${gid}`,
      `Groups:\t${groups.join(' ')} `,
      `NSpid:\t${nested(record).join('\t')}`,
      `Threads:\t${Math.max(1, record.tasks.size)}`,
      `SigIgn:\t${mask('ignore')}`,
      `SigCgt:\t${mask('handler')}`,
      '',
    ].join('\n')
  }
  /** Numbers in this namespace and the ones below it. */
  const nested = (record: ProcessRecord): number[] => {
    const numbers: number[] = []
    for (let ns: PidNamespace | undefined = record.namespaces.pid; ns; ns = ns.parent) {
      numbers.unshift(ns.numberOf(record.id))
      if (ns === namespace) break
    }
    return numbers
  }

  return new ComputedFs(
    'proc',
    dev,
    () => kernel.now(),
    () => {
      const entries: [string, Computed][] = [
        ['cmdline', file(() => 'BOOT_IMAGE=/boot/vmlinuz root=/dev/sda1 ro quiet\n')],
        [
          'cpuinfo',
          file(() => [0, 1].map((n) => `processor\t: ${n}\nmodel name\t: Strata simulated CPU\n\n`).join('')),
        ],
        [
          'filesystems',
          file(() => 'nodev\tproc\nnodev\tsysfs\nnodev\ttmpfs\nnodev\tdevpts\nnodev\toverlay\n\text4\n'),
        ],
        [
          'loadavg',
          file(() => `0.00 0.00 0.00 1/${kernel.processes.size} ${namespace.all().at(-1)?.[0] ?? 1}\n`),
        ],
        ['meminfo', file(memoryText)],
        ['mounts', link(() => 'self/mounts')],
        ['self', link(self)],
        ['uptime', file(() => `${seconds(kernel.scheduler.now)} ${seconds(kernel.scheduler.now * 2)}\n`)],
        ['version', file(() => `Linux version ${kernel.options.release} ${kernel.options.version}\n`)],
      ]
      for (const [pid, record] of namespace.all()) entries.push([String(pid), ofProcess(record)])
      return new Map(entries)
    },
  )
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

/** Blanks in a path of /proc/mounts are octal (getmntent(3)). */
const octal = (text: string): string =>
  text.replace(/[ \t\n\\]/g, (c) => `\\${c.charCodeAt(0).toString(8).padStart(3, '0')}`)

/** Options of a mount as such, in the kernel's order; the others belong to the file system (fs/proc_namespace.c). */
const MOUNT_FLAGS = ['nosuid', 'nodev', 'noexec', 'noatime']

function optionsOf({ options, readOnly }: Mount): { own: string[]; filesystem: string[] } {
  const flags = MOUNT_FLAGS.filter((flag) => options.includes(flag))
  const times = options.includes('strictatime') || options.includes('noatime') ? [] : ['relatime']
  return {
    own: [readOnly ? 'ro' : 'rw', ...flags, ...times],
    filesystem: options.filter((option) => option !== 'strictatime' && !MOUNT_FLAGS.includes(option)),
  }
}

export function mountTable(mounts: readonly Mount[]): string {
  return mounts
    .filter((mount) => !mount.hidden)
    .map((mount) => {
      const { own, filesystem } = optionsOf(mount)
      const options = [...own, ...filesystem].join(',')
      return `${octal(mount.source)} ${octal(mount.path)} ${mount.fs.type} ${options} 0 0\n`
    })
    .join('')
}

function mountInfo(mounts: readonly Mount[]): string {
  return mounts
    .filter((mount) => !mount.hidden)
    .map((mount) => {
      const { own, filesystem } = optionsOf(mount)
      const parent = mount.at?.mount.id ?? 1
      const device = `${Math.floor(mount.fs.dev / 256)}:${mount.fs.dev % 256}`
      const root = octal(mount.rootPath ?? '/')
      const more = [mount.fs.readOnly ? 'ro' : 'rw', ...filesystem].join(',')
      return `${mount.id} ${parent} ${device} ${root} ${octal(mount.path)} ${own.join(',')} - ${mount.fs.type} ${octal(mount.source)} ${more}\n`
    })
    .join('')
}
