import { EMPTY } from '../../base/body.ts'
import type { Process } from '../../kernel/process.ts'
import { isDirectory } from '../../vfs/filesystem.ts'
import { DIRECTORY, FIFO, HARDLINK, REGULAR, SYMLINK, type TarEntry } from '../../vfs/tar/format.ts'

/** Makes what an entry of an archive says, below a folder; what is in its place goes. Devices are left out. */
export function restoreEntry(process: Process, folder: string, entry: TarEntry, later: (() => void)[]): void {
  const name = entry.name.replace(/^(\.?\/)+|\/+$/g, '')
  if (name === '' || name === '.') return
  const path = `${folder}/${name}`
  const there = entryAt(process, path)
  if (entry.typeflag === DIRECTORY) {
    if (there !== undefined && !isDirectory(there)) process.unlink(path)
    if (there === undefined || !isDirectory(there)) process.mkdir(path, 0o755)
    process.chmod(path, entry.mode)
    return
  }
  if (there !== undefined && !isDirectory(there)) process.unlink(path)
  if (entry.typeflag === SYMLINK) process.symlink(entry.linkname ?? '', path)
  else if (entry.typeflag === HARDLINK) {
    const target = `${folder}/${(entry.linkname ?? '').replace(/^(\.?\/)+/, '')}`
    later.push(() => process.link(target, path))
  } else if (entry.typeflag === FIFO) process.mkfifo(path, entry.mode)
  else if (entry.typeflag === REGULAR) {
    process.writeFile(path, entry.body ?? EMPTY)
    process.chmod(path, entry.mode)
    const time = BigInt(entry.mtime ?? 0n)
    process.utimes(path, time, time)
  }
}

function entryAt(process: Process, path: string): number | undefined {
  const parent = path.slice(0, path.lastIndexOf('/'))
  const name = path.slice(path.lastIndexOf('/') + 1)
  return process.readdir(parent).find((entry) => entry.name === name)?.type
}
