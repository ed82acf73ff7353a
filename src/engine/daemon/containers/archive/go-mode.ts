import { S_IFBLK, S_IFCHR, S_IFDIR, S_IFIFO, S_IFLNK, S_IFMT, S_IFSOCK } from '../../../vfs/filesystem.ts'

/** Bits of Go's os.FileMode by the kernel's types. */
const TYPES: ReadonlyMap<number, number> = new Map([
  [S_IFDIR, 2 ** 31],
  [S_IFLNK, 2 ** 27],
  [S_IFBLK, 2 ** 26],
  [S_IFIFO, 2 ** 25],
  [S_IFSOCK, 2 ** 24],
  [S_IFCHR, 2 ** 26 + 2 ** 21],
])
const SPECIAL = [
  [0o4000, 2 ** 23],
  [0o2000, 2 ** 22],
  [0o1000, 2 ** 20],
] as const

/** A mode as Go's os.FileMode, a number of up to 32 bits, as the API carries it. */
export function goMode(mode: number): number {
  let bits = (mode & 0o777) + (TYPES.get(mode & S_IFMT) ?? 0)
  for (const [own, go] of SPECIAL) if (mode & own) bits += go
  return bits
}
