import type { Tree } from '../../vfs/tree.ts'
import { TreeFs } from '../../vfs/tree-fs.ts'
import type { Container } from '../containers/store.ts'
import type { Daemon } from '../daemon.ts'

/**
 * The writable layers as file systems: of a container that runs the one that its overlay writes to, of another one over
 * the tree that it left. What is written to the latter is kept with the container.
 */
export class UpperDirs {
  private readonly daemon: Daemon
  private readonly dev: number
  /** Of containers that do not run: the file system, and the tree that the container had when last looked at. */
  private readonly still = new Map<string, { readonly fs: TreeFs; of: Tree }>()

  constructor(daemon: Daemon, dev: number) {
    this.daemon = daemon
    this.dev = dev
  }

  of({ id, upper }: Container): TreeFs {
    const live = this.daemon.runtime.get(id)
    if (live) {
      this.still.delete(id)
      return live.rootfs.upper
    }
    const known = this.still.get(id)
    if (known?.of === upper) return known.fs
    const fs = new TreeFs({ type: 'ext4', dev: this.dev, tree: upper })
    this.still.set(id, { fs, of: upper })
    return fs
  }

  /** Something below the upperdir may have been changed from outside. */
  changed(id: string): void {
    const known = this.still.get(id)
    if (!known || this.daemon.runtime.get(id)) return
    const { tree } = known.fs
    if (tree.inodes === known.of.inodes) return
    known.of = tree
    this.daemon.containers.update(id, { upper: tree })
  }
}
