import { isErrno } from '../../base/errors.ts'
import { isOfType, type MountLine, mountsOf } from '../mount-table.ts'
import { optionTable, parseOptions, usageError } from '../options.ts'
import { absolute, canonical } from '../paths.ts'
import type { Io, Main } from '../program.ts'
import { Failure, program } from '../program.ts'

const OPTIONS = optionTable(
  '[options] <source> | <directory>',
  `-a/--all -A/--all-targets -c/--no-canonicalize -d/--detach-loop --fake -f/--force -i/--internal-only -n/--no-mtab -l/--lazy
   -O/--test-opts: -R/--recursive -r/--read-only -t/--types: -v/--verbose -q/--quiet !-N/--namespace:`,
  { suite: 'util-linux 2.38.1)' },
)
const FAILED = 32
/** What `-a` leaves alone. */
const KEPT = ['proc', 'devfs', 'devpts', 'devtmpfs', 'sysfs']

/** `umount` (util-linux; busybox's words in an applet). */
export const umountMain: Main = async (io) => {
  const options = parseOptions(io, OPTIONS)
  const types = options.get('t')
  const detach = options.has('l')
  let code = 0
  const take = async (line: MountLine | undefined, name: string): Promise<void> => {
    try {
      if (!options.has('fake')) io.p.umount(line?.path ?? name, { detach })
      if (options.has('v') && line && !io.busybox)
        await io.stderr(`umount: ${line.path} (${line.source}) unmounted\n`)
    } catch (error) {
      if (!isErrno(error)) throw error
      if (options.has('r') && line && error.errno === 'EBUSY' && remounted(io, line)) return
      const missing = error.errno === 'EINVAL' || error.errno === 'ENOENT'
      if (options.has('q') && missing) return
      await io.error(
        io.busybox
          ? `can't unmount ${name}: ${error.message}`
          : `${line?.path ?? name}: ${reasonOf(error.errno, error.message)}`,
      )
      code = io.busybox ? 1 : FAILED
    }
  }
  if (options.has('a')) {
    const chosen = mountsOf(io.p).filter(({ type }) =>
      types === undefined ? !KEPT.includes(type) : isOfType(type, types),
    )
    for (const line of chosen.reverse()) await take(line, line.path)
    return code
  }
  if (options.operands.length === 0) throw usageError(io, io.busybox ? '' : 'bad usage')
  for (const name of options.operands) {
    const all = mountsOf(io.p)
    const line = lineOf(io, all, name)
    if (line && options.has('A'))
      for (const other of all.filter(({ device }) => device === line.device).reverse())
        await take(other, other.path)
    else if (line && options.has('R')) for (const inner of below(all, line)) await take(inner, inner.path)
    else await take(line, name)
  }
  return code
}

/** The mount that a path or a device names: the last of several. */
function lineOf({ p }: Io, all: readonly MountLine[], name: string): MountLine | undefined {
  let path: string
  try {
    path = canonical(p, name, 'all')
  } catch (error) {
    if (!isErrno(error)) throw error
    path = absolute(p, name)
  }
  return all.findLast((line) => line.path === path) ?? all.findLast((line) => line.source === name)
}

/** A mount and those on it, the inner ones first. */
function below(all: readonly MountLine[], top: MountLine): MountLine[] {
  const found = [top]
  for (const outer of found) found.push(...all.filter(({ parent }) => parent === outer.id))
  return found.reverse()
}

function remounted({ p }: Io, { path, own, shared }: MountLine): boolean {
  try {
    const data = shared.filter((option) => option !== 'rw' && option !== 'ro').join(',')
    p.mount({ kind: 'remount', target: path, readOnly: true, flags: own, data })
    return true
  } catch (error) {
    if (isErrno(error)) return false
    throw error
  }
}

/** In the words of util-linux (libmount, mnt_context_get_umount_excode). */
function reasonOf(errno: string, message: string): string {
  switch (errno) {
    case 'EBUSY':
      return 'target is busy.'
    case 'EINVAL':
      return 'not mounted.'
    case 'ENOENT':
      return 'no mount point specified.'
    case 'EPERM':
      return 'must be superuser to unmount.'
    default:
      return `umount(2) system call failed: ${message}`
  }
}

const MOUNTPOINT = optionTable('[-qd] <path|device>', '-q/--quiet --nofollow -d/--fs-devno -x/--devno', {
  suite: 'util-linux 2.38.1)',
})

/** `mountpoint`: whether something is mounted at a path. */
export const mountpointMain: Main = async (io) => {
  const options = parseOptions(io, MOUNTPOINT)
  const [name, ...more] = options.operands
  if (name === undefined || more.length > 0) throw usageError(io, 'bad usage')
  const quiet = options.has('q')
  if (options.has('x')) {
    const { rdev, mode } = io.p.stat(name)
    if ((mode & 0o170000) !== 0o060000) throw new Failure(quiet ? '' : `${name}: not a block device`, FAILED)
    await io.out.write(`${rdev.major}:${rdev.minor}\n`)
    return 0
  }
  try {
    io.p.stat(name)
  } catch (error) {
    if (!isErrno(error)) throw error
    throw new Failure(quiet ? '' : `${name}: ${error.message}`)
  }
  const path = canonical(io.p, name, 'all')
  const line = mountsOf(io.p).findLast((mount) => mount.path === path)
  if (options.has('d') && line) await io.out.write(`${line.device}\n`)
  else if (!quiet) await io.out.write(`${name} is ${line ? '' : 'not '}a mountpoint\n`)
  return line ? 0 : FAILED
}

export const mountpoint = program('mountpoint', mountpointMain)

export const umount = program('umount', umountMain)
