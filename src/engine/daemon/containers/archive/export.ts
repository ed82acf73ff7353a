import type { Body } from '../../../base/body.ts'
import { packTree } from '../../../vfs/tar/pack.ts'
import { writeTar } from '../../../vfs/tar/write.ts'
import type { Daemon } from '../../daemon.ts'
import { logContainer } from '../event.ts'
import type { Container } from '../store.ts'
import { withContainerFiles } from './files.ts'

/** `docker export`: the container's root as one archive, without what is mounted on it (moby, daemon/export.go). */
export function exportContainer(daemon: Daemon, container: Container): Body {
  const archive = withContainerFiles(daemon, container, 'root', ({ view, from }) =>
    writeTar(packTree(from(view.root), '/')),
  )
  logContainer(daemon, 'export', container)
  return archive
}
