import type { Body } from '../base/body.ts'
import { bytesBody } from '../base/body.ts'
import { EngineError, FsError } from '../base/errors.ts'
import type { TarEntry } from '../vfs/tar/format.ts'
import { BLOCK_DEVICE, CHARACTER, DIRECTORY, HARDLINK, SYMLINK } from '../vfs/tar/format.ts'
import { readTar } from '../vfs/tar/read.ts'
import type { ExtractOptions } from './archive.ts'
import { extractEntry, plainArchive, settle } from './archive.ts'
import { formatTime, momentOf, zoneOf } from './calendar.ts'
import { globRegex } from './glob.ts'
import { modeString } from './mode.ts'
import type { Options } from './options.ts'
import { optionTable, parseOptions, usageError } from './options.ts'
import type { Io, Main } from './program.ts'
import { Failure, program, reason } from './program.ts'
import { readAll } from './stdio.ts'
import { Creation, fatal, HINT } from './tar-create.ts'

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
            (name, i) => plain === name || plain.startsWith(`${name}/`) || globs?.[i]?.test(plain),
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
