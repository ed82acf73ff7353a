import { capabilityMask, capable } from '../capabilities.ts'
import type { Kernel } from '../kernel.ts'
import type { PidNamespace } from '../namespaces.ts'
import type { ProcessRecord } from '../record.ts'
import { SIGNALS, type Signal } from '../signals.ts'

const NAMES = { R: 'R (running)', S: 'S (sleeping)', T: 'T (stopped)', Z: 'Z (zombie)' } as const

export function stateLetter(kernel: Kernel, record: ProcessRecord): keyof typeof NAMES {
  if (record.state === 'zombie') return 'Z'
  if (record.state === 'stopped') return 'T'
  return record === kernel.running ? 'R' : 'S'
}

const numberIn = (namespace: PidNamespace, record: ProcessRecord | undefined): number =>
  record ? namespace.numberOf(record.id) : 0

/** Numbers of a process, a group or a session in this namespace and the ones below it. */
function nested(namespace: PidNamespace, record: ProcessRecord, id: number): string {
  const numbers: number[] = []
  for (let ns: PidNamespace | undefined = record.namespaces.pid; ns; ns = ns.parent) {
    numbers.unshift(ns.numberOf(id))
    if (ns === namespace) break
  }
  return numbers.join('\t')
}

function signalMask(record: ProcessRecord, want: 'ignore' | 'handler' | 'pending'): string {
  let bits = 0n
  const add = (signal: Signal): void => {
    bits |= 1n << BigInt(SIGNALS[signal] - 1)
  }
  if (want === 'pending') for (const signal of record.pending) add(signal)
  else
    for (const [signal, action] of record.dispositions)
      if ((action === 'ignore') === (want === 'ignore')) add(signal)
  return bits.toString(16).padStart(16, '0')
}

/** Name of a program, at most 15 characters; of the kernel's own threads all of it (fs/proc/array.c, proc_task_name). */
export const commandName = ({ comm, exe, argv }: ProcessRecord): string =>
  exe === '' && argv.length === 0 ? comm : comm.slice(0, 15)

/** /proc/PID/status (proc(5)). Sizes of memory are what the simulation meters: resident memory alone. */
export function statusText(kernel: Kernel, namespace: PidNamespace, record: ProcessRecord): string {
  const { credentials, umask, tasks, memory } = record
  const { uid, gid, groups, real = credentials } = credentials
  const kb = (name: string): string => `${name}:\t${String(Math.ceil(memory / 1024)).padStart(8)} kB`
  const has = (name: Parameters<typeof capable>[1]): boolean => capable(credentials, name)
  const filtered = credentials.bounding !== undefined && !credentials.unfiltered
  const bound = (name: Parameters<typeof capable>[1]): boolean => credentials.bounding?.has(name) ?? true
  const none = '0'.repeat(16)
  return [
    `Name:\t${commandName(record)}`,
    `Umask:\t${umask.toString(8).padStart(4, '0')}`,
    `State:\t${NAMES[stateLetter(kernel, record)]}`,
    `Tgid:\t${numberIn(namespace, record)}`,
    'Ngid:\t0',
    `Pid:\t${numberIn(namespace, record)}`,
    `PPid:\t${numberIn(namespace, record.parent)}`,
    'TracerPid:\t0',
    `Uid:\t${real.uid}\t${uid}\t${uid}\t${uid}`,
    `Gid:\t${real.gid}\t${gid}\t${gid}\t${gid}`,
    `FDSize:\t${record.fds.size > 32 ? 256 : 64}`,
    `Groups:\t${groups.join(' ')} `,
    `NStgid:\t${nested(namespace, record, record.id)}`,
    `NSpid:\t${nested(namespace, record, record.id)}`,
    `NSpgid:\t${nested(namespace, record, record.pgid)}`,
    `NSsid:\t${nested(namespace, record, record.sid)}`,
    ...(record.state === 'zombie' ? [] : [kb('VmHWM'), kb('VmRSS')]),
    `Threads:\t${Math.max(1, tasks.size)}`,
    'SigQ:\t0/15579',
    `SigPnd:\t${none}`,
    `ShdPnd:\t${signalMask(record, 'pending')}`,
    `SigBlk:\t${none}`,
    `SigIgn:\t${signalMask(record, 'ignore')}`,
    `SigCgt:\t${signalMask(record, 'handler')}`,
    `CapInh:\t${none}`,
    `CapPrm:\t${capabilityMask(has)}`,
    `CapEff:\t${capabilityMask(has)}`,
    `CapBnd:\t${capabilityMask(bound)}`,
    `CapAmb:\t${none}`,
    `NoNewPrivs:\t${credentials.noNewPrivileges ? 1 : 0}`,
    `Seccomp:\t${filtered ? 2 : 0}`,
    `Seccomp_filters:\t${filtered ? 1 : 0}`,
    'Cpus_allowed:\t3',
    'Cpus_allowed_list:\t0-1',
    '',
  ].join('\n')
}

/** /proc/PID/stat (proc(5)). */
export function statLine(kernel: Kernel, namespace: PidNamespace, record: ProcessRecord): string {
  const { terminal } = record
  const fields = [
    numberIn(namespace, record),
    `(${commandName(record)})`,
    stateLetter(kernel, record),
    numberIn(namespace, record.parent),
    namespace.numberOf(record.pgid),
    namespace.numberOf(record.sid),
    terminal ? terminal.device.major * 256 + terminal.device.minor : 0,
    terminal ? namespace.numberOf(terminal.foreground) : -1,
    `4194304 0 0 0 0 ${Math.floor(record.computed / 1e7)} 0 0 0 20 0`,
    Math.max(1, record.tasks.size),
    0,
    Math.floor(record.started / 1e7),
    '0 0 0',
  ]
  return `${fields.join(' ')}\n`
}
