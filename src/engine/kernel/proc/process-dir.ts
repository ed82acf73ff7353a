import { FsError } from '../../base/errors.ts'
import { capable } from '../capabilities.ts'
import type { Computed } from '../computed-fs.ts'
import type { Kernel } from '../kernel.ts'
import type { Place } from '../mounts.ts'
import { NamespaceFile } from '../namespace-file.ts'
import type { NamespaceKind, PidNamespace } from '../namespaces.ts'
import { numberOf } from '../namespaces.ts'
import type { OpenFile } from '../open-file.ts'
import { type ProcessRecord, viewOf } from '../record.ts'
import { pathOf } from '../walk.ts'
import { limitsText } from './limits.ts'
import { mountInfo, mountTable } from './mount-table.ts'
import { netDirectory } from './net/directory.ts'
import { constant, directory, file, link } from './nodes.ts'
import { commandName, statLine, statusText } from './status.ts'

const KINDS: readonly NamespaceKind[] = ['cgroup', 'ipc', 'mnt', 'net', 'pid', 'time', 'user', 'uts']

/** /proc/PID: what is to be seen of a process (proc(5)). */
export function processDirectory(kernel: Kernel, namespace: PidNamespace, record: ProcessRecord): Computed {
  /** Who looks may look into the process (ptrace(2), "Ptrace access mode checking"). */
  const demandAccess = (): void => {
    const { running } = kernel
    if (!running || running === record) return
    const { credentials } = running
    const same = credentials.uid === record.credentials.uid && credentials.gid === record.credentials.gid
    if (!same && !capable(credentials, 'SYS_PTRACE')) throw new FsError('EACCES')
  }
  const guarded = <T>(read: () => T) => {
    return (): T => {
      demandAccess()
      return read()
    }
  }
  /** A zombie has neither files nor a place any more. */
  const alive = (): void => {
    if (record.state === 'zombie') throw new FsError('ENOENT')
  }
  const place = (at: () => Place): Computed =>
    link(
      guarded(() => {
        alive()
        return pathOf({ ...viewOf(record), root: kernel.running?.root ?? record.root }, at())
      }),
      {
        place: guarded(() => {
          alive()
          return at()
        }),
      },
    )
  const ofNamespace = (kind: NamespaceKind): Computed =>
    link(
      guarded(() => `${kind}:[${numberOf(record.namespaces, kind)}]`),
      { file: guarded(() => new NamespaceFile(kind, record.namespaces)) },
    )
  const forChildren = (): Computed => {
    const { pidForChildren: pid = record.namespaces.pid } = record
    return link(
      guarded(() => `pid:[${pid.number}]`),
      { file: guarded(() => new NamespaceFile('pid', { ...record.namespaces, pid })) },
    )
  }
  const identity = constant('         0          0 4294967295\n', 0o644)

  const entries: [string, Computed][] = [
    ['cgroup', file(() => `0::${groupPath(kernel, record)}\n`)],
    ['cmdline', file(() => record.argv.map((argument) => `${argument}\0`).join(''))],
    ['comm', file(() => `${commandName(record)}\n`, 0o644)],
    ['cwd', place(() => record.cwd)],
    [
      'environ',
      file(
        guarded(() => [...record.env].map(([name, value]) => `${name}=${value}\0`).join('')),
        0o400,
      ),
    ],
    [
      'exe',
      link(
        guarded(() => {
          if (record.exe === '') throw new FsError('ENOENT')
          return record.exe
        }),
      ),
    ],
    [
      'fd',
      directory(
        guarded(() =>
          record.fds
            .entries()
            .map(([fd, open]): [string, Computed] => [
              String(fd),
              link(() => open.path, { file: () => open, mode: modeOf(open) }),
            ]),
        ),
        0o500,
      ),
    ],
    [
      'fdinfo',
      directory(
        guarded(() =>
          record.fds.entries().map(([fd, open]): [string, Computed] => {
            const { offset = 0 } = open as { offset?: number }
            const flags = open.writeOnly ? '0100001' : open.writable ? '0100002' : '0100000'
            const mount = open.place?.mount.id ?? 15
            return [
              String(fd),
              file(() => `pos:\t${offset}\nflags:\t${flags}\nmnt_id:\t${mount}\nino:\t${open.stat().ino}\n`),
            ]
          }),
        ),
      ),
    ],
    ['gid_map', identity],
    ['limits', file(() => limitsText(record.limits))],
    ['loginuid', constant('4294967295', 0o644)],
    ['mountinfo', file(() => mountInfo(record))],
    ['mounts', file(() => mountTable(record))],
    ['net', netDirectory(() => record.namespaces.net)],
    [
      'ns',
      directory(
        () => [
          ...KINDS.map((kind): [string, Computed] => [kind, ofNamespace(kind)]),
          ['pid_for_children', forChildren()],
          ['time_for_children', ofNamespace('time')],
        ],
        0o511,
      ),
    ],
    ['oom_adj', constant('0\n', 0o644)],
    ['oom_score', constant('0\n')],
    ['oom_score_adj', constant(`${record.oomScoreAdj}\n`, 0o644)],
    ['root', place(() => record.root)],
    ['setgroups', constant('allow\n', 0o644)],
    ['stat', file(() => statLine(kernel, namespace, record))],
    ['status', file(() => statusText(kernel, namespace, record))],
    ['uid_map', identity],
  ]
  const map = new Map(entries)
  return { kind: 'directory', entries: () => map, owner: () => record.credentials }
}

/** What a link of /proc/PID/fd shows of how a file is open (proc_fd_link). */
const modeOf = ({ writable, writeOnly }: OpenFile): number => (writeOnly ? 0o300 : writable ? 0o700 : 0o500)

/** Path of the control group as who looks sees it: from the root of its cgroup namespace. */
function groupPath(kernel: Kernel, { group }: ProcessRecord): string {
  const top = kernel.running?.namespaces.cgroup.root.path ?? '/'
  if (top === '/') return group.path
  if (group.path === top) return '/'
  if (group.path.startsWith(`${top}/`)) return group.path.slice(top.length)
  return `${top
    .split('/')
    .slice(1)
    .map(() => '/..')
    .join('')}${group.path}`
}
