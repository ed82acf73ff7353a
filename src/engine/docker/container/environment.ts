import { bytesOf } from '../../base/body.ts'
import { FsError } from '../../base/errors.ts'
import { decode } from '../../base/text.ts'
import type { Process } from '../../kernel/process.ts'
import { ClientError, pathError } from '../cli/errors.ts'

/** Lines of `key=value` in files, then what was given on the command line (opts.ReadKVStrings). */
export function readKeyValues(
  process: Process,
  files: readonly string[],
  given: readonly string[],
  lookup?: (name: string) => string | undefined,
): string[] {
  return [...files.flatMap((file) => keyValueFile(process, file, lookup)), ...given]
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
      throw new ClientError(`invalid env file (${path}): ${why}`)
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

function readText(process: Process, path: string): string {
  try {
    return decode(bytesOf(process.readFile(path)))
  } catch (error) {
    if (!(error instanceof FsError)) throw error
    throw pathError('open', path, error)
  }
}
