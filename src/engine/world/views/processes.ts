import { bytesOf } from '../../base/body.ts'
import { isErrno } from '../../base/errors.ts'
import { decode } from '../../base/text.ts'
import { NAMESPACE_KINDS, namespaceOf } from '../../daemon/containers/starts/namespace-kinds.ts'
import type { Daemon } from '../../daemon/daemon.ts'
import type { Kernel } from '../../kernel/kernel.ts'
import { type ProcessRecord, viewOf } from '../../kernel/record.ts'
import { pathOf, resolve } from '../../kernel/walk.ts'
import type { ProcessDetail, ProcessesView, ProcessRow } from './types.ts'

interface Machine {
  readonly kernel: Kernel
  readonly daemon: Daemon
}

/** What determines the view: what the tree shows of each process, and more of the one that is looked at. */
export function processSources({ kernel, daemon }: Machine, pid: number | undefined): unknown[] {
  const sources: unknown[] = []
  for (const [number, record] of kernel.pidNamespace.all()) {
    const { parent, argv, comm, credentials, namespaces } = record
    sources.push(record, parent, argv, comm, credentials, namespaces, stateOf(record))
    if (number === pid)
      sources.push(record.cwd, record.root, ...record.fds.entries().flatMap(([fd, { path }]) => [fd, path]))
  }
  for (const { id, name } of daemon.containers.all()) if (daemon.runtime.get(id)) sources.push(id, name)
  return sources
}

/** The processes of the machine as a tree, in the order of a walk. */
export function processesView(machine: Machine, pid: number | undefined): ProcessesView {
  const { kernel, daemon } = machine
  const records = kernel.pidNamespace.all().map(([, record]) => record)
  const host = daemon.host.process.namespaces
  const users = usersOf(daemon)
  const containers = new Map(
    daemon.containers.all().flatMap((container) => {
      const live = daemon.runtime.get(container.id)
      return live ? [[live.group, container] as const] : []
    }),
  )
  const number = (record: ProcessRecord): number => kernel.pidNamespace.numberOf(record.id)
  const processes: ProcessRow[] = []
  const walk = (record: ProcessRecord, depth: number): void => {
    const { namespaces, group, parent, credentials } = record
    const container = containers.get(group)
    processes.push({
      pid: number(record),
      depth,
      parent: parent ? number(parent) : 0,
      program: record.comm,
      command: record.argv.join(' ') || record.comm,
      user: users.get(credentials.uid) ?? String(credentials.uid),
      state: stateOf(record),
      ...(container && { container: { id: container.id, name: container.name } }),
      inner: namespaces.pid === host.pid ? undefined : namespaces.pid.numberOf(record.id),
      namespaces: NAMESPACE_KINDS.map((kind) => ({
        kind,
        number: namespaceOf(namespaces, host, kind).number,
        host: namespaceOf(namespaces, host, kind).same,
        inherited: parent !== undefined && namespaceOf(namespaces, parent.namespaces, kind).same,
      })),
    })
    for (const child of records) if (child.parent === record) walk(child, depth + 1)
  }
  for (const record of records) if (!record.parent || !records.includes(record.parent)) walk(record, 0)
  const chosen = records.find((record) => number(record) === pid)
  return { processes, selected: chosen && detailOf(machine, chosen) }
}

function stateOf(record: ProcessRecord): ProcessRow['state'] {
  if (record.state !== 'running') return record.state
  if (record.group.frozen) return 'frozen'
  const busy = [...record.tasks].some((task) => !task.dead && task.cancel === undefined)
  return busy ? 'running' : 'sleeping'
}

function detailOf({ kernel }: Machine, record: ProcessRecord): ProcessDetail {
  const { mount } = record.root
  const upper = mount.options.find((option) => option.startsWith('upperdir='))
  return {
    pid: kernel.pidNamespace.numberOf(record.id),
    exe: record.exe,
    cwd: cwdOf(record),
    root: [`${mount.fs.type} ${mount.source}`, ...(upper ? [upper] : [])].join(' '),
    mounts: record.namespaces.mount.mounts.length,
    cgroup: record.group.path,
    files: record.fds.entries().map(([fd, { path }]) => ({ fd, path })),
  }
}

/** '' for a directory that is there no more. */
function cwdOf(record: ProcessRecord): string {
  try {
    return pathOf(viewOf(record), record.cwd)
  } catch (error) {
    if (isErrno(error)) return ''
    throw error
  }
}

/** Names of the host's users by number, as its own ps has them. */
function usersOf({ host }: Daemon): Map<number, string> {
  try {
    const { mount, ino } = resolve(viewOf(host.process), '/etc/passwd')
    const lines = decode(bytesOf(mount.fs.body(ino))).split('\n')
    return new Map(lines.map((line) => line.split(':')).map(([name = '', , uid]) => [Number(uid), name]))
  } catch (error) {
    if (isErrno(error)) return new Map()
    throw error
  }
}
