import { isErrno } from '../../base/errors.ts'
import type { NamespaceKind } from '../../kernel/namespaces.ts'
import type { Fd, Process } from '../../kernel/process.ts'
import { optionTable, parseOptions } from '../options.ts'
import type { Io, Main } from '../program.ts'
import { Failure, program } from '../program.ts'
import { commandOf, execute, inChild } from './execute.ts'
import { KIND_OPTIONS, LONG } from './kinds.ts'

const OPTIONS = optionTable(
  '[options] [<program> [<argument>...]]',
  `-a/--all -t/--target: ${Object.entries(LONG)
    .map(([letter, name]) => `-${letter}/--${name}::`)
    .join(' ')} -S/--setuid: -G/--setgid: --preserve-credentials -r/--root:: -w/--wd:: !-W/--wdns:
   -F/--no-fork !-Z/--follow-context`,
  { inOrder: true, suite: 'util-linux 2.38.1)' },
)

/** A namespace that is to be entered, by an open file. */
interface Door {
  readonly kind: NamespaceKind
  readonly fd: Fd
}

/** `nsenter`: runs a program in the namespaces of other processes. */
export const nsenterMain: Main = async (io) => {
  const options = parseOptions(io, OPTIONS)
  const target = options.get('t')
  const { p } = io
  if (target !== undefined && !/^\d+$/.test(target))
    throw new Failure(`failed to parse pid: '${target}': Invalid argument`)
  const doors: Door[] = []
  for (const [key, kind] of KIND_OPTIONS) {
    if (options.has(key)) {
      const path = options.get(key)?.replace(/^=/, '') || undefined
      if (path === undefined && target === undefined)
        throw new Failure(
          io.busybox ? '' : `neither filename nor target pid supplied for ns/${kind}`,
          1,
          io.busybox ? io.usage : '',
        )
      doors.push({ kind, fd: openFile(io, path ?? `/proc/${target}/ns/${kind}`) })
    } else if (options.has('a')) {
      if (target === undefined) throw new Failure('no target PID specified for --all')
      const path = `/proc/${target}/ns/${kind}`
      const other = inodeOf(io, path)
      if (other !== p.stat(`/proc/self/ns/${kind}`).ino) doors.push({ kind, fd: openFile(io, path) })
    }
  }
  const root = options.has('r') ? options.get('r') || `/proc/${target}/root` : undefined
  const directory = options.has('w') ? options.get('w') || `/proc/${target}/cwd` : undefined
  // What a path means is settled before the mount namespace changes.
  const inside = root === undefined ? undefined : p.realpath(root)
  for (const door of doors) enter(io, door)
  const settle = (own: Process): void => {
    if (inside !== undefined) {
      own.chroot(inside)
      own.chdir('/')
    }
    if (directory !== undefined) own.chdir(directory)
    const [uid, gid] = [options.get('S'), options.get('G')]
    if (uid !== undefined || gid !== undefined)
      own.setCredentials({
        ...own.credentials,
        ...(uid !== undefined && { uid: Number(uid) }),
        ...(gid !== undefined && { gid: Number(gid), groups: [] }),
      })
  }
  const command = commandOf(io, options.operands)
  if (!options.has('F') && doors.some(({ kind }) => kind === 'pid'))
    return inChild(io, async (child) => {
      settle(child)
      return execute(io, command, child)
    })
  settle(p)
  return execute(io, command)
}

function inodeOf({ p }: Io, path: string): number {
  try {
    return p.stat(path).ino
  } catch (error) {
    if (!isErrno(error)) throw error
    throw new Failure(`stat of ${path} failed: ${error.message}`)
  }
}

function openFile({ p, busybox }: Io, path: string): Fd {
  try {
    return p.open(path, { read: true })
  } catch (error) {
    if (!isErrno(error)) throw error
    throw new Failure(
      busybox ? `can't open '${path}': ${error.message}` : `cannot open ${path}: ${error.message}`,
    )
  }
}

function enter({ p, busybox }: Io, { kind, fd }: Door): void {
  try {
    p.setns(fd)
  } catch (error) {
    if (!isErrno(error)) throw error
    throw new Failure(
      busybox
        ? `setns(): can't reassociate to namespace '${kind}': ${error.message}`
        : `reassociate to namespace 'ns/${kind}' failed: ${error.message}`,
    )
  }
  p.close(fd)
}

export const nsenter = program('nsenter', nsenterMain)
