import { bytesBody, EMPTY, textBody } from '../../base/body.ts'
import { isErrno } from '../../base/errors.ts'
import { concatBytes } from '../../base/text.ts'
import { unixSeconds } from '../../base/time.ts'
import { type CpioEntry, writeCpio } from '../../vfs/cpio/write.ts'
import { isRegular, isSymlink } from '../../vfs/filesystem.ts'
import { optionTable, parseOptions } from '../options.ts'
import { Failure, type Io, type Main, program } from '../program.ts'
import { toText } from '../text.ts'
import { entriesOf, extractEntry, listed } from './archive.ts'

const OPTIONS = optionTable(
  '[OPTION...] [destination-directory]',
  `-o/--create -i/--extract -t/--list !-p/--pass-through -d/--make-directories -v/--verbose -H/--format: -F/--file: -0/--null --quiet
   -u/--unconditional -m/--preserve-modification-time --no-absolute-filenames -D/--directory: -O: -I: -R/--owner: --reproducible`,
)

async function standardInput({ p }: Io): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  for (;;) {
    const bytes = await p.read(0)
    if (bytes.length === 0) return concatBytes(parts)
    parts.push(bytes.slice())
  }
}

/** `cpio`: archives of the format newc (GNU cpio 2.13). */
const cpioMain: Main = async (io) => {
  const options = parseOptions(io, OPTIONS)
  const { p } = io
  if (options.get('D') !== undefined) p.chdir(options.get('D')!)
  const file = options.get('F') ?? options.get('O') ?? options.get('I')
  if (options.has('o')) return create(io, file, options.get('H'), options.has('0'), options.has('quiet'))
  if (!options.has('i', 't'))
    throw new Failure(
      "You must specify one of -oipt options.\nTry 'cpio --help' or 'cpio --usage' for more information.",
      2,
    )
  const archive = file === undefined ? bytesBody(await standardInput(io)) : p.readFile(file)
  const links = new Map<number, string>()
  for (const entry of entriesOf(archive)) {
    if (options.operands.length > 0 && !options.operands.includes(entry.name)) continue
    if (options.has('t')) await io.out.write(`${options.has('v') ? listed(p, entry) : entry.name}\n`)
    else {
      if (options.has('v')) await io.stderr(`${entry.name}\n`)
      extractEntry(p, '.', entry, links)
    }
  }
  if (!options.has('quiet')) await io.stderr(`${blocks(archive.size)}\n`)
  return 0
}

const blocks = (size: number): string => {
  const count = Math.ceil(size / 512)
  return `${count} block${count === 1 ? '' : 's'}`
}

async function create(
  io: Io,
  file: string | undefined,
  format = 'bin',
  nul = false,
  quiet = false,
): Promise<number> {
  if (format !== 'newc') throw new Failure(`of the formats, newc alone is simulated (-H newc), not ${format}`)
  const { p } = io
  const entries: CpioEntry[] = []
  let code = 0
  for (const name of toText(await standardInput(io))
    .split(nul ? '\0' : '\n')
    .filter(Boolean)) {
    try {
      const stat = p.lstat(name)
      const { mode, uid, gid, rdev, ino, nlink, mtime } = stat
      const body = isRegular(mode) ? p.readFile(name) : isSymlink(mode) ? textBody(p.readlink(name)) : EMPTY
      const inode = isRegular(mode) && nlink > 1 ? ino : 0
      entries.push({
        name: name.replace(/^\.\/(?=.)/, ''),
        mode,
        uid,
        gid,
        rdev,
        body,
        inode,
        mtime: unixSeconds(mtime),
      })
    } catch (error) {
      if (!isErrno(error)) throw error
      code = 1
      await io.error(`${name}: Cannot stat: ${error.message}`)
    }
  }
  const archive = writeCpio(entries)
  if (file === undefined)
    for (let at = 0; at < archive.size; at += 65_536) await io.out.write(archive.read(at, 65_536))
  else p.writeFile(file, archive)
  await io.out.flush()
  if (!quiet) await io.stderr(`${blocks(archive.size)}\n`)
  return code
}

export const cpio = program('cpio', cpioMain)
