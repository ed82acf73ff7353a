import type { Body } from '../../base/body.ts'
import { isErrno } from '../../base/errors.ts'
import { unixSeconds } from '../../base/time.ts'
import type { Process } from '../../kernel/process.ts'
import { isDirectory } from '../../vfs/filesystem.ts'
import { fstabLines } from '../disks/fstab.ts'
import { optionTable, parseOptions } from '../options.ts'
import { Failure, type Io, type Main, program } from '../program.ts'
import { entriesOf, extractEntry, listed } from './archive.ts'
import { type InitramfsSource, initramfsImage } from './image.ts'

const UPDATE = optionTable(
  '{-c|-d|-u} [-k version] [-v] [-b directory] [-s]',
  '-c -d -u -k: -v -b: -s -h/--help',
)
const MAKE = optionTable('[option]... -o outfile [version]', '-o: -v -c: -d: -k -r:')
const LIST = optionTable('[-l] <initramfs file>', '-l -h/--help')
const UNPACK = optionTable('[-v] initramfs-file directory', '-v')

/** The system that runs, as what an initramfs is made from. */
function sourceOf(p: Process): InitramfsSource {
  const below = (path: string): string[] =>
    p.readdir(path).flatMap((entry) => {
      const inner = `${path}/${entry.name}`
      return isDirectory(entry.type) ? below(inner) : [inner]
    })
  return {
    file: (path) => {
      try {
        const { mode, mtime } = p.stat(path)
        return isDirectory(mode) ? undefined : { mode, mtime: unixSeconds(mtime), body: p.readFile(path) }
      } catch (error) {
        if (isErrno(error)) return undefined
        throw error
      }
    },
    below: (path) => (p.exists(path) ? below(path) : []),
  }
}

/** The type of the root file system in /etc/fstab. */
const rootType = (p: Process): string | undefined => fstabLines(p).find(({ path }) => path === '/')?.type

function make(io: Io, release: string, file: string): void {
  const { p } = io
  if (!p.exists(`/lib/modules/${release}`))
    throw new Failure(`failed to determine the modules of ${release}: /lib/modules/${release} is missing`)
  const image = initramfsImage(sourceOf(p), { release, rootType: rootType(p), time: unixSeconds(p.now()) })
  const fresh = `${file}.new`
  p.writeFile(fresh, image, 0o644)
  p.rename(fresh, file)
}

/** Releases with an initramfs in /boot. */
const known = (p: Process): string[] =>
  p
    .readdir('/boot')
    .map(({ name }) => /^initrd\.img-(.+)$/.exec(name)?.[1])
    .filter((release) => release !== undefined && !/\.(new|bak|old)$/.test(release)) as string[]

/** `update-initramfs`: makes, makes anew or deletes the initramfs of a kernel (initramfs-tools). */
const updateMain: Main = async (io) => {
  const options = parseOptions(io, UPDATE)
  const { p } = io
  const asked = options.get('k')
  const releases = asked === 'all' ? known(p) : [asked ?? known(p).sort().at(-1) ?? p.uname().release]
  if (!options.has('c', 'd', 'u')) throw new Failure('You must specify at least one of -c, -u, or -d.')
  for (const release of releases) {
    const file = `/boot/initrd.img-${release}`
    if (options.has('d')) {
      await io.out.write(`update-initramfs: Deleting ${file}\n`)
      p.unlink(file)
      continue
    }
    await io.out.write(`update-initramfs: Generating ${file}\n`)
    await io.out.flush()
    try {
      make(io, release, file)
    } catch (error) {
      if (!isErrno(error)) throw error
      if (p.exists(`${file}.new`)) p.unlink(`${file}.new`)
      await io.stderr(`cat: write error: ${error.message}\nupdate-initramfs: failed for ${file} with 1.\n`)
      return 1
    }
  }
  return 0
}

/** `mkinitramfs -o FILE [VERSION]`. */
const makeMain: Main = async (io) => {
  const options = parseOptions(io, MAKE)
  const file = options.get('o')
  if (file === undefined) throw new Failure('usage_error: no outfile')
  make(io, options.operands[0] ?? io.p.uname().release, file)
  return 0
}

function archiveAt(io: Io, path: string): Body {
  try {
    return io.p.readFile(path)
  } catch (error) {
    if (!isErrno(error)) throw error
    throw new Failure(`cannot read ${path}: ${error.message}`)
  }
}

/** `lsinitramfs`: names in an initramfs; with `-l` as ls shows them. */
const listMain: Main = async (io) => {
  const options = parseOptions(io, LIST)
  if (options.operands.length === 0) throw new Failure('Usage: lsinitramfs [-l] <initramfs file>')
  for (const path of options.operands)
    for (const entry of entriesOf(archiveAt(io, path)))
      await io.out.write(`${options.has('l') ? listed(io.p, entry) : entry.name}\n`)
  return 0
}

/** `unmkinitramfs`: unpacks an initramfs into a directory. */
const unpackMain: Main = async (io) => {
  const options = parseOptions(io, UNPACK)
  const [path, directory] = options.operands
  if (path === undefined || directory === undefined)
    throw new Failure('Usage: unmkinitramfs [-v] initramfs-file directory')
  if (!io.p.exists(directory)) io.p.mkdir(directory, 0o755)
  const links = new Map<number, string>()
  for (const entry of entriesOf(archiveAt(io, path))) {
    if (options.has('v')) await io.out.write(`${entry.name}\n`)
    extractEntry(io.p, directory, entry, links)
    await io.p.yield()
  }
  return 0
}

export const updateInitramfs = program('update-initramfs', updateMain)
export const mkinitramfs = program('mkinitramfs', makeMain)
export const lsinitramfs = program('lsinitramfs', listMain)
export const unmkinitramfs = program('unmkinitramfs', unpackMain)
