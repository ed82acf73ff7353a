import type { Body } from '../base/body.ts'
import { bytesBody } from '../base/body.ts'
import { EngineError, FsError } from '../base/errors.ts'
import { isRegular } from '../vfs/filesystem.ts'
import type { TarEntry } from '../vfs/tar/format.ts'
import { BLOCK_DEVICE, CHARACTER, DIRECTORY, HARDLINK, SYMLINK } from '../vfs/tar/format.ts'
import { readTar } from '../vfs/tar/read.ts'
import { writeTar } from '../vfs/tar/write.ts'
import { Names } from './accounts.ts'
import type { ExtractOptions } from './archive.ts'
import { entryFor, extractEntry, gzip, plainArchive, settle, wholeRecords } from './archive.ts'
import { formatTime, momentOf, zoneOf } from './calendar.ts'
import { globRegex } from './glob.ts'
import { modeString } from './mode.ts'
import type { Options } from './options.ts'
import { optionTable, parseOptions, usageError } from './options.ts'
import type { Io, Main } from './program.ts'
import { Failure, program, reason } from './program.ts'
import { readAll } from './stdio.ts'
import { walk } from './walk.ts'

const OPTIONS = optionTable(
  '[OPTION...] [FILE]...',
  `-c/--create -t/--list -x/--extract --get !-r/--append !-u/--update !-A/--catenate !-d/--diff !--delete -f/--file:
   -v/--verbose -C/--directory: -O/--to-stdout -z/--gzip !-j/--bzip2 !-J/--xz !--zstd -a/--auto-compress -k/--keep-old-files
   -m/--touch -p/--preserve-permissions -h/--dereference -P/--absolute-names --exclude: --strip-components: --full-time
   --numeric-owner --same-owner --no-same-owner --no-same-permissions -o -T/--files-from: --overwrite --owner: --group:
   --mtime: --sort: !--format: !-w/--interactive !-W/--verify -S/--sparse !--xattrs !--selinux !--acls -B -b: !-g/--listed-incremental:
   --no-recursion --wildcards !--transform: !-X/--exclude-from: !--totals !--checkpoint:: --warning: -U --unlink-first`,
  { exit: 2, suite: 'GNU tar) 1.34' },
)
const OLD_VALUES = 'fCbTg'

/** `tar xvf a.tar`: the old way of options, whose values follow in order. */
function modernize(io: Io): string[] {
  const [first, ...rest] = io.args
  if (first === undefined || first.startsWith('-')) return [...io.args]
  const out: string[] = []
  for (const letter of first) {
    out.push(`-${letter}`)
    if (!OLD_VALUES.includes(letter)) continue
    const value = rest.shift()
    if (value === undefined) throw usageErrorOf(io, `Old option '${letter}' requires an argument.`)
    out.push(value)
  }
  return [...out, ...rest]
}

const HINT = (io: Io): string => `Try '${io.name} --help' or '${io.name} --usage' for more information.`
const usageErrorOf = (io: Io, message: string): Failure =>
  io.busybox ? usageError(io, message) : new Failure(message, 2, HINT(io))

export const tarMain: Main = async (io) => {
  let options: Options
  try {
    options = parseOptions(io, OPTIONS, modernize(io))
  } catch (error) {
    if (error instanceof Failure && error.hint.startsWith('Try'))
      throw new Failure(error.message, 64, HINT(io))
    throw error
  }
  const modes = ['c', 't', 'x', 'get'].filter((key) => options.has(key))
  if (modes.length > 1)
    throw usageErrorOf(
      io,
      "You may not specify more than one '-Acdtrux', '--delete' or  '--test-label' option",
    )
  if (modes.length === 0) {
    if (io.busybox) throw usageError(io, '')
    throw usageErrorOf(io, "You must specify one of the '-Acdtrux', '--delete' or '--test-label' options")
  }
  const file = options.get('f') ?? (io.busybox ? '-' : (io.p.env.get('TAPE') ?? '-'))
  if (modes[0] === 'c') return new Creation(io, options, file).run()
  return new Reading(io, options, file, modes[0] === 't').run()
}

const fatal = (io: Io, path: string, what: string, error: unknown): Failure =>
  io.busybox
    ? new Failure(`can't open '${path}': ${reason(error)}`)
    : new Failure(
        `${path}: Cannot ${what}: ${reason(error)}\n${io.name}: Error is not recoverable: exiting now`,
        2,
      )

class Creation {
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

class Reading {
  private readonly io: Io
  private readonly options: Options
  private readonly file: string
  private readonly listing: boolean
  private width = 19
  constructor(io: Io, options: Options, file: string, listing: boolean) {
    this.io = io
    this.options = options
    this.file = file
    this.listing = listing
  }

  async run(): Promise<number> {
    const { io, options } = this
    const { p } = io
    const archive = await this.open()
    for (const dir of options.all('C')) {
      try {
        p.chdir(dir)
      } catch (error) {
        throw io.busybox
          ? new Failure(`can't change directory to '${dir}': ${reason(error)}`)
          : fatal(io, dir, 'open', error)
      }
    }
    const wanted = options.operands.map((name) => name.replace(/(.)\/+$/, '$1'))
    const globs = options.has('wildcards') || io.busybox ? wanted.map((name) => globRegex(name)) : undefined
    const found = new Set<number>()
    const excluded = options.all('exclude').map((glob) => globRegex(glob))
    const directories: { entry: TarEntry; path: string }[] = []
    let code = 0
    try {
      let count = 0
      if (archive.size < 512) throw new EngineError('invalid', 'too short')
      for (const entry of readTar(archive)) {
        if (++count % 128 === 0) await p.yield()
        const plain = entry.name.replace(/(.)\/+$/, '$1')
        if (wanted.length > 0) {
          const at = wanted.findIndex(
            (name, i) => plain === name || plain.startsWith(`${name}/`) || globs?.[i]!.test(plain),
          )
          if (at < 0) continue
          found.add(at)
        }
        if (excluded.some((glob) => glob.test(plain) || glob.test(plain.slice(plain.lastIndexOf('/') + 1))))
          continue
        if (this.listing) await io.out.write(this.line(entry))
        else if (!(await this.extract(entry, directories))) code = io.busybox ? 1 : 2
      }
    } catch (error) {
      if (!(error instanceof EngineError)) throw error
      code = await this.broken(error)
    }
    for (const { entry, path } of directories.reverse()) settle(p, entry, path, this.settings)
    for (const [i, name] of wanted.entries()) {
      if (found.has(i)) continue
      await io.error(
        io.busybox ? `${name}: not found in archive` : `${options.operands[i]}: Not found in archive`,
      )
      code = io.busybox ? 1 : 2
    }
    if (code !== 0 && !io.busybox) await io.error('Exiting with failure status due to previous errors')
    return code
  }

  private async open(): Promise<Body> {
    const { io } = this
    let body: Body
    if (this.file === '-') {
      if (!io.busybox && io.p.isatty(0))
        throw new Failure(
          `Refusing to read archive contents from terminal (missing -f option?)\n${io.name}: Error is not recoverable: exiting now`,
          2,
        )
      body = bytesBody(await readAll(io.p, 0))
    } else {
      try {
        body = io.p.readFile(this.file)
      } catch (error) {
        throw fatal(io, this.file, 'open', error)
      }
    }
    const plain = plainArchive(body)
    if (!plain)
      throw new Failure(
        io.busybox
          ? 'corrupted data'
          : `Child returned status 1\n${io.name}: Error is not recoverable: exiting now`,
        io.busybox ? 1 : 2,
      )
    return plain
  }

  private async broken(error: EngineError): Promise<number> {
    const { io } = this
    if (io.busybox) {
      await io.error(error.message === 'unexpected EOF' ? 'short read' : 'invalid tar magic')
      return 1
    }
    if (error.message === 'unexpected EOF') {
      await io.error(`Unexpected EOF in archive`)
      await io.error('Error is not recoverable: exiting now')
      throw new Failure('', 2)
    }
    await io.error('This does not look like a tar archive')
    return 2
  }

  private line(entry: TarEntry): string {
    const { options } = this
    if (!options.has('v')) return `${entry.name}\n`
    const { io } = this
    const numeric = options.has('numeric-owner')
    const owner = `${(!numeric && entry.uname) || entry.uid}/${(!numeric && entry.gname) || entry.gid}`
    const device = entry.typeflag === CHARACTER || entry.typeflag === BLOCK_DEVICE
    const size = device ? `${entry.devmajor},${entry.devminor}` : String(entry.body?.size ?? 0)
    const time = momentOf(entry.mtime, zoneOf(io.p))
    const bits = modeString(entry.mode).slice(1)
    const letter =
      entry.typeflag === HARDLINK
        ? 'h'
        : entry.typeflag === DIRECTORY
          ? 'd'
          : entry.typeflag === SYMLINK
            ? 'l'
            : entry.typeflag === CHARACTER
              ? 'c'
              : entry.typeflag === BLOCK_DEVICE
                ? 'b'
                : entry.typeflag === '6'
                  ? 'p'
                  : '-'
    const arrow =
      entry.typeflag === SYMLINK
        ? ` -> ${entry.linkname}`
        : entry.typeflag === HARDLINK
          ? io.busybox
            ? ` -> ${entry.linkname}`
            : ` link to ${entry.linkname}`
          : ''
    if (io.busybox) {
      const mode = `${letter === 'h' ? '-' : letter}${bits}`
      return `${mode} ${owner} ${size.padStart(9)} ${formatTime('%Y-%m-%d %H:%M:%S', time)} ${entry.name}${arrow}\n`
    }
    this.width = Math.max(this.width, owner.length + 1 + size.length)
    const who = owner + size.padStart(this.width - owner.length)
    const when = formatTime(options.has('full-time') ? '%Y-%m-%d %H:%M:%S' : '%Y-%m-%d %H:%M', time)
    return `${letter}${bits} ${who} ${when} ${entry.name}${arrow}\n`
  }

  private get settings(): ExtractOptions {
    const { options } = this
    const root = this.io.p.credentials.uid === 0
    return {
      asRoot: (root && !options.has('no-same-owner', 'o')) || options.has('same-owner'),
      keepOld: options.has('k'),
      modified: options.has('m'),
    }
  }

  private async extract(entry: TarEntry, directories: { entry: TarEntry; path: string }[]): Promise<boolean> {
    const { io, options } = this
    const strip = Number(options.get('strip-components') ?? 0)
    const shorten = (name: string): string => name.split('/').slice(strip).join('/')
    const own = (name: string): string => (options.has('P') ? name : name.replace(/^\/+/, ''))
    const path = own(strip > 0 ? shorten(entry.name) : entry.name)
    if (path === '') return true
    if (options.has('O')) {
      if (entry.body) await io.out.write(entry.body.read(0, entry.body.size))
      return true
    }
    if (options.has('v')) await io.out.write(`${entry.name}\n`)
    try {
      if (path.split('/').includes('..') && !options.has('P')) throw new FsError('EPERM')
      extractEntry(
        io.p,
        entry,
        path,
        own(strip > 0 ? shorten(entry.linkname ?? '') : (entry.linkname ?? '')),
        this.settings,
      )
      if (entry.typeflag === DIRECTORY) directories.push({ entry, path })
      return true
    } catch (error) {
      await io.error(
        io.busybox
          ? `can't open '${path}': ${reason(error)}`
          : `${path}: Cannot ${entry.typeflag === DIRECTORY ? 'mkdir' : entry.typeflag === SYMLINK ? `create symlink to '${entry.linkname}'` : entry.typeflag === HARDLINK ? `hard link to '${entry.linkname}'` : 'open'}: ${reason(error)}`,
      )
      return false
    }
  }
}

export const tar = program('tar', tarMain)
