import { isErrno } from '../../base/errors.ts'
import type { NamespaceKind } from '../../kernel/namespaces.ts'
import type { Process } from '../../kernel/process.ts'
import { notSimulated, optionTable, parseOptions } from '../options.ts'
import type { Main } from '../program.ts'
import { Failure, program } from '../program.ts'
import { commandOf, execute, inChild } from './execute.ts'
import { kindsIn, LONG } from './kinds.ts'

const OPTIONS = optionTable(
  '[options] [<program> [<argument>...]]',
  `${Object.entries(LONG)
    .map(([letter, name]) => `-${letter} --${name}::`)
    .join(
      ' ',
    )} -f/--fork -r/--map-root-user !-c/--map-current-user !--map-user: !--map-group: !--map-auto !--map-users: !--map-groups:
   --kill-child:: --mount-proc:: --propagation: --setgroups: !--keep-caps -R/--root: -w/--wd: -S/--setuid: -G/--setgid:
   !--monotonic: !--boottime:`,
  { inOrder: true, suite: 'util-linux 2.38.1)' },
)

/** Bits of clone(2), which busybox shows. */
const CLONE: Readonly<Record<NamespaceKind, number>> = {
  time: 0x80,
  mnt: 0x20000,
  cgroup: 0x2000000,
  uts: 0x4000000,
  ipc: 0x8000000,
  user: 0x10000000,
  pid: 0x20000000,
  net: 0x40000000,
}

/** `unshare`: runs a program in namespaces of its own. */
export const unshareMain: Main = async (io) => {
  const options = parseOptions(io, OPTIONS)
  for (const name of Object.values(LONG)) if (options.get(name)) throw notSimulated(`--${name}=FILE`)
  const kinds = new Set(kindsIn(options))
  if (options.has('mount-proc')) kinds.add('mnt')
  if (options.has('r')) kinds.add('user')
  if (kinds.has('user') && !(options.has('r') && io.p.credentials.uid === 0))
    throw notSimulated(options.has('r') ? '-r for a user who is not root' : '-U without -r')
  const propagation = options.get('propagation')
  if (propagation !== undefined && !['private', 'unchanged'].includes(propagation))
    throw notSimulated(`--propagation ${propagation}`)
  try {
    io.p.unshare([...kinds])
  } catch (error) {
    if (!isErrno(error)) throw error
    const bits = [...kinds].reduce((sum, kind) => sum + CLONE[kind], 0)
    throw new Failure(
      io.busybox ? `unshare(0x${bits.toString(16)}): ${error.message}` : `unshare failed: ${error.message}`,
    )
  }
  const settle = (p: Process): void => {
    const root = options.get('R')
    if (root !== undefined) enter(p, root)
    const directory = options.get('w')
    if (directory !== undefined) p.chdir(directory)
    if (options.has('mount-proc')) mountProc(p, options.get('mount-proc') || '/proc')
    const [uid, gid] = [options.get('S'), options.get('G')]
    if (uid !== undefined || gid !== undefined)
      p.setCredentials({
        ...p.credentials,
        ...(uid !== undefined && { uid: Number(uid) }),
        ...(gid !== undefined && { gid: Number(gid), groups: [] }),
      })
  }
  const command = commandOf(io, options.operands)
  if (options.has('f', 'kill-child'))
    return inChild(io, async (child) => {
      settle(child)
      return execute(io, command, child)
    })
  settle(io.p)
  return execute(io, command)
}

function enter(p: Process, root: string): void {
  try {
    p.chroot(root)
    p.chdir('/')
  } catch (error) {
    if (!isErrno(error)) throw error
    throw new Failure(`cannot change root directory to '${root}': ${error.message}`)
  }
}

function mountProc(p: Process, target: string): void {
  try {
    p.mount({ kind: 'new', type: 'proc', source: 'proc', target, flags: ['nosuid', 'nodev', 'noexec'] })
  } catch (error) {
    if (!isErrno(error)) throw error
    throw new Failure(`mount ${target} failed: ${error.message}`)
  }
}

export const unshare = program('unshare', unshareMain)
