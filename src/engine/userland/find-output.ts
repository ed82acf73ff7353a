import { isSymlink } from '../vfs/filesystem.ts'
import type { Names } from './accounts.ts'
import { formatTime, listTime, momentOf, zoneOf } from './calendar.ts'
import { baseName } from './listing.ts'
import { modeString, typeLetter } from './mode.ts'
import type { Io } from './program.ts'
import { questionMarks } from './quoting.ts'
import { blocksOf } from './sizes.ts'
import type { Visit } from './walk.ts'

/** A line of `find -ls`. */
export function longLine(io: Io, names: Names, { path, stat }: Visit): string {
  const owner = (names.user(stat.uid) ?? String(stat.uid)).padEnd(8)
  const group = (names.group(stat.gid) ?? String(stat.gid)).padEnd(8)
  const target = isSymlink(stat.mode) ? ` -> ${io.p.readlink(path)}` : ''
  const size = String(stat.size).padStart(8)
  return `${String(stat.ino).padStart(9)} ${String(blocksOf(stat) / 2).padStart(6)} ${modeString(stat.mode)} ${String(stat.nlink).padStart(3)} ${owner} ${group} ${size} ${listTime(stat.mtime, io.p.now(), zoneOf(io.p))} ${io.out.terminal ? questionMarks(path) : path}${target}\n`
}

/** What `find -printf` prints. */
export function formatted(io: Io, names: Names, format: string, { path, stat, depth }: Visit): string {
  const time = (at: bigint, letter: string): string => {
    const m = momentOf(at, zoneOf(io.p))
    return letter === '@'
      ? `${m.epoch}.${String(m.nanos).padStart(9, '0')}0`
      : formatTime(letter === '+' ? '%Y-%m-%d+%H:%M:%S' : `%${letter}`, m)
  }
  const letters: Record<string, () => string> = {
    p: () => path,
    f: () => baseName(path),
    h: () => (path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '.'),
    s: () => String(stat.size),
    d: () => String(depth),
    i: () => String(stat.ino),
    n: () => String(stat.nlink),
    m: () => (stat.mode & 0o7777).toString(8),
    M: () => modeString(stat.mode),
    u: () => names.user(stat.uid) ?? String(stat.uid),
    U: () => String(stat.uid),
    g: () => names.group(stat.gid) ?? String(stat.gid),
    G: () => String(stat.gid),
    y: () => typeLetter(stat.mode).replace('-', 'f'),
    l: () => (isSymlink(stat.mode) ? io.p.readlink(path) : ''),
    k: () => String(blocksOf(stat) / 2),
    b: () => String(blocksOf(stat)),
    t: () =>
      formatTime('%a %b %e %H:%M:%S', momentOf(stat.mtime, zoneOf(io.p))) +
      time(stat.mtime, '@').replace(/^\d+/, '') +
      formatTime(' %Y', momentOf(stat.mtime, zoneOf(io.p))),
    P: () =>
      path
        .split('/')
        .slice(-depth || path.length)
        .join('/'),
  }
  return format.replace(
    /%([-0-9]*)([TAC])?([A-Za-z@+%])|\\([nt0\\])/g,
    (all, width: string, clock: string, letter: string, escaped: string) => {
      if (escaped) return { n: '\n', t: '\t', '0': '\0', '\\': '\\' }[escaped]!
      if (letter === '%') return '%'
      const at = { T: stat.mtime, A: stat.atime, C: stat.ctime }[clock]
      const text = at === undefined ? letters[letter]?.() : time(at, letter)
      if (text === undefined) return all
      return width?.startsWith('-') ? text.padEnd(Number(width.slice(1))) : text.padStart(Number(width || 0))
    },
  )
}
