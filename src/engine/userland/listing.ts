import type { Instant } from '../base/time.ts'
import type { Process } from '../kernel/process.ts'
import type { Stat } from '../vfs/filesystem.ts'
import {
  isBlockDevice,
  isCharDevice,
  isDirectory,
  isRegular,
  isSymlink,
  S_IFIFO,
  S_IFMT,
  S_IFSOCK,
} from '../vfs/filesystem.ts'
import { reason } from './program.ts'
import { textWidth } from './width.ts'

/** A name that `ls` shows, with what stat told. */
export interface Entry {
  /** As shown. */
  readonly name: string
  /** To reach it. */
  readonly path: string
  readonly stat: Stat
  /** Target of a symbolic link, when it was asked for. */
  readonly target?: string
  /** Stat of what the link leads to; undefined for a dangling one. */
  readonly targetStat?: Stat
}

export const joinPath = (dir: string, name: string): string =>
  dir === '' ? name : dir.endsWith('/') ? dir + name : `${dir}/${name}`

export const baseName = (path: string): string => {
  const trimmed = path.replace(/\/+$/, '')
  return trimmed === '' ? (path === '' ? '' : '/') : trimmed.slice(trimmed.lastIndexOf('/') + 1)
}

export const dirName = (path: string): string => {
  const trimmed = path.replace(/\/+$/, '')
  if (trimmed === '') return path.startsWith('/') ? '/' : '.'
  const cut = trimmed.lastIndexOf('/')
  return cut < 0 ? '.' : trimmed.slice(0, cut).replace(/\/+$/, '') || '/'
}

/** Stats one name. Throws `FsError`; the target of a link is read when `withTarget`. */
export function entryOf(p: Process, name: string, path: string, follow: boolean, withTarget: boolean): Entry {
  const stat = follow ? p.stat(path) : p.lstat(path)
  if (!withTarget || !isSymlink(stat.mode)) return { name, path, stat }
  const targetStat = p.exists(path) ? p.stat(path) : undefined
  return { name, path, stat, target: p.readlink(path), ...(targetStat && { targetStat }) }
}

/** `*`, `/`, `@`, `|`, `=`: the mark that `ls -F` adds. */
export function indicator(mode: number, style: 'none' | 'slash' | 'file-type' | 'classify'): string {
  if (style === 'none') return ''
  if (isDirectory(mode)) return '/'
  if (style === 'slash') return ''
  if (isSymlink(mode)) return '@'
  if ((mode & S_IFMT) === S_IFIFO) return '|'
  if ((mode & S_IFMT) === S_IFSOCK) return '='
  return style === 'classify' && isRegular(mode) && (mode & 0o111) !== 0 ? '*' : ''
}

export const isDevice = (mode: number): boolean => isCharDevice(mode) || isBlockDevice(mode)

export type SortKey = 'name' | 'none' | 'time' | 'size' | 'extension' | 'version' | 'width'

/** Orders by the locale C: by bytes, which for UTF-16 text below the surrogates is by code unit. */
export const byName = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

const extension = (name: string): string => {
  const dot = name.lastIndexOf('.')
  return dot < 0 ? '' : name.slice(dot)
}

/** Compares names with numbers in them by value, as strverscmp(3) does. */
export function byVersion(a: string, b: string): number {
  const split = (name: string): string[] => name.match(/\d+|\D+/g) ?? []
  const left = split(a)
  const right = split(b)
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const x = left[i]!
    const y = right[i]!
    if (x === y) continue
    if (/^\d/.test(x) && /^\d/.test(y)) {
      const difference = BigInt(x) - BigInt(y)
      if (difference !== 0n) return difference < 0n ? -1 : 1
    }
    return byName(x, y)
  }
  return left.length - right.length
}

/** A comparison for entries; `time` picks the time that `-t` goes by. Ties go by name. */
export function entryOrder(key: SortKey, time: (stat: Stat) => Instant): (a: Entry, b: Entry) => number {
  return (a, b) => {
    let order = 0
    if (key === 'time') order = Number(time(b.stat) > time(a.stat)) - Number(time(b.stat) < time(a.stat))
    else if (key === 'size') order = b.stat.size - a.stat.size
    else if (key === 'extension') order = byName(extension(a.name), extension(b.name))
    else if (key === 'version') order = byVersion(a.name, b.name)
    else if (key === 'width') order = textWidth(a.name) - textWidth(b.name)
    return order || byName(a.name, b.name)
  }
}

/** What could not be listed, and why. */
export interface ListFailure {
  readonly path: string
  readonly reason: string
}

/** Stats many names; those that fail are handed to `failed`. */
export function entriesOf(
  p: Process,
  names: readonly { name: string; path: string }[],
  options: { follow: boolean; withTarget: boolean },
  failed: (failure: ListFailure) => void,
): Entry[] {
  const entries: Entry[] = []
  for (const { name, path } of names) {
    try {
      entries.push(entryOf(p, name, path, options.follow, options.withTarget))
    } catch (error) {
      failed({ path, reason: reason(error) })
    }
  }
  return entries
}
