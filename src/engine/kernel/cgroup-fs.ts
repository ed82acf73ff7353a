import { FsError } from '../base/errors.ts'
import type { Filesystem, Ino } from '../vfs/filesystem.ts'
import { type Computed, ComputedFs } from './computed-fs.ts'
import type { ControlGroup } from './control-group.ts'
import type { Kernel } from './kernel.ts'
import type { PidNamespace } from './namespaces.ts'
import { constant, file, setting } from './proc/nodes.ts'

/** Options that the hierarchy of Debian 12 is mounted with. */
export const CGROUP_OPTIONS = ['nsdelegate', 'memory_recursiveprot']

const CONTROLLERS = 'cpuset cpu io memory hugetlb pids rdma misc\n'
const known = new WeakMap<Kernel, ComputedFs>()

/** The unified hierarchy of control groups (cgroup2; Documentation/admin-guide/cgroup-v2.rst). One for the machine. */
export function cgroupFs(kernel: Kernel): Filesystem {
  let fs = known.get(kernel)
  if (!fs) {
    fs = new ComputedFs('cgroup2', kernel.deviceNumber(), () => kernel.now(), directoryOf(kernel, ''))
    known.set(kernel, fs)
  }
  return fs
}

/** The directory of a group. */
export function cgroupDirectory(fs: Filesystem, { path }: ControlGroup): Ino {
  let ino = fs.root
  for (const name of path.split('/').filter(Boolean)) ino = fs.lookup(ino, name)
  return ino
}

type Directory = Extract<Computed, { kind: 'directory' }>
/** Directories by the paths of their groups: one is made when somebody first looks. */
const directories = new WeakMap<Kernel, Map<string, Directory>>()

function directoryOf(kernel: Kernel, path: string): Directory {
  let made = directories.get(kernel)
  if (!made) {
    made = new Map()
    directories.set(kernel, made)
  }
  const known = made.get(path) ?? newDirectory(kernel, path)
  made.set(path, known)
  return known
}

/** Groups that hold processes, and what is above them, come and go with the processes. */
function newDirectory(kernel: Kernel, path: string): Directory {
  const files = filesOf(kernel, path)
  const isGroup = (inner: string): boolean => {
    if (kernel.groups.has(inner)) return true
    const below = `${inner}/`
    for (const group of kernel.groups.keys()) if (group.startsWith(below)) return true
    return false
  }
  return {
    kind: 'directory',
    mode: 0o755,
    mkdir: (name) => void kernel.groupAt(`${path}/${name}`),
    rmdir: (name) => removeGroup(kernel, `${path}/${name}`),
    find: (name) =>
      files.get(name) ?? (isGroup(`${path}/${name}`) ? directoryOf(kernel, `${path}/${name}`) : undefined),
    entries: () => {
      const entries = new Map(files)
      const below = `${path}/`
      for (const group of kernel.groups.keys()) {
        const [first] = group.startsWith(below) ? group.slice(below.length).split('/', 1) : []
        if (first) entries.set(first, directoryOf(kernel, `${path}/${first}`))
      }
      return entries
    },
  }
}

/** A process becomes a member (`cgroup.procs`); 0 is the writer itself. ESRCH. */
function moveInto(kernel: Kernel, path: string, pid: number): void {
  const writer = kernel.running
  const id = (writer?.namespaces.pid ?? kernel.pidNamespace).idOf(pid)
  const record = pid === 0 ? writer : kernel.processes.get(id)
  if (!record) throw new FsError('ESRCH')
  record.group.members.delete(record)
  record.group = kernel.groupAt(path)
  record.group.members.add(record)
}

/** EBUSY where it has members, or groups below it. */
function removeGroup(kernel: Kernel, path: string): void {
  const inUse = [...kernel.groups.keys()].some((other) => other.startsWith(`${path}/`))
  if (inUse || (kernel.groups.get(path)?.members.size ?? 0) > 0) throw new FsError('EBUSY')
  kernel.groups.delete(path)
}

/** It has members, or a group below it has (cgroup-v2.rst, "cgroup.events"). */
function isPopulated(kernel: Kernel, path: string): boolean {
  for (const [name, { members }] of kernel.groups)
    if (members.size > 0 && (name === path || name.startsWith(`${path}/`))) return true
  return false
}

function filesOf(kernel: Kernel, path: string): ReadonlyMap<string, Computed> {
  const group = () => kernel.groups.get(path || '/')
  const members = () => [...(group()?.members ?? [])]
  const numbers = (namespace: PidNamespace): string =>
    members()
      .map(({ id }) => namespace.numberOf(id))
      .filter((pid) => pid > 0)
      .sort((a, b) => a - b)
      .map((pid) => `${pid}\n`)
      .join('')
  const limit = (value: number | undefined): string => `${value ?? 'max'}\n`
  const files: [string, Computed][] = [
    ['cgroup.controllers', constant(CONTROLLERS)],
    [
      'cgroup.procs',
      setting(
        () => numbers(kernel.running?.namespaces.pid ?? kernel.pidNamespace),
        (text) => moveInto(kernel, path || '/', Number(text)),
      ),
    ],
    ['cgroup.subtree_control', file(() => (path === '' || !group() ? CONTROLLERS : '\n'), 0o644)],
  ]
  if (path !== '')
    files.push(
      [
        'cgroup.events',
        file(() => `populated ${isPopulated(kernel, path) ? 1 : 0}\nfrozen ${group()?.frozen ? 1 : 0}\n`),
      ],
      ['cgroup.freeze', file(() => `${group()?.frozen ? 1 : 0}\n`, 0o644)],
      ['cgroup.type', constant('domain\n', 0o644)],
      ['memory.current', file(() => `${group()?.memory ?? 0}\n`)],
      [
        'memory.events',
        file(
          () => `low 0\nhigh 0\nmax 0\noom ${group()?.oomKills ?? 0}\noom_kill ${group()?.oomKills ?? 0}\n`,
        ),
      ],
      ['memory.max', file(() => limit(group()?.memoryLimit), 0o644)],
      ['pids.current', file(() => `${members().length}\n`)],
      ['pids.max', file(() => limit(group()?.pidsLimit), 0o644)],
    )
  return new Map(files)
}
