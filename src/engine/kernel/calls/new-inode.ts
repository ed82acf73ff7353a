import { FsError } from '../../base/errors.ts'
import type { Instant } from '../../base/time.ts'
import type { NewInode, Permissions } from '../../vfs/filesystem.ts'
import { inheritedGid, mayKeepGroupBit, S_ISGID } from '../credentials.ts'
import type { ProcessRecord } from '../record.ts'
import { type View, walkToEntry } from '../walk.ts'

/** What a process gives to an inode that it makes in a directory. */
export function newInode(
  record: ProcessRecord,
  directory: Permissions,
  mode: number,
  time: Instant,
): NewInode {
  const { credentials, umask } = record
  const inherited = inheritedGid(directory)
  // Nobody makes a set-group-ID program for a group that is not his (mode_strip_sgid).
  const program = (mode & (S_ISGID | 0o010)) === (S_ISGID | 0o010)
  const foreign = program && inherited !== undefined && !mayKeepGroupBit(credentials, inherited)
  return {
    mode: mode & ~umask & ~(foreign ? S_ISGID : 0),
    uid: credentials.uid,
    gid: inherited ?? credentials.gid,
    time,
  }
}

/** A file that is to be made if need be cannot be named with a slash at the end (open(2)). EISDIR. */
export function refuseDirectory(view: View, path: string): void {
  if (path.endsWith('/') && walkToEntry(view, path).name !== '') throw new FsError('EISDIR')
}
