import type { Body } from '../../../base/body.ts'
import { packTree } from '../../../vfs/tar/pack.ts'
import { readTar } from '../../../vfs/tar/read.ts'
import { writeTar } from '../../../vfs/tar/write.ts'
import { readableOver } from '../../build/files.ts'
import { callsIn } from '../../containers/archive/files.ts'
import type { Daemon } from '../../daemon.ts'
import type { Snapshot } from '../cache/snapshot.ts'
import { transferBytes } from '../ops/local.ts'
import type { Progress } from '../solver/progress.ts'

/** All files of a result as one archive, for the client's disk (BuildKit, exporter/local and exporter/tar). */
export function exportFiles(
  daemon: Daemon,
  progress: Progress,
  snapshot: Snapshot | undefined,
  kind: 'local' | 'tar',
): Body {
  const step = progress.step(
    kind === 'local' ? 'exporting to client directory' : 'exporting to client tarball',
  )
  progress.announce([step])
  const end = progress.start(step)
  const tell = progress.status(step, kind === 'local' ? 'copying files' : 'sending tarball')
  const files = snapshot && readableOver(daemon.host.kernel, snapshot.index)
  const tar = writeTar(files ? packTree(callsIn(daemon, files.view.namespace)(files.view.root), '/') : [])
  tell(true, kind === 'local' ? transferBytes(readTar(tar, { ignoreGlobals: true })) : 0)
  end()
  return tar
}
