import { type Body, textBody } from '../../base/body.ts'
import { EngineError } from '../../base/errors.ts'
import type { SessionFile } from '../../daemon/api.ts'
import { S_IFDIR, S_IFIFO, S_IFLNK, S_IFREG } from '../../vfs/filesystem.ts'
import { DIRECTORY, FIFO, HARDLINK, REGULAR, SYMLINK } from '../../vfs/tar/format.ts'
import { readTar } from '../../vfs/tar/read.ts'
import { ClientError } from '../cli/errors.ts'

const EMPTY = textBody('')
const TYPES: ReadonlyMap<string, number> = new Map([
  [REGULAR, S_IFREG],
  [HARDLINK, S_IFREG],
  [DIRECTORY, S_IFDIR],
  [SYMLINK, S_IFLNK],
  [FIFO, S_IFIFO],
])

/** Files of an archive, as those of a folder. Throws `ClientError` for one that is damaged. */
export function archiveFiles(body: Body): SessionFile[] {
  try {
    return [...readTar(body, { ignoreGlobals: true })].flatMap((entry) => {
      const type = TYPES.get(entry.typeflag)
      const path = entry.name.replace(/^(\.?\/)+|\/+$/g, '')
      if (type === undefined || path === '' || path === '.') return []
      return [
        {
          path,
          mode: type | entry.mode,
          mtime: entry.mtime,
          linkname: entry.linkname ?? '',
          rdev: { major: 0, minor: 0 },
          ...(entry.typeflag === REGULAR && { body: entry.body ?? EMPTY }),
        },
      ]
    })
  } catch (error) {
    if (!(error instanceof EngineError)) throw error
    throw new ClientError(`failed to build: failed to solve: ${error.message}`)
  }
}
