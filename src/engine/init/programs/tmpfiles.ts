import { isErrno } from '../../base/errors.ts'
import type { Process, Program } from '../../kernel/process.ts'
import { findGroup, findUser } from '../../userland/accounts.ts'
import { makeParents } from '../../userland/make-parents.ts'
import { namesIn } from '../../userland/system-files.ts'
import { S_IFBLK, S_IFCHR } from '../../vfs/filesystem.ts'
import { readText } from '../manager/files.ts'
import { expand } from '../manager/names.ts'

const FOLDERS = ['/etc/tmpfiles.d', '/run/tmpfiles.d', '/usr/lib/tmpfiles.d']

/** systemd-tmpfiles: makes files and folders as files of tmpfiles.d say (tmpfiles.d(5)). Cleaning up is not simulated. */
export const tmpfiles: Program = {
  name: 'systemd-tmpfiles',
  async run(p) {
    const given = p.argv.slice(1)
    if (given.includes('--clean')) return 0
    if (!given.includes('--create')) return 0
    const prefixes = given
      .filter((one) => one.startsWith('--prefix='))
      .map((one) => one.slice('--prefix='.length))
    const without = given
      .filter((one) => one.startsWith('--exclude-prefix='))
      .map((one) => one.slice('--exclude-prefix='.length))
    const boot = given.includes('--boot')
    const files = new Map<string, string>()
    for (const folder of FOLDERS)
      for (const name of namesIn(p, folder))
        if (name.endsWith('.conf') && !files.has(name)) files.set(name, `${folder}/${name}`)
    for (const [, path] of [...files].sort(([a], [b]) => (a < b ? -1 : 1)))
      for (const line of readText(p, path).split('\n')) {
        const [kind = '', target = '', mode = '-', user = '-', group = '-', , ...rest] = line
          .trim()
          .split(/\s+/)
        if (kind === '' || kind.startsWith('#') || (kind.includes('!') && !boot)) continue
        const at = expand(target, 'x.service', p)
        if (prefixes.length > 0 && !prefixes.some((prefix) => at.startsWith(prefix))) continue
        if (without.some((prefix) => at.startsWith(prefix))) continue
        apply(p, {
          kind: kind[0]!,
          at,
          mode,
          user,
          group,
          argument: rest.join(' '),
          replace: kind.includes('+'),
        })
      }
    return 0
  },
}

interface Line {
  readonly kind: string
  readonly at: string
  readonly mode: string
  readonly user: string
  readonly group: string
  readonly argument: string
  readonly replace: boolean
}

function apply(p: Process, { kind, at, mode, user, group, argument, replace }: Line): void {
  if (at.includes('*')) return
  const bits = /^~?:?([0-7]+)$/.exec(mode)?.[1]
  const permissions = bits === undefined ? undefined : Number.parseInt(bits, 8)
  try {
    switch (kind) {
      case 'd':
      case 'D':
      case 'v':
      case 'q':
      case 'Q':
        if (!p.exists(at)) p.mkdir(at, permissions ?? 0o755)
        break
      case 'f':
      case 'F':
        if (!p.exists(at) || kind === 'F')
          p.writeFile(at, argument.replace(/\\n/g, '\n'), permissions ?? 0o644)
        break
      case 'L':
        if (p.exists(at) && !replace) return
        if (p.exists(at)) p.unlink(at)
        p.symlink(argument || `/usr/share/factory${at}`, at)
        return
      case 'p':
        if (!p.exists(at)) p.mkfifo(at, permissions ?? 0o644)
        break
      case 'c':
      case 'b': {
        if (p.exists(at)) return
        const [major = 0, minor = 0] = argument.split(':').map(Number)
        makeParents(p, at)
        p.mknod(at, kind === 'c' ? S_IFCHR : S_IFBLK, { major, minor }, permissions ?? 0o644)
        break
      }
      case 'r':
        if (p.exists(at)) p.unlink(at)
        return
      case 'z':
      case 'm':
        if (!p.exists(at)) return
        break
      default:
        return
    }
    if (permissions !== undefined) p.chmod(at, permissions)
    p.chown(
      at,
      user === '-' ? -1 : (findUser(p, user)?.uid ?? -1),
      group === '-' ? -1 : (findGroup(p, group) ?? -1),
    )
  } catch (error) {
    if (!isErrno(error)) throw error
  }
}
