import type { Stat } from '../vfs/filesystem.ts'
import { isDirectory, isRegular, isSymlink, S_IFIFO, S_IFMT } from '../vfs/filesystem.ts'
import { joinPath } from './listing.ts'
import { statusOf } from './paths.ts'
import type { Io } from './program.ts'

export interface CopySettings {
  readonly recursive: boolean
  /** Links as links instead of what they lead to. */
  readonly keepLinks: boolean
  /** Operands that are links are followed although links inside are not. */
  readonly followOperands: boolean
  readonly mode: boolean
  readonly owner: boolean
  readonly times: boolean
  /** Names of one inode stay names of one inode. */
  readonly hardlinks: boolean
  readonly force: boolean
  readonly how: 'copy' | 'link' | 'symlink'
  /** Called before something is written; false skips it. */
  allow(from: string, to: string, target: Stat | undefined): Promise<boolean>
  /** Called after something was copied. */
  done(from: string, to: string): Promise<void>
  failed(
    what: 'stat' | 'open' | 'create' | 'directory' | 'link' | 'omit' | 'overwrite',
    from: string,
    to: string,
    error: unknown,
  ): Promise<void>
}

const PIECE = 1 << 20

/** Copies one file or tree. The target's parents exist. */
export class Copier {
  private readonly io: Io
  private readonly settings: CopySettings
  private readonly copied = new Map<string, string>()
  constructor(io: Io, settings: CopySettings) {
    this.io = io
    this.settings = settings
  }

  /** `operand` for what the command line names. */
  async copy(from: string, to: string, operand = true): Promise<boolean> {
    const { io, settings } = this
    const { p } = io
    let stat: Stat
    const asLink = settings.keepLinks && !(operand && settings.followOperands)
    try {
      stat = asLink ? p.lstat(from) : p.stat(from)
    } catch (error) {
      await settings.failed('stat', from, to, error)
      return false
    }
    let target: Stat | undefined
    if (p.exists(to)) target = p.stat(to)
    if (isDirectory(stat.mode)) return this.directory(from, to, stat, target)
    if (target && isDirectory(target.mode)) {
      await settings.failed('overwrite', from, to, undefined)
      return false
    }
    if (!(await settings.allow(from, to, target))) return true
    try {
      const key = `${stat.dev}:${stat.ino}`
      const first = settings.hardlinks && stat.nlink > 1 ? this.copied.get(key) : undefined
      if (first !== undefined || settings.how === 'link') {
        if (target && settings.force) p.unlink(to)
        p.link(first ?? from, to)
      } else if (settings.how === 'symlink') {
        if (target && settings.force) p.unlink(to)
        p.symlink(from, to)
      } else if (isSymlink(stat.mode)) {
        if (target || statusOf(p, to)) p.unlink(to)
        p.symlink(p.readlink(from), to)
        this.keep(to, stat)
      } else if (isRegular(stat.mode)) {
        if (!(await this.content(from, to, stat, target))) return false
      } else {
        if (target) p.unlink(to)
        if ((stat.mode & S_IFMT) === S_IFIFO) p.mkfifo(to, stat.mode & 0o7777)
        else p.mknod(to, stat.mode & S_IFMT, stat.rdev, stat.mode & 0o7777)
        this.keep(to, stat)
      }
      this.copied.set(key, to)
    } catch (error) {
      await settings.failed(settings.how === 'copy' ? 'create' : 'link', from, to, error)
      return false
    }
    await settings.done(from, to)
    return true
  }

  private async content(from: string, to: string, stat: Stat, target: Stat | undefined): Promise<boolean> {
    const { io, settings } = this
    const { p } = io
    let source: number
    try {
      source = p.open(from, { read: true })
    } catch (error) {
      await settings.failed('open', from, to, error)
      return false
    }
    let sink: number
    try {
      sink = p.open(to, { write: true, create: true, truncate: true }, stat.mode & 0o777)
    } catch (error) {
      if (!target || !settings.force) {
        p.close(source)
        throw error
      }
      p.unlink(to)
      sink = p.open(to, { write: true, create: true, truncate: true }, stat.mode & 0o777)
    }
    for (;;) {
      const piece = await p.read(source, PIECE)
      if (piece.length === 0) break
      await p.write(sink, piece)
    }
    p.close(source)
    p.close(sink)
    this.keep(to, stat)
    return true
  }

  private async directory(from: string, to: string, stat: Stat, target: Stat | undefined): Promise<boolean> {
    const { io, settings } = this
    const { p } = io
    if (!settings.recursive) {
      await settings.failed('omit', from, to, undefined)
      return false
    }
    if (target && !isDirectory(target.mode)) {
      await settings.failed('overwrite', from, to, new Error('directory over file'))
      return false
    }
    const names = p.readdir(from).map((e) => e.name)
    if (!target) {
      try {
        p.mkdir(to, (stat.mode & 0o777) | 0o700)
        await settings.done(from, to)
      } catch (error) {
        await settings.failed('directory', from, to, error)
        return false
      }
    }
    let good = true
    for (const name of names)
      if (!(await this.copy(joinPath(from, name), joinPath(to, name), false))) good = false
    await p.yield()
    if (!target && !settings.mode) p.chmod(to, stat.mode & 0o7777 & ~p.umask())
    this.keep(to, stat)
    return good
  }

  private keep(path: string, stat: Stat): void {
    const { settings } = this
    const { p } = this.io
    const link = isSymlink(stat.mode)
    if (settings.owner) p.chown(path, stat.uid, stat.gid, link)
    if (settings.mode && !link) p.chmod(path, stat.mode & 0o7777)
    if (settings.times) p.utimes(path, stat.atime, stat.mtime, link)
  }
}
