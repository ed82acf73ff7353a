import { EngineError } from '../../base/errors.ts'
import { headerOf } from '../../base/http.ts'
import type { Channel } from '../../kernel/waiting.ts'
import { resolve } from '../../kernel/walk.ts'
import { REGULAR } from '../../vfs/tar/format.ts'
import { unpackTar } from '../../vfs/tar/unpack.ts'
import { TreeFs } from '../../vfs/tree-fs.ts'
import type { ProgressMessage } from '../api.ts'
import type { Daemon } from '../daemon.ts'
import { type Download, download } from '../images/download.ts'
import { type CopySource, failed } from './copy-sources.ts'
import { filesOf } from './files.ts'
import { sourceHash } from './source-hash.ts'

const UNNAMED = '__unnamed__'

/** A source of ADD that is fetched first: a file for root alone (moby, builder/dockerfile/copy.go, downloadSource). */
export async function downloadedSource(
  daemon: Daemon,
  source: string,
  dest: string,
  { say, out }: { say(text: string): void; readonly out: Channel<ProgressMessage> },
): Promise<CopySource> {
  const { path, response, modified } = await fetched(daemon, source)
  const { body, headers } = response
  out.push({ status: 'Downloading', progressDetail: { current: body.size, total: body.size } })
  if (body.size === 0) out.push({ status: '' })
  say('\n')
  const disposition = /filename="?([^";]+)/.exec(headerOf(headers, 'Content-Disposition') ?? '')?.[1] ?? ''
  const own = path === '' || path.endsWith('/') ? disposition : path
  const name = own.slice(own.lastIndexOf('/') + 1)
  if (name === '' && dest.endsWith('/')) throw failed('ADD', `cannot determine filename for source ${source}`)
  const entry = {
    ...{ name: name || UNNAMED, typeflag: REGULAR, mode: 0o600, uid: 0, gid: 0, body },
    mtime: modified,
  }
  const { kernel } = daemon.host
  const tree = unpackTar([entry], { time: kernel.now() })
  const files = filesOf(kernel, new TreeFs({ type: 'ext4', dev: kernel.deviceNumber(), tree }))
  const place = resolve(files.view, `/${entry.name}`)
  return { path: entry.name, place, hash: sourceHash(files, place, entry.name), files }
}

async function fetched(daemon: Daemon, source: string): Promise<Download> {
  try {
    return await download(daemon, source)
  } catch (error) {
    if (!(error instanceof EngineError)) throw error
    throw failed('ADD', error.message)
  }
}
