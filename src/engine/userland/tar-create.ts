import { isRegular } from '../vfs/filesystem.ts'
import type { TarEntry } from '../vfs/tar/format.ts'
import { writeTar } from '../vfs/tar/write.ts'
import { Names } from './accounts.ts'
import { entryFor, gzip, wholeRecords } from './archive.ts'
import { globRegex } from './glob.ts'
import type { Options } from './options.ts'
import type { Io } from './program.ts'
import { Failure, reason } from './program.ts'
import { readAll } from './stdio.ts'
import { walk } from './walk.ts'

/** Where tar says that help is. */
export const HINT = (io: Io): string =>
  `Try '${io.name} --help' or '${io.name} --usage' for more information.`

/** What cannot be gone on from. */
export const fatal = (io: Io, path: string, what: string, error: unknown): Failure =>
  io.busybox
    ? new Failure(`can't open '${path}': ${reason(error)}`)
    : new Failure(
        `${path}: Cannot ${what}: ${reason(error)}\n${io.name}: Error is not recoverable: exiting now`,
        2,
      )

/** `tar -c`. */
export class Creation {
  private readonly io: Io
  private readonly options: Options
  private readonly file: string
  private readonly names: Names
  private readonly seen = new Map<string, string>()
  private readonly excluded: RegExp[]
  private code = 0
  private stripped = false
  constructor(io: Io, options: Options, file: string) {
    this.io = io
    this.options = options
    this.file = file
    this.names = new Names(io.p)
    this.excluded = options.all('exclude').map((glob) => globRegex(glob.replace(/\/$/, '')))
  }

  async run(): Promise<number> {
    const { io, options } = this
    const { p } = io
    const files = [...options.operands]
    const list = options.get('T')
    if (list !== undefined) {
      const fd = list === '-' ? 0 : p.open(list, { read: true })
      const text = new TextDecoder().decode(await readAll(p, fd))
      files.push(...text.split('\n').filter(Boolean))
    }
    if (files.length === 0)
      throw io.busybox
        ? new Failure('empty archive')
        : new Failure('Cowardly refusing to create an empty archive', 2, HINT(io))
    if (this.file === '-' && io.out.terminal && !io.busybox)
      throw new Failure(
        `Refusing to write archive contents to terminal (missing -f option?)\n${io.name}: Error is not recoverable: exiting now`,
        2,
      )
    let fd = 1
    if (this.file !== '-') {
      try {
        fd = p.open(this.file, { write: true, create: true, truncate: true })
      } catch (error) {
        throw fatal(io, this.file, 'open', error)
      }
    }
    const home = p.cwd()
    const entries: TarEntry[] = []
    for (const dir of options.all('C')) this.enter(dir)
    for (const file of files) await this.add(file, entries)
    p.chdir(home)
    const bytes = wholeRecords(writeTar(entries))
    const zipped = options.has('z') || (options.has('a') && /\.(?:tar\.gz|tgz)$/.test(this.file))
    await p.write(fd, zipped ? gzip(bytes) : bytes)
    if (fd !== 1) p.close(fd)
    if (this.code !== 0 && !io.busybox) await io.error('Exiting with failure status due to previous errors')
    return this.code
  }

  private enter(dir: string): void {
    try {
      this.io.p.chdir(dir)
    } catch (error) {
      throw this.io.busybox
        ? new Failure(`can't change directory to '${dir}': ${reason(error)}`)
        : fatal(this.io, dir, 'open', error)
    }
  }

  private async add(operand: string, entries: TarEntry[]): Promise<void> {
    const { io, options } = this
    const visits = walk(io.p, operand.replace(/(.)\/+$/, '$1'), {
      follow: options.has('h') ? 'always' : 'never',
      maxDepth: options.has('no-recursion') ? 0 : Number.POSITIVE_INFINITY,
      enter: (v) => !this.skips(v.path),
      failed: async (path, error) => {
        this.code = io.busybox ? 1 : 2
        await io.error(io.busybox ? `${path}: ${reason(error)}` : `${path}: Cannot stat: ${reason(error)}`)
      },
    })
    for await (const { path, stat } of visits) {
      if (this.skips(path)) continue
      const name = await this.member(path)
      const key = `${stat.dev}:${stat.ino}`
      const linked = stat.nlink > 1 && isRegular(stat.mode) ? this.seen.get(key) : undefined
      const entry = entryFor(io.p, path, name, stat, this.names, linked)
      if (!linked && stat.nlink > 1) this.seen.set(key, name)
      entries.push(this.owned(entry))
      if (options.has('v')) {
        const line = `${entry.name}\n`
        if (this.file === '-' || io.busybox) await io.stderr(line)
        else await io.out.write(line)
      }
    }
  }

  private skips(path: string): boolean {
    return this.excluded.some((glob) => glob.test(path) || glob.test(path.slice(path.lastIndexOf('/') + 1)))
  }

  private owned(entry: TarEntry): TarEntry {
    const owner = this.options.get('owner')
    const group = this.options.get('group')
    const id = (text: string): { id: number; name: string } => {
      const [name, number] = text.split(':')
      return {
        id: Number(number ?? (/^\d+$/.test(name!) ? name : 0)),
        name: /^\d+$/.test(name!) ? '' : name!,
      }
    }
    let changed = entry
    if (owner) changed = { ...changed, uid: id(owner).id, uname: id(owner).name }
    if (group) changed = { ...changed, gid: id(group).id, gname: id(group).name }
    return this.options.has('numeric-owner') ? { ...changed, uname: '', gname: '' } : changed
  }

  /** The name of a member: without a leading slash, which is said once. */
  private async member(path: string): Promise<string> {
    if (this.options.has('P') || !path.startsWith('/')) return path
    if (!this.stripped)
      await this.io.error(
        this.io.busybox ? "removing leading '/' from member names" : "Removing leading `/' from member names",
      )
    this.stripped = true
    return path.replace(/^\/+/, '') || './'
  }
}
