import type { Stat } from '../vfs/filesystem.ts'
import { isDirectory, isRegular } from '../vfs/filesystem.ts'

/**
 * Blocks of 512 bytes that a file takes on ext4: a regular file in units of 4 KiB, a directory as it says, a short
 * symlink, a device and a file of /proc none.
 */
export function blocksOf(stat: Stat): number {
  const more = stat.moreBlocks ?? 0
  if (isRegular(stat.mode)) return more + Math.ceil(stat.size / 4096) * 8
  if (isDirectory(stat.mode)) return more + Math.floor(stat.size / 4096) * 8
  return more + (stat.size > 59 ? 8 : 0)
}

const UNITS = ['', 'K', 'M', 'G', 'T', 'P', 'E']

/** `1.5K`, `12M`: rounded up, one decimal below ten, as GNU's human_readable does. */
export function humanSize(bytes: number, base = 1024): string {
  if (bytes < base) return String(bytes)
  let unit = 0
  let value = bytes
  while (value >= base && unit < UNITS.length - 1) {
    value /= base
    unit++
  }
  let tenths = Math.ceil(value * 10 - 1e-9)
  if (tenths < 100) return `${(tenths / 10).toFixed(1)}${unitName(unit, base)}`
  let whole = Math.ceil(value - 1e-9)
  if (whole >= base && unit < UNITS.length - 1) {
    whole = 1
    unit++
    tenths = 10
    return `1.0${unitName(unit, base)}`
  }
  return `${whole}${unitName(unit, base)}`
}
const unitName = (unit: number, base: number): string => (base === 1000 && unit === 1 ? 'k' : UNITS[unit]!)

/** `1.5K`, rounded to the nearest, as busybox does. */
export function humanSizeRounded(bytes: number): string {
  let unit = 0
  let value = bytes
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024
    unit++
  }
  if (unit === 0) return String(bytes)
  return `${value.toFixed(1)}${UNITS[unit]}`
}

const SUFFIX = new Map<string, number>([
  ['', 1],
  ['c', 1],
  ['w', 2],
  ['b', 512],
  ['kB', 1000],
  ['k', 1024],
  ['K', 1024],
  ['KiB', 1024],
  ['MB', 1e6],
  ['m', 1048576],
  ['M', 1048576],
  ['MiB', 1048576],
  ['GB', 1e9],
  ['g', 1073741824],
  ['G', 1073741824],
  ['GiB', 1073741824],
  ['T', 1099511627776],
])

/** Reads `10`, `4K`, `2MB`, `512b`; undefined where the text is none. */
export function parseSize(text: string): number | undefined {
  const m = /^(\d+)([A-Za-z]*)$/.exec(text)
  const factor = m && SUFFIX.get(m[2]!)
  return m && factor ? Number(m[1]) * factor : undefined
}
