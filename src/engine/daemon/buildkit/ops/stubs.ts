import { isErrno } from '../../../base/errors.ts'
import type { Instant } from '../../../base/time.ts'
import { makeDirectories } from '../../../kernel/make-directories.ts'
import { resolve, type View, walk } from '../../../kernel/walk.ts'
import { isDirectory } from '../../../vfs/filesystem.ts'

/** Mount points that the root did not have. What is empty of them goes again (BuildKit, executor/stubs.go). */
export class Stubs {
  private readonly view: View
  private readonly time: Instant
  private readonly made: string[] = []

  constructor(view: View, time: Instant) {
    this.view = view
    this.time = time
  }

  directory(path: string): void {
    this.noteMissing(path)
    makeDirectories(this.view, path, { mode: 0o755, uid: 0, gid: 0, time: this.time })
  }

  file(path: string): void {
    const parent = path.slice(0, path.lastIndexOf('/')) || '/'
    this.noteMissing(path)
    makeDirectories(this.view, parent, { mode: 0o755, uid: 0, gid: 0, time: this.time })
    const { directory, name, place } = walk(this.view, path, true)
    if (!place)
      directory.mount.fs.create(directory.ino, name, { mode: 0o755, uid: 0, gid: 0, time: this.time })
  }

  /** The paths down to this one that are not there, the last first. */
  private noteMissing(path: string): void {
    const parts = path.split('/').filter(Boolean)
    for (let i = parts.length; i > 0; i--) {
      const at = `/${parts.slice(0, i).join('/')}`
      if (this.has(at)) return
      this.made.push(at)
    }
  }
  private has(path: string): boolean {
    try {
      resolve(this.view, path)
      return true
    } catch (error) {
      if (isErrno(error)) return false
      throw error
    }
  }

  clean(): void {
    // Only the root itself is looked at, not what was mounted on it.
    const { fs, root } = this.view.namespace.root
    for (const path of this.made) {
      const parts = path.split('/').filter(Boolean)
      const name = parts.pop()!
      const parent = parts.reduce<number | undefined>((dir, part) => childOf(fs, dir, part), root)
      const ino = childOf(fs, parent, name)
      if (parent === undefined || ino === undefined) continue
      const { mode, size } = fs.stat(ino)
      const { mtime, atime } = fs.stat(parent)
      if (isDirectory(mode)) {
        if (fs.readdir(ino).length > 0) continue
        fs.rmdir(parent, name, this.time)
      } else {
        if (size > 0) continue
        fs.unlink(parent, name, this.time)
      }
      fs.setattr(parent, { mtime, atime, time: this.time })
    }
  }
}

function childOf(fs: View['root']['mount']['fs'], dir: number | undefined, name: string): number | undefined {
  if (dir === undefined) return undefined
  try {
    return fs.lookup(dir, name)
  } catch (error) {
    if (isErrno(error)) return undefined
    throw error
  }
}
