import { S_IFBLK, S_IFCHR, S_IFDIR, S_IFIFO, S_IFLNK, S_IFMT, S_IFREG, S_IFSOCK } from '../vfs/filesystem.ts'

const LETTERS = new Map<number, string>([
  [S_IFREG, '-'],
  [S_IFDIR, 'd'],
  [S_IFLNK, 'l'],
  [S_IFCHR, 'c'],
  [S_IFBLK, 'b'],
  [S_IFIFO, 'p'],
  [S_IFSOCK, 's'],
])

/** The letter of a file's type: `-dlcbps`. */
export const typeLetter = (mode: number): string => LETTERS.get(mode & S_IFMT) ?? '?'

/** `-rwxr-xr-x`: type and permissions, with s, S, t and T. */
export function modeString(mode: number): string {
  const triple = (shift: number, special: boolean, set: string): string => {
    const bits = mode >> shift
    const x = special ? (bits & 1 ? set : set.toUpperCase()) : bits & 1 ? 'x' : '-'
    return `${bits & 4 ? 'r' : '-'}${bits & 2 ? 'w' : '-'}${x}`
  }
  return (
    typeLetter(mode) +
    triple(6, (mode & 0o4000) !== 0, 's') +
    triple(3, (mode & 0o2000) !== 0, 's') +
    triple(0, (mode & 0o1000) !== 0, 't')
  )
}

const TYPE_WORDS = new Map<number, string>([
  [S_IFDIR, 'directory'],
  [S_IFLNK, 'symbolic link'],
  [S_IFCHR, 'character special file'],
  [S_IFBLK, 'block special file'],
  [S_IFIFO, 'fifo'],
  [S_IFSOCK, 'socket'],
])

/** A file's type in words, as stat(1) and GNU's `file_type` say it. */
export const typeWord = (mode: number, size: number): string =>
  TYPE_WORDS.get(mode & S_IFMT) ?? (size === 0 ? 'regular empty file' : 'regular file')

/** `0644`: permission bits in four octal digits. */
export const octalMode = (mode: number): string => (mode & 0o7777).toString(8).padStart(4, '0')

/** A change of permissions: new bits from old ones. */
export type ModeChange = (mode: number, isDirectory: boolean) => number

/**
 * Reads an octal or symbolic mode (chmod(1)): `755`, `u+x,go=r`, `+X`. Undefined where the text is none. Without a
 * who, `umask` limits what is changed.
 */
export function parseMode(text: string, umask: number): ModeChange | undefined {
  if (/^[0-7]{1,5}$/.test(text)) {
    const bits = Number.parseInt(text, 8)
    if (bits > 0o7777) return undefined
    // GNU keeps a directory's set-id bits unless five digits say otherwise.
    return (mode, directory) => (directory && text.length < 5 ? bits | (mode & 0o6000) : bits)
  }
  const steps: ModeChange[] = []
  for (const clause of text.split(',')) {
    const m = /^([ugoa]*)((?:[-+=](?:[rwxXst]*|[ugo]|[0-7]+))+)$/.exec(clause)
    if (!m) return undefined
    const who = m[1]!
    for (const [, operator, what] of m[2]!.matchAll(/([-+=])([rwxXst]*|[ugo]|[0-7]+)/g))
      steps.push(step(who, operator!, what!, umask))
  }
  return (mode, directory) => steps.reduce((value, change) => change(value, directory), mode & 0o7777)
}

function step(who: string, operator: string, what: string, umask: number): ModeChange {
  const all = who === '' || who.includes('a')
  const mask =
    (all || who.includes('u') ? 0o4700 : 0) |
    (all || who.includes('g') ? 0o2070 : 0) |
    (all || who.includes('o') ? 0o1007 : 0) |
    (who.includes('u') || who.includes('g') ? 0 : 0)
  return (mode, directory) => {
    let bits = 0
    if (/^[0-7]+$/.test(what)) bits = Number.parseInt(what, 8)
    else if (/^[ugo]$/.test(what)) {
      const copied = (mode >> (what === 'u' ? 6 : what === 'g' ? 3 : 0)) & 7
      bits = copied * 0o111
    } else {
      for (const letter of what) {
        if (letter === 'r') bits |= 0o444
        else if (letter === 'w') bits |= 0o222
        else if (letter === 'x' || (letter === 'X' && (directory || (mode & 0o111) !== 0))) bits |= 0o111
        else if (letter === 's') bits |= 0o6000
        else if (letter === 't') bits |= 0o1000
      }
    }
    bits &= who === '' ? mask & ~umask : mask
    if (operator === '+') return mode | bits
    if (operator === '-') return mode & ~bits
    const keep = directory ? 0o6000 : 0
    return (mode & ~(mask & ~keep)) | bits
  }
}
