import { type Body, bytesOf, textBody } from '../../base/body.ts'
import { EngineError } from '../../base/errors.ts'
import { decode } from '../../base/text.ts'
import { DIRECTORY, REGULAR } from '../../vfs/tar/format.ts'
import { readTar } from '../../vfs/tar/read.ts'
import { writeTar } from '../../vfs/tar/write.ts'
import type { ContextMeta } from '../cli/context-store.ts'
import { ClientError } from '../cli/errors.ts'
import { decodeJson } from '../go/json.ts'

const OWN = { uid: 0, gid: 0, mtime: 0n }

/** A context as a file (docker/cli, cli/context/store, Export). */
export const exported = (meta: ContextMeta): Body =>
  writeTar([
    { ...OWN, name: 'meta.json', mode: 0o644, typeflag: REGULAR, body: textBody(JSON.stringify(meta)) },
    { ...OWN, name: 'tls', mode: 0o700, typeflag: DIRECTORY },
  ])

/** Reads one back (store, Import). Throws `ClientError`. */
export function imported(archive: Body): ContextMeta {
  try {
    for (const { name, body } of readTar(archive))
      if (name === 'meta.json' && body) return decodeJson(decode(bytesOf(body))) as unknown as ContextMeta
  } catch (error) {
    if (!(error instanceof EngineError)) throw error
    throw new ClientError(error.message)
  }
  throw new ClientError('invalid context: no metadata found')
}
