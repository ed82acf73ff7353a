import type { NewInode } from '../vfs/filesystem.ts'
import { type View, walk } from './walk.ts'

/** Makes a directory and those above it, where they are missing (mkdir -p). Links on the way are followed. ENOTDIR, EROFS. */
export function makeDirectories(view: View, path: string, attributes: NewInode): void {
  let at = ''
  for (const name of path.split('/').filter(Boolean)) {
    at += `/${name}`
    const { place, directory, name: missing } = walk(view, at, true)
    if (!place) directory.mount.fs.mkdir(directory.ino, missing, attributes)
  }
}
