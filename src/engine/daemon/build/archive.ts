import { EngineError } from '../../base/errors.ts'
import { decompress } from '../../oci/decompress.ts'
import type { Filesystem, Ino } from '../../vfs/filesystem.ts'
import { readTar } from '../../vfs/tar/read.ts'
import { unpackTar } from '../../vfs/tar/unpack.ts'
import type { Tree } from '../../vfs/tree.ts'
import type { Daemon } from '../daemon.ts'

/** Most bytes that a compressed archive may grow to. */
const MAX_UNPACKED = 1024 * 1024 * 1024

/** The content of a tar, compressed or not; undefined for any other file. */
export async function archiveAt(daemon: Daemon, fs: Filesystem, ino: Ino): Promise<Tree | undefined> {
  try {
    const { body } = await decompress(daemon.host.ports, fs.body(ino), MAX_UNPACKED)
    if (body.size < 512) return undefined
    const entries = [...readTar(body, { ignoreGlobals: true })]
    return entries.length === 0 ? undefined : unpackTar(entries, { time: daemon.host.kernel.now() })
  } catch (error) {
    if (error instanceof EngineError) return undefined
    throw error
  }
}
