import type { Stat } from '../vfs/filesystem.ts'
import { isDirectory } from '../vfs/filesystem.ts'
import type { Credentials } from './process.ts'

export const ROOT: Credentials = { uid: 0, gid: 0, groups: [0] }

export const S_ISUID = 0o4000
export const S_ISGID = 0o2000

/** Group that a set-group-ID directory gives to what is made in it (inode(7)). */
export const inheritedGid = (directory: Stat): number | undefined =>
  directory.mode & S_ISGID ? directory.gid : undefined

/** Mode after a change of owner: the set-ID bits of what is no directory go (chown(2)). */
export function modeAfterChown({ mode }: Stat): number {
  if (isDirectory(mode)) return mode & 0o7777
  return mode & 0o7777 & ~(S_ISUID | (mode & 0o010 ? S_ISGID : 0))
}

/** Bits of an access check, as in the mode: 4 read, 2 write, 1 execute or search. */
export const READ = 4
export const WRITE = 2
export const EXECUTE = 1

/** The discretionary check of inode_permission (path_resolution(7), "Permissions"). */
export function permitted(stat: Stat, who: Credentials, want: number): boolean {
  if (who.uid === 0) {
    if ((want & EXECUTE) === 0 || isDirectory(stat.mode)) return true
    return (stat.mode & 0o111) !== 0
  }
  const shift = stat.uid === who.uid ? 6 : stat.gid === who.gid || who.groups.includes(stat.gid) ? 3 : 0
  return ((stat.mode >> shift) & want) === want
}
