import type { Body } from '../../base/body.ts'
import type { Instant } from '../../base/time.ts'
import type { Ino } from '../../vfs/filesystem.ts'
import type { TreeFs } from '../../vfs/tree-fs.ts'

/** Makes files and directories in a tree, each in the order of the calls. */
export class Filler {
  private readonly fs: TreeFs
  private readonly time: Instant
  constructor(fs: TreeFs, time: Instant) {
    this.fs = fs
    this.time = time
  }
  folder(path: string, mode = 0o755): Ino {
    let at = this.fs.root
    for (const name of path.split('/').filter(Boolean))
      at = this.fs.child(at, name) ?? this.fs.mkdir(at, name, { mode, uid: 0, gid: 0, time: this.time })
    return at
  }
  file(path: string, body: Body, mode = 0o644): void {
    const cut = path.lastIndexOf('/')
    const dir = this.folder(path.slice(0, Math.max(0, cut)))
    const ino = this.fs.create(dir, path.slice(cut + 1), { mode, uid: 0, gid: 0, time: this.time })
    this.fs.setBody(ino, body, this.time)
  }
}
