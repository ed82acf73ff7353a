import { Failure } from './program.ts'

/** A number with `+` (more than), `-` (less than) or neither. */
export function comparison(option: string, text: string): (n: number) => boolean {
  const m = /^([-+]?)(\d+)$/.exec(text)
  if (!m) throw new Failure(`invalid argument \`${text}' to \`${option}'`)
  const limit = Number(m[2])
  return m[1] === '+' ? (n) => n > limit : m[1] === '-' ? (n) => n < limit : (n) => n === limit
}

/** Bytes of the units of `-size`. */
export const UNITS: Record<string, number> = { b: 512, c: 1, w: 2, k: 1024, M: 1048576, G: 1073741824 }
/** Nanoseconds of a day. */
export const DAY = 86_400_000_000_000n

/** What GNU find knows and this one does not. */
export const REAL = new Set(
  '-fls -fprint -fprint0 -fprintf -fstype -ilname -noleaf -regextype -used -okdir -daystart -files0-from -newermt -newerat -newerct -context -ignore_readdir_race'.split(
    ' ',
  ),
)
