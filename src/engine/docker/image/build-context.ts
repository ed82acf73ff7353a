import { type Body, bytesBody, bytesOf, sliceBody } from '../../base/body.ts'
import { EngineError, FsError, isErrno } from '../../base/errors.ts'
import { IgnoreRules } from '../../base/ignore-rules.ts'
import { decode, encode } from '../../base/text.ts'
import { wholeSeconds } from '../../base/time.ts'
import type { Process } from '../../kernel/process.ts'
import {
  isBlockDevice,
  isCharDevice,
  isDirectory,
  isRegular,
  isSymlink,
  S_IFIFO,
  S_IFMT,
} from '../../vfs/filesystem.ts'
import {
  BLOCK_DEVICE,
  CHARACTER,
  DIRECTORY,
  FIFO,
  HARDLINK,
  REGULAR,
  SYMLINK,
  type TarEntry,
} from '../../vfs/tar/format.ts'
import { readTar } from '../../vfs/tar/read.ts'
import { writeTar } from '../../vfs/tar/write.ts'
import { ClientError } from '../cli/errors.ts'

/** What is sent to the daemon. */
export interface BuildContext {
  readonly body: Body
  /** Where the Dockerfile is in it. */
  readonly dockerfile: string
  /** Bytes that the client counts as it sends. */
  readonly counted: number
}

const IGNORE = '.dockerignore'
/** The end of an archive: two empty blocks. */
const END = 1024

const attributes = { mode: 0o644, uid: 0, gid: 0 }

/** Rules of the context's `.dockerignore`; the Dockerfile and the rules themselves are sent in any case. */
function rulesOf(process: Process, folder: string, dockerfile: string): IgnoreRules {
  let text = ''
  try {
    text = decode(bytesOf(process.readFile(`${folder}/${IGNORE}`)))
  } catch (error) {
    if (!isErrno(error, 'ENOENT')) throw error
  }
  try {
    const rules = new IgnoreRules(text)
    const needed = [IGNORE, dockerfile].filter((name) => rules.matches(name))
    return needed.length > 0 ? new IgnoreRules([text, ...needed.map((name) => `!${name}`)].join('\n')) : rules
  } catch (error) {
    if (!(error instanceof EngineError)) throw error
    throw new ClientError(`error checking context: ${error.message}`)
  }
}

/** A directory as an archive: everything belongs to root, times are whole seconds (docker/cli, command/image/build.go). */
export function packFolder(process: Process, folder: string, dockerfile: string): BuildContext {
  const rules = rulesOf(process, folder, dockerfile)
  const body = writeTar(entriesOf(process, folder, '', rules, new Map()))
  return { body, dockerfile, counted: body.size }
}

function* entriesOf(
  process: Process,
  folder: string,
  below: string,
  rules: IgnoreRules,
  linked: Map<number, string>,
): Generator<TarEntry> {
  const names = readable(`${folder}/${below}`, () =>
    process.readdir(below === '' ? folder : `${folder}/${below}`),
  )
    .map(({ name }) => name)
    .sort()
  for (const name of names) {
    const path = below === '' ? name : `${below}/${name}`
    const full = `${folder}/${path}`
    const left = rules.matches(path)
    const directory = isDirectory(process.lstat(full).mode)
    if (!left) {
      const entry = readable(full, () => entryOf(process, full, path, linked))
      if (entry) yield entry
    }
    if (directory && (!left || rules.mayKeepBelow(path)))
      yield* entriesOf(process, folder, path, rules, linked)
  }
}

function readable<T>(path: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof FsError) || error.errno !== 'EACCES') throw error
    throw new ClientError(`error checking context: no permission to read from '${path}'`)
  }
}

/** Undefined for a socket, which no archive holds. */
function entryOf(
  process: Process,
  full: string,
  path: string,
  linked: Map<number, string>,
): TarEntry | undefined {
  const stat = process.lstat(full)
  const { mode, rdev } = stat
  const own = { name: path, mode: mode & 0o7777, uid: 0, gid: 0, mtime: wholeSeconds(stat.mtime) }
  if (isDirectory(mode)) return { ...own, name: `${path}/`, typeflag: DIRECTORY }
  if (isSymlink(mode)) return { ...own, typeflag: SYMLINK, linkname: process.readlink(full) }
  if (isRegular(mode)) {
    const first = linked.get(stat.ino)
    if (first !== undefined) return { ...own, typeflag: HARDLINK, linkname: first }
    if (stat.nlink > 1) linked.set(stat.ino, path)
    return { ...own, typeflag: REGULAR, body: process.readFile(full) }
  }
  const device = { ...own, devmajor: rdev.major, devminor: rdev.minor }
  if (isCharDevice(mode)) return { ...device, typeflag: CHARACTER }
  if (isBlockDevice(mode)) return { ...device, typeflag: BLOCK_DEVICE }
  return (mode & S_IFMT) === S_IFIFO ? { ...own, typeflag: FIFO } : undefined
}

/** Whether bytes begin as an archive does, compressed or not (docker/cli, build.IsArchive). */
export function isArchive(body: Body): boolean {
  const head = body.read(0, 6)
  const begins = (...magic: number[]): boolean => magic.every((byte, i) => head[i] === byte)
  if (begins(0x1f, 0x8b, 0x08) || begins(0x42, 0x5a, 0x68) || begins(0xfd, 0x37, 0x7a, 0x58, 0x5a, 0))
    return true
  if (body.size < 512) return false
  try {
    return !readTar(sliceBody(body, 0, Math.min(body.size, 512)), { ignoreGlobals: true }).next().done
  } catch (error) {
    if (error instanceof EngineError) return error.message === 'unexpected EOF'
    throw error
  }
}

/** A context from standard input: an archive, or else the text of a Dockerfile. */
export function readContext(input: Body, dockerfile: string, now: bigint): BuildContext {
  if (isArchive(input)) return { body: input, dockerfile, counted: input.size }
  const mtime = wholeSeconds(now)
  const body = writeTar([{ ...attributes, name: 'Dockerfile', typeflag: REGULAR, mtime, body: input }])
  return { body, dockerfile: 'Dockerfile', counted: body.size }
}

/**
 * Adds a Dockerfile that is not part of the context, under a name of its own that `.dockerignore` then leaves out
 * (docker/cli, build.AddDockerfileToBuildContext).
 */
export function addDockerfile(context: BuildContext, text: Body, name: string, now: bigint): BuildContext {
  const mtime = wholeSeconds(now)
  const entries = [...readTar(context.body, { ignoreGlobals: true })]
  const known = entries.find((entry) => entry.name === IGNORE)
  const rules = `${known?.body ? decode(bytesOf(known.body)) : IGNORE}\n${name}\n`
  const ignore: TarEntry = {
    ...(known ?? { ...attributes, mtime }),
    name: IGNORE,
    typeflag: REGULAR,
    body: bytesBody(encode(rules)),
  }
  const added: TarEntry = { ...attributes, name, typeflag: REGULAR, mtime, body: text }
  const all = known
    ? [...entries.map((entry) => (entry === known ? ignore : entry)), added]
    : [...entries, added, ignore]
  const body = writeTar(all)
  // The client leaves out the end of the archive, and what fills the last block.
  const last = all.at(-1)!.body!.size
  const filled = Math.ceil(last / 512) * 512 - last
  return { body, dockerfile: name, counted: body.size - END - filled }
}
