import { bytesOf } from '../../../base/body.ts'
import { sha256Hex } from '../../../base/digest.ts'
import { EngineError } from '../../../base/errors.ts'
import { MILLISECOND } from '../../../base/time.ts'
import type { LayerEntry } from '../../../vfs/entry.ts'
import type { Daemon } from '../../daemon.ts'
import { download } from '../../images/download.ts'
import type { Op } from '../graph.ts'

/** What asking a server takes. */
const ROUND_TRIP = 30 * MILLISECOND

export type HttpOp = Op & { readonly kind: 'http' }

/** A file that came from the network: what it is known by, and what it makes of an empty directory. */
export interface Downloaded {
  readonly digest: string
  readonly entries: readonly LayerEntry[]
}

/** Fetches a file for root alone (BuildKit, source/http). Throws `EngineError` for no answer, and for another file than was meant. */
export async function fetchFile(daemon: Daemon, { url, filename, checksum }: HttpOp): Promise<Downloaded> {
  await daemon.host.kernel.scheduler.sleep(ROUND_TRIP)
  const { response, modified } = await download(daemon, url, (status) => `invalid response status ${status}`)
  const { body } = response
  const digest = `sha256:${sha256Hex(bytesOf(body))}`
  if (checksum !== '' && checksum !== digest)
    throw new ChecksumMismatch('invalid', `digest mismatch ${digest}: ${checksum}`)
  const place = { path: filename, mode: 0o600, uid: 0, gid: 0 }
  return { digest, entries: [{ kind: 'file', ...place, mtime: modified, body }] }
}

/** Another file than was meant. */
export class ChecksumMismatch extends EngineError {}
