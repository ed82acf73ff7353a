import { EngineError, FsError } from '../../base/errors.ts'
import { runProgram } from '../begin.ts'
import { capable } from '../capabilities.ts'
import { load } from '../exec.ts'
import type { Kernel } from '../kernel.ts'
import { endProcess, reap } from '../lifecycle.ts'
import type { DescriptorTable } from '../open-file.ts'
import type { Process, SpawnOptions } from '../process.ts'
import { Exit, type ProcessRecord, viewOf } from '../record.ts'
import { withLimit } from '../rlimits.ts'
import { restarting } from '../signalling.ts'
import { lastName, realpath, resolve } from '../walk.ts'
import { socketAt } from './net/unix.ts'

type LifecycleCalls = Pick<
  Process,
  | 'spawn'
  | 'fork'
  | 'exec'
  | 'wait'
  | 'exit'
  | 'allocate'
  | 'kill'
  | 'onSignal'
  | 'setTitle'
  | 'setName'
  | 'getpgid'
  | 'setpgid'
  | 'setsid'
  | 'limit'
  | 'setLimit'
  | 'now'
  | 'sleep'
  | 'compute'
  | 'yield'
  | 'pause'
  | 'setCredentials'
  | 'connect'
>

/** Calls on processes, time and services (fork(2), execve(2), waitpid(2), kill(2), setpgid(2), nanosleep(2)). */
export function lifecycleCalls(kernel: Kernel, record: ProcessRecord): LifecycleCalls {
  const { pid: pids } = record.namespaces

  const copy = (what: {
    argv: readonly string[]
    env: ReadonlyMap<string, string>
    exe: string
    comm: string
  }): ProcessRecord => {
    demandRoom(kernel, record)
    const child = kernel.createProcess({
      parent: record,
      namespaces: record.pidForChildren
        ? { ...record.namespaces, pid: record.pidForChildren }
        : record.namespaces,
      root: record.root,
      cwd: record.cwd,
      credentials: record.credentials,
      umask: record.umask,
      fds: record.fds.copy(),
      ...what,
    })
    for (const [signal, action] of record.dispositions)
      if (action === 'ignore') child.dispositions.set(signal, action)
    return child
  }
  const intoGroup = (
    child: ProcessRecord,
    options: { pgid?: number; foreground?: boolean } | undefined,
  ): void => {
    if (options?.pgid !== undefined)
      child.pgid = options.pgid === 0 ? child.id : pids.idOf(options.pgid) || child.id
    if (options?.foreground && record.terminal) record.terminal.foreground = child.pgid
  }
  /** Kernel-wide id of a group of this session. EPERM. */
  const group = (pgid: number): number => {
    const id = pids.idOf(pgid)
    for (const other of kernel.processes.values())
      if (other.pgid === id && other.sid === record.sid) return id
    throw new FsError('EPERM')
  }
  const target = (pid: number): ProcessRecord => {
    const found = pid === 0 ? record : pids.get(pid)
    if (!found) throw new FsError('ESRCH')
    return found
  }

  return {
    spawn: (options) => {
      const view = viewOf(record)
      const cwd = options.cwd === undefined ? record.cwd : resolve(view, options.cwd)
      const loaded = load({ ...view, cwd }, options.path, options.argv, kernel.options.executables)
      const child = copy({
        argv: loaded.argv,
        env: options.env ?? record.env,
        exe: realpath({ ...view, cwd }, options.path),
        comm: lastName(options.path),
      })
      child.cwd = cwd
      child.credentials = loaded.credentials
      mapDescriptors(record.fds, child.fds, options.fds)
      intoGroup(child, options)
      const pid = pids.numberOf(child.id)
      runProgram(kernel, child, loaded.program)
      return pid
    },
    fork: (body, options) => {
      const child = copy({ argv: record.argv, env: record.env, exe: record.exe, comm: record.comm })
      for (const [signal, action] of record.dispositions) child.dispositions.set(signal, action)
      intoGroup(child, options)
      const pid = pids.numberOf(child.id)
      kernel.run(child, body)
      return pid
    },
    exec: async (path, argv, env) => {
      kernel.replace(record, path, argv, env)
      return kernel.scheduler.never()
    },
    allocate: async (bytes) => {
      record.memory += bytes
      const { group } = record
      while (group.memory > (group.memoryLimit ?? Number.POSITIVE_INFINITY)) {
        group.oomKills++
        const victim = [...group.members].reduce((largest, member) =>
          member.memory > largest.memory ? member : largest,
        )
        endProcess(kernel, victim, { kind: 'signaled', signal: 'SIGKILL' })
      }
      if (record.state === 'zombie') await kernel.scheduler.never()
    },
    wait: async (pid, options = {}) => {
      for (;;) {
        const wanted = [...record.children].filter((child) => pid === -1 || matches(child, pid))
        if (wanted.length === 0) throw new FsError('ECHILD')
        const ready = wanted.find(
          (c) => c.changed && (c.state === 'zombie' || (options.untraced && c.state === 'stopped')),
        )
        if (ready) {
          ready.changed = false
          const result = { pid: pids.numberOf(ready.id), status: ready.status! }
          if (ready.state === 'zombie') reap(kernel, ready)
          await kernel.scheduler.tick()
          return result
        }
        if (options.noHang) {
          await kernel.scheduler.tick()
          return undefined
        }
        await kernel.scheduler.interruptible(() => record.childChanged.wait())
      }
      function matches(child: ProcessRecord, wantedPid: number): boolean {
        return wantedPid < -1
          ? pids.numberOf(child.pgid) === -wantedPid
          : pids.numberOf(child.id) === wantedPid
      }
    },
    exit: (code) => {
      throw new Exit(code)
    },
    kill: (pid, signal) => {
      const group = pid === 0 ? record.pgid : pid < -1 ? pids.idOf(-pid) : undefined
      const targets =
        pid === -1
          ? pids
              .all()
              .map(([, other]) => other)
              .filter((other) => other !== record && pids.numberOf(other.id) !== 1)
          : group !== undefined
            ? pids
                .all()
                .map(([, other]) => other)
                .filter((other) => other.pgid === group)
            : [target(pid)]
      if (targets.length === 0) throw new FsError('ESRCH')
      const allowed = targets.filter((other) => maySignal(record, other))
      if (allowed.length === 0) throw new FsError('EPERM')
      if (signal !== 0) for (const other of allowed) kernel.signal(other, signal)
    },
    onSignal: (signal, action, options) => {
      if (signal === 'SIGKILL' || signal === 'SIGSTOP') throw new FsError('EINVAL')
      if (options?.restart && typeof action === 'function') restarting.add(action)
      if (action === 'default') record.dispositions.delete(signal)
      else record.dispositions.set(signal, action)
    },
    setTitle: (title) => {
      record.argv = [title]
    },
    setName: (name) => {
      record.comm = name
    },
    getpgid: (pid = 0) => pids.numberOf(target(pid).pgid),
    setpgid: (pid, pgid) => {
      const other = target(pid)
      if (other !== record && !record.children.has(other)) throw new FsError('ESRCH')
      if (other.sid === other.id || other.sid !== record.sid) throw new FsError('EPERM')
      const own = pgid === 0 || pgid === pids.numberOf(other.id)
      other.pgid = own ? other.id : group(pgid)
    },
    setsid: () => {
      for (const other of kernel.processes.values()) if (other.pgid === record.id) throw new FsError('EPERM')
      record.sid = record.id
      record.pgid = record.id
      record.terminal = undefined
    },
    limit: (resource) => record.limits[resource],
    setLimit: (resource, limit) => {
      record.limits = withLimit(record.limits, resource, limit, record.credentials)
    },
    now: () => kernel.now(),
    sleep: async (duration) => {
      const result = await kernel.scheduler.sleep(duration, (interrupt) => {
        record.interrupt = interrupt
      })
      record.interrupt = undefined
      return result
    },
    compute: async (duration) => {
      record.computed += duration
      await kernel.scheduler.sleep(duration)
    },
    pause: () =>
      kernel.scheduler.block<void>((wake) => {
        record.interrupt = () => {
          record.interrupt = undefined
          wake()
        }
        return () => {
          record.interrupt = undefined
        }
      }),
    setCredentials: (credentials) => {
      if (!capable(record.credentials, 'SETUID')) throw new FsError('EPERM')
      const { uid, gid, groups } = credentials
      const { real: _real, ...kept } = record.credentials
      record.credentials = { ...kept, uid, gid, groups, ...(credentials.real && { real: credentials.real }) }
    },
    yield: () => kernel.scheduler.yield(),
    connect: (path) => {
      const call = kernel.services.call(path.startsWith('\0') ? path : socketAt(record, path), record)
      return {
        call: async (request) => {
          const answer = await call(request)
          if (answer instanceof EngineError) throw answer
          return answer
        },
      }
    },
  }
}

/**
 * One more child of a process is possible (kernel/fork.c, copy_process): EAGAIN when its group or its user, but root, has
 * as many as it may, ENOMEM when its namespace is dead.
 */
function demandRoom(kernel: Kernel, record: ProcessRecord): void {
  const { group, namespaces, pidForChildren, credentials, limits } = record
  if (group.pidsLimit !== undefined && group.members.size >= group.pidsLimit) throw new FsError('EAGAIN')
  if ((pidForChildren ?? namespaces.pid).dead) throw new FsError('ENOMEM')
  const { soft } = limits.nproc
  const user = credentials.real?.uid ?? credentials.uid
  if (user === 0 || capable(credentials, 'SYS_RESOURCE') || capable(credentials, 'SYS_ADMIN')) return
  let count = 0
  for (const { credentials: other } of kernel.processes.values())
    if ((other.real?.uid ?? other.uid) === user) count++
  if (count >= soft) throw new FsError('EAGAIN')
}

/** The sender's user, real or effective, is the receiver's real one (kill(2)). */
function maySignal({ credentials }: ProcessRecord, other: ProcessRecord): boolean {
  const target = other.credentials.real?.uid ?? other.credentials.uid
  return capable(credentials, 'KILL') || [credentials.uid, credentials.real?.uid].includes(target)
}

function mapDescriptors(own: DescriptorTable, child: DescriptorTable, map: SpawnOptions['fds']): void {
  if (map) {
    const files = [...map].map(([fd, from]) => [fd, own.get(from)] as const)
    child.closeOnExec()
    for (const [fd, file] of files) child.set(fd, file, false)
  } else child.closeOnExec()
}
