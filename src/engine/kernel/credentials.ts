import type { Permissions, Stat } from '../vfs/filesystem.ts'
import { isDirectory } from '../vfs/filesystem.ts'
import { capable } from './capabilities.ts'
import type { Credentials } from './process.ts'

export const ROOT: Credentials = { uid: 0, gid: 0, groups: [0] }

export const S_ISUID = 0o4000
export const S_ISGID = 0o2000
export const S_ISVTX = 0o1000

/** Group that a set-group-ID directory gives to what is made in it (inode(7)). */
export const inheritedGid = (directory: Permissions): number | undefined =>
  directory.mode & S_ISGID ? directory.gid : undefined

/** Mode after a change of owner: the set-ID bits of what is no directory go (fs/attr.c, setattr_should_drop_suidgid). */
export function modeAfterChown({ mode, gid }: Stat, who: Credentials): number {
  if (isDirectory(mode)) return mode & 0o7777
  const keepsGroup = (mode & 0o010) === 0 && mayKeepGroupBit(who, gid)
  return mode & 0o7777 & ~(S_ISUID | (keepsGroup ? 0 : S_ISGID))
}

/** The set-group-ID bit is kept for members of the group, and for those who may set it anyway (in_group_or_capable). */
export const mayKeepGroupBit = (who: Credentials, gid: number): boolean =>
  inGroup(who, gid) || capable(who, 'FSETID')

/** Bits of an access check, as in the mode: 4 read, 2 write, 1 execute or search. */
export const READ = 4
export const WRITE = 2
export const EXECUTE = 1

/** The discretionary check of inode_permission (path_resolution(7), "Permissions"). */
export function permitted(stat: Permissions, who: Credentials, want: number): boolean {
  const shift = stat.uid === who.uid ? 6 : inGroup(who, stat.gid) ? 3 : 0
  if (((stat.mode >> shift) & want) === want) return true
  const folder = isDirectory(stat.mode)
  if (capable(who, 'DAC_OVERRIDE')) return (want & EXECUTE) === 0 || folder || (stat.mode & 0o111) !== 0
  const reads = want === READ || (folder && (want & WRITE) === 0)
  return reads && capable(who, 'DAC_READ_SEARCH')
}

export const inGroup = ({ gid, groups }: Credentials, group: number): boolean =>
  gid === group || groups.includes(group)

/** Owner of an inode, or one who may act as such. */
export const owns = (stat: Permissions, who: Credentials): boolean =>
  stat.uid === who.uid || capable(who, 'FOWNER')

/** Mode after a write by somebody: the set-ID bits of a program go (file_remove_privs). Undefined where none does. */
export function modeAfterWrite(stat: Stat, who: Credentials): number | undefined {
  const mode = modeAfterChown(stat, who)
  return mode === (stat.mode & 0o7777) || capable(who, 'FSETID') ? undefined : mode
}

/** In a sticky directory that all may write to: what somebody else owns there (fs/namei.c, "protected_…"). */
export const isForeignInSticky = (directory: Permissions, stat: Permissions, who: Credentials): boolean =>
  (directory.mode & (S_ISVTX | 0o002)) === (S_ISVTX | 0o002) &&
  stat.uid !== who.uid &&
  stat.uid !== directory.uid
