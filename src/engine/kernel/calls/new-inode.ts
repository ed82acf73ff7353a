import { FsError } from '../../base/errors.ts'
import type { Instant } from '../../base/time.ts'
import type { NewInode, Stat } from '../../vfs/filesystem.ts'
import { inheritedGid } from '../credentials.ts'
import type { ProcessRecord } from '../record.ts'
import { type View, walkToEntry } from '../walk.ts'

/** What a process gives to an inode that it makes in a directory. */
export const newInode = (record: ProcessRecord, directory: Stat, mode: number, time: Instant): NewInode => ({
  mode: mode & ~record.umask,
  uid: record.credentials.uid,
  gid: inheritedGid(directory) ?? record.credentials.gid,
  time,
})

/** A file that is to be made if need be cannot be named with a slash at the end (open(2)). EISDIR. */
export function refuseDirectory(view: View, path: string): void {
  if (path.endsWith('/') && walkToEntry(view, path).name !== '') throw new FsError('EISDIR')
}
