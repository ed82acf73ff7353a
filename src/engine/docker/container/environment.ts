import { bytesOf } from '../../base/body.ts'
import { FsError } from '../../base/errors.ts'
import { decode, encode } from '../../base/text.ts'
import type { Process } from '../../kernel/process.ts'
import { ClientError, pathError } from '../cli/errors.ts'

/** Lines of `key=value` in files, then what was given on the command line (opts.ReadKVStrings). */
export function readKeyValues(
  process: Process,
  files: readonly string[],
  given: readonly string[],
  lookup?: (name: string) => string | undefined,
): string[] {
  // The flags among themselves: the last of a name, where its first stood.
  const last = new Map(given.map((pair) => [pair.split('=', 1)[0]!, pair]))
  return [...files.flatMap((file) => keyValueFile(process, file, lookup)), ...last.values()]
}

function keyValueFile(
  process: Process,
  path: string,
  lookup: ((name: string) => string | undefined) | undefined,
): string[] {
  const found: string[] = []
  for (const raw of readText(process, path)
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)) {
    const line = raw.replace(/^\s+/, '')
    if (line === '' || line.startsWith('#')) continue
    const fail = (why: string): never => {
      throw invalid(path, why)
    }
    const at = line.indexOf('=')
    const key = at === -1 ? line : line.slice(0, at)
    if (key === '') fail(`no variable name on line '${line}'`)
    if (/[ \t]/.test(key)) fail(`variable '${key}' contains whitespaces`)
    const value = at === -1 ? lookup?.(line) : undefined
    if (at !== -1) found.push(line)
    else if (value !== undefined) found.push(`${key}=${value}`)
  }
  return found
}

function readBytes(process: Process, path: string): Uint8Array {
  try {
    return bytesOf(process.readFile(path))
  } catch (error) {
    if (!(error instanceof FsError)) throw error
    if (error.errno === 'EISDIR') throw invalid(path, `read ${path}: is a directory`)
    throw pathError('open', path, error)
  }
}

const invalid = (path: string, why: string): ClientError =>
  new ClientError(`invalid env file (${path}): ${why}`)

/** The text of a file whose lines must be UTF-8. */
function readText(process: Process, path: string): string {
  const bytes = readBytes(process, path)
  const text = decode(bytes)
  if (!text.includes('\uFFFD')) return text
  let start = 0
  for (let line = 1; start < bytes.length; line++) {
    const end = bytes.indexOf(10, start)
    const part = bytes.subarray(start, end < 0 ? bytes.length : end)
    if (!same(encode(decode(part)), part))
      throw invalid(path, `invalid utf8 bytes at line ${line}: [${part.join(' ')}]`)
    start += part.length + 1
  }
  return text
}

const same = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, at) => byte === b[at])
