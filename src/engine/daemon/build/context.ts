import { type Body, bytesOf } from '../../base/body.ts'
import { EngineError, isErrno } from '../../base/errors.ts'
import { IgnoreRules } from '../../base/ignore-rules.ts'
import { decode } from '../../base/text.ts'
import { resolve, walk } from '../../kernel/walk.ts'
import { decompress } from '../../oci/decompress.ts'
import type { TarEntry } from '../../vfs/tar/format.ts'
import { readTar } from '../../vfs/tar/read.ts'
import { cleanPath, unpackTar } from '../../vfs/tar/unpack.ts'
import { TreeFs } from '../../vfs/tree-fs.ts'
import type { Daemon } from '../daemon.ts'
import { type Files, filesOf, type OwnerNames } from './files.ts'

/** Most bytes that a compressed context may grow to. */
const MAX_CONTEXT = 1024 * 1024 * 1024
export const DEFAULT_DOCKERFILE = 'Dockerfile'
const IGNORE = '.dockerignore'

/** Unpacks what was sent to build from. */
export async function openContext(daemon: Daemon, body: Body): Promise<Files> {
  const { kernel, ports } = daemon.host
  const content = await decompress(ports, body, MAX_CONTEXT)
  const options = { ignoreGlobals: true, ...(content.cutBy && { cutBy: content.cutBy }) }
  const owners = new Map<string, OwnerNames>()
  function* noted(): Generator<TarEntry> {
    for (const entry of readTar(content.body, options)) {
      const { uname = '', gname = '' } = entry
      if (uname !== '' || gname !== '') owners.set(cleanPath(entry.name), { uname, gname })
      yield entry
    }
  }
  const tree = unpackTar(noted(), { time: kernel.now() })
  return { ...filesOf(kernel, new TreeFs({ type: 'ext4', dev: kernel.deviceNumber(), tree })), owners }
}

/** Text of a file of the context; undefined where there is none. */
function textAt({ fs, view }: Files, path: string): string | undefined {
  try {
    return decode(bytesOf(fs.body(resolve(view, `/${path}`).ino)))
  } catch (error) {
    if (isErrno(error)) return undefined
    throw error
  }
}

/**
 * The Dockerfile's text. What `.dockerignore` names of it and of itself goes out of the context: it was sent for the
 * daemon's own use (moby, builder/remotecontext/detect.go).
 */
export function takeDockerfile(files: Files, wanted: string): string {
  let path = cleanPath(wanted || DEFAULT_DOCKERFILE)
  let text = textAt(files, path)
  if (text === undefined && path === DEFAULT_DOCKERFILE) {
    path = DEFAULT_DOCKERFILE.toLowerCase()
    text = textAt(files, path)
  }
  if (text === undefined)
    throw new EngineError('invalid', `Cannot locate specified Dockerfile: ${wanted || DEFAULT_DOCKERFILE}`)
  if (text === '') throw new EngineError('invalid', `the Dockerfile (${path}) cannot be empty`)
  const rules = textAt(files, IGNORE)
  if (rules !== undefined) {
    const ignored = new IgnoreRules(rules)
    for (const name of [path, IGNORE]) if (ignored.matches(name)) remove(files, name)
  }
  return text
}

function remove({ fs, view }: Files, path: string): void {
  const { directory, name, place } = walk(view, `/${path}`, false)
  if (place) fs.unlink(directory.ino, name, 0n)
}
