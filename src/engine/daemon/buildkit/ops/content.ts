import { chunksOf } from '../../../base/body.ts'
import { createHasher } from '../../../base/digest.ts'
import { encode } from '../../../base/text.ts'
import { type Ino, isDirectory, isRegular, isSymlink } from '../../../vfs/filesystem.ts'
import type { Files } from '../../build/files.ts'

/** Digest of what is at an inode: names, attributes and contents, without times (BuildKit, cache/contenthash). */
export function contentHash({ fs }: Files, ino: Ino, skip: (path: string) => boolean = () => false): string {
  const hasher = createHasher()
  const add = (at: Ino, path: string): void => {
    const { mode, uid, gid, rdev, size } = fs.stat(at)
    const link = isSymlink(mode) ? fs.readlink(at) : ''
    hasher.update(
      encode(
        `${path}\0${mode}\0${uid}\0${gid}\0${rdev.major}:${rdev.minor}\0${isRegular(mode) ? size : 0}\0${link}\0`,
      ),
    )
    for (const [name, value] of fs.xattrs(at)) {
      hasher.update(encode(`${name}\0`))
      hasher.update(value)
    }
    if (isRegular(mode)) for (const chunk of chunksOf(fs.body(at))) hasher.update(chunk)
    if (!isDirectory(mode)) return
    for (const entry of fs.readdir(at)) {
      const below = path === '' ? entry.name : `${path}/${entry.name}`
      if (!skip(below)) add(entry.ino, below)
    }
  }
  add(ino, '')
  return hasher.hex()
}
