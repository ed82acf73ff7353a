import { isErrno } from '../../base/errors.ts'
import { isDirectory, isRegular } from '../../vfs/filesystem.ts'
import { optionTable, parseOptions, usageError } from '../options.ts'
import { Failure, type Io, type Main } from '../program.ts'

const OPTIONS = {
  switch_root: optionTable('', '-c:', { inOrder: true }),
  'run-init': optionTable('', '-c: -d: -n', { inOrder: true }),
}

/**
 * From the initramfs to another root (busybox, util-linux/switch_root.c): everything in the initramfs goes, the new root is
 * moved over `/`, and its init takes the place of process 1. `run-init` is the same under the name of klibc's.
 */
const switchTo =
  (name: keyof typeof OPTIONS): Main =>
  async (io) => {
    const { p } = io
    const options = parseOptions(io, OPTIONS[name])
    const [root, init, ...args] = options.operands
    if (root === undefined || init === undefined) throw usageError(io, '')
    const dry = options.has('n')
    try {
      p.chdir(root)
    } catch (error) {
      if (!isErrno(error)) throw error
      throw new Failure(`can't change directory to '${root}': ${error.message}`)
    }
    const { dev } = p.stat('/')
    if (p.stat('.').dev === dev || (!dry && p.pid !== 1)) throw usageError(io, '')
    if (!p.exists('/init') || !isRegular(p.stat('/init').mode))
      throw new Failure("'/init' is not a regular file")
    if (!['rootfs', 'tmpfs', 'ramfs'].includes(p.statfs('/').type))
      throw new Failure('root filesystem is not ramfs/tmpfs')
    if (!dry) {
      empty(io, '/', dev)
      p.mount({ kind: 'move', source: '.', target: '/' })
    }
    p.chroot('.')
    p.chdir('/')
    if (dry) {
      if (p.access(init, { execute: true })) return 0
      throw new Failure(`can't execute '${init}': ${reasonOf(io, init)}`)
    }
    const console = options.get('c')
    if (console !== undefined) reopen(io, console)
    try {
      return await p.exec(init, [init, ...args], p.env)
    } catch (error) {
      if (!isErrno(error)) throw error
      throw new Failure(`can't execute '${init}': ${error.message}`)
    }
  }

const reasonOf = ({ p }: Io, path: string): string => {
  try {
    p.stat(path)
    return 'Permission denied'
  } catch (error) {
    if (isErrno(error)) return error.message
    throw error
  }
}

/** Deletes what is below a directory on one file system, and never on another. */
function empty({ p }: Io, path: string, dev: number): void {
  for (const { name } of p.readdir(path)) {
    const inner = `${path === '/' ? '' : path}/${name}`
    const stat = p.lstat(inner)
    if (stat.dev !== dev) continue
    try {
      if (isDirectory(stat.mode)) {
        empty({ p } as Io, inner, dev)
        p.rmdir(inner)
      } else p.unlink(inner)
    } catch (error) {
      // What something is mounted below stays.
      if (!isErrno(error)) throw error
    }
  }
}

function reopen({ p }: Io, path: string): void {
  const fd = p.open(path, { read: true, write: true })
  for (const each of [0, 1, 2]) p.dup2(fd, each)
  if (fd > 2) p.close(fd)
}

export const switchRootMain = switchTo('switch_root')
export const runInitMain = switchTo('run-init')
