import { HARDLINK, type TarEntry } from '../../../vfs/tar/format.ts'
import { ClientError } from '../../cli/errors.ts'
import { assertsDirectory, splitEntry } from './paths.ts'

/** What is known of one end of a copy (moby/go-archive, CopyInfo). */
export interface CopyInfo {
  readonly path: string
  readonly exists: boolean
  readonly isDir: boolean
  /** The name that the content is to have; '' for its own. */
  readonly rebaseName: string
}

/** Renames entries: the first `from` in a name becomes `to`. */
export function* rebaseEntries(entries: Iterable<TarEntry>, from: string, to: string): Generator<TarEntry> {
  const old = from === '/' ? '' : from
  const renamed = (name: string): string => name.replace(old, () => to)
  for (const entry of entries) {
    const { linkname, typeflag } = entry
    yield {
      ...entry,
      name: renamed(entry.name),
      ...(typeflag === HARDLINK && linkname !== undefined && { linkname: renamed(linkname) }),
    }
  }
}

/** The directory that an archive is to be unpacked into, and its entries as they are to be named there. */
export function prepareCopy(
  entries: Iterable<TarEntry>,
  source: CopyInfo,
  destination: CopyInfo,
): { readonly folder: string; readonly entries: Iterable<TarEntry> } {
  if (destination.exists && destination.isDir) return { folder: destination.path, entries }
  if (destination.exists && source.isDir) throw new ClientError('cannot copy directory')
  if (!destination.exists && !source.isDir && assertsDirectory(destination.path))
    throw new ClientError('no such directory')
  const { folder, name } = splitEntry(destination.path)
  const old = source.rebaseName || splitEntry(source.path).name
  return { folder, entries: rebaseEntries(entries, old, name) }
}
