import { isErrno } from '../../base/errors.ts'
import { findGroup, findUser } from '../accounts.ts'
import { findCommand } from '../lookup.ts'
import { optionTable, parseOptions, usageError } from '../options.ts'
import type { Io, Main } from '../program.ts'
import { Failure, program } from '../program.ts'
import { quoteAlways } from '../quoting.ts'

const CHROOT = optionTable('[OPTION] NEWROOT [COMMAND [ARG]...]', '--groups: --userspec: --skip-chdir', {
  exit: 125,
  inOrder: true,
})
const PIVOT = optionTable('[options] new_root put_old', '', { suite: 'util-linux 2.38.1)' })
/** Exit status of chroot's own failures. */
const OWN = 125

/** `chroot`: runs a command with another root directory (coreutils; busybox's words in an applet). */
export const chrootMain: Main = async (io) => {
  const options = parseOptions(io, CHROOT)
  const [root, ...command] = options.operands
  if (root === undefined) throw usageError(io, io.busybox ? '' : 'missing operand', io.busybox ? 1 : OWN)
  if (options.has('skip-chdir') && io.p.realpath(root) !== '/')
    throw usageError(io, "option --skip-chdir only permitted if NEWROOT is old '/'", OWN)
  try {
    io.p.chroot(root)
    if (!options.has('skip-chdir')) io.p.chdir('/')
  } catch (error) {
    if (!isErrno(error)) throw error
    throw io.busybox
      ? new Failure(`can't change root directory to '${root}': ${error.message}`)
      : new Failure(`cannot change root directory to ${quoteAlways(root)}: ${error.message}`, OWN)
  }
  become(io, options.get('userspec'), options.get('groups'))
  const shell = io.p.env.get('SHELL') || '/bin/sh'
  const argv = command.length > 0 ? command : [shell, '-i']
  const [path] = findCommand(io.p, argv[0]!)
  const words = io.busybox ? `can't execute '${argv[0]}'` : `failed to run command ${quoteAlways(argv[0]!)}`
  if (path === undefined) {
    const denied = argv[0]!.includes('/') && io.p.exists(argv[0]!)
    throw new Failure(
      `${words}: ${denied ? 'Permission denied' : 'No such file or directory'}`,
      denied ? 126 : 127,
    )
  }
  try {
    return await io.p.exec(path, argv, io.p.env)
  } catch (error) {
    if (!isErrno(error)) throw error
    throw new Failure(`${words}: ${error.message}`, 126)
  }
}

/** `--userspec USER:GROUP --groups LIST`, as the new root's accounts know them. */
function become({ p }: Io, spec: string | undefined, list: string | undefined): void {
  if (spec === undefined && list === undefined) return
  const [name = '', groupName = ''] = (spec ?? '').split(':')
  const user = name === '' ? undefined : findUser(p, name)
  if (name !== '' && !user) throw new Failure('invalid user', OWN)
  const group = groupName === '' ? user?.gid : findGroup(p, groupName)
  if (groupName !== '' && group === undefined) throw new Failure('invalid group', OWN)
  const groups = list?.split(',').map((one) => {
    const gid = findGroup(p, one)
    if (gid === undefined) throw new Failure(`invalid group ${quoteAlways(one)}`, OWN)
    return gid
  })
  p.setCredentials({
    uid: user?.uid ?? p.credentials.uid,
    gid: group ?? p.credentials.gid,
    groups: groups ?? (group === undefined ? p.credentials.groups : [group]),
  })
}

/** `pivot_root` (util-linux; busybox's words in an applet). */
export const pivotRootMain: Main = async (io) => {
  const [root, old, ...more] = parseOptions(io, PIVOT).operands
  if (root === undefined || old === undefined || more.length > 0)
    throw usageError(io, io.busybox ? '' : 'bad usage')
  try {
    io.p.pivotRoot(root, old)
  } catch (error) {
    if (!isErrno(error)) throw error
    throw new Failure(
      io.busybox
        ? `(null): ${error.message}`
        : `failed to change root from \`${root}' to \`${old}': ${error.message}`,
    )
  }
  return 0
}

export const chroot = program('chroot', chrootMain)
export const pivotRoot = program('pivot_root', pivotRootMain)
