/** Ranges of code points that take two columns (East Asian Width W and F, and emoji). */
const WIDE: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x231a, 0x231b],
  [0x23e9, 0x23ec],
  [0x25fd, 0x25fe],
  [0x2614, 0x2615],
  [0x2648, 0x2653],
  [0x26a1, 0x26a1],
  [0x26aa, 0x26ab],
  [0x26bd, 0x26be],
  [0x26c4, 0x26c5],
  [0x26d4, 0x26d4],
  [0x26ea, 0x26ea],
  [0x2705, 0x2705],
  [0x270a, 0x270b],
  [0x2728, 0x2728],
  [0x274c, 0x274c],
  [0x2753, 0x2755],
  [0x2795, 0x2797],
  [0x2b1b, 0x2b1c],
  [0x2b50, 0x2b50],
  [0x2e80, 0x303e],
  [0x3041, 0x33ff],
  [0x3400, 0x4dbf],
  [0x4e00, 0x9fff],
  [0xa000, 0xa4cf],
  [0xa960, 0xa97f],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff01, 0xff60],
  [0xffe0, 0xffe6],
  [0x1f004, 0x1f004],
  [0x1f0cf, 0x1f0cf],
  [0x1f18e, 0x1f19a],
  [0x1f1e6, 0x1f1ff],
  [0x1f200, 0x1f320],
  [0x1f32d, 0x1f335],
  [0x1f337, 0x1f37c],
  [0x1f37e, 0x1f393],
  [0x1f3a0, 0x1f3ca],
  [0x1f3cf, 0x1f3d3],
  [0x1f3e0, 0x1f3f0],
  [0x1f3f4, 0x1f3f4],
  [0x1f3f8, 0x1f43e],
  [0x1f440, 0x1f440],
  [0x1f442, 0x1f4fc],
  [0x1f4ff, 0x1f53d],
  [0x1f54b, 0x1f567],
  [0x1f595, 0x1f596],
  [0x1f5a4, 0x1f5a4],
  [0x1f5fb, 0x1f64f],
  [0x1f680, 0x1f6c5],
  [0x1f6cc, 0x1f6cc],
  [0x1f6d0, 0x1f6d2],
  [0x1f6eb, 0x1f6ec],
  [0x1f6f4, 0x1f6fc],
  [0x1f7e0, 0x1f7eb],
  [0x1f90c, 0x1f9ff],
  [0x1fa70, 0x1faff],
  [0x20000, 0x3fffd],
]

const isWide = (code: number): boolean => {
  if (code < 0x1100) return false
  let low = 0
  let high = WIDE.length - 1
  while (low <= high) {
    const mid = (low + high) >> 1
    const [first, last] = WIDE[mid]!
    if (code < first) high = mid - 1
    else if (code > last) low = mid + 1
    else return true
  }
  return false
}

const MARK = /^(?:[\p{Mn}\p{Me}\p{Cf}]|\p{Emoji_Modifier})$/u
const JOINER = '\u200d'
const REGIONAL = /^[\u{1f1e6}-\u{1f1ff}]$/u

/** Splits text into what a reader sees as characters: a base with its marks, joined emoji, flags. */
export function graphemes(text: string): string[] {
  const out: string[] = []
  let pairs = 0
  for (const c of text) {
    const last = out.at(-1)
    const regional = REGIONAL.test(c)
    const joins =
      last !== undefined &&
      last !== '\n' &&
      (MARK.test(c) || last.endsWith(JOINER) || (regional && pairs % 2 === 1))
    if (joins) out[out.length - 1] = last + c
    else out.push(c)
    pairs = regional ? pairs + 1 : 0
  }
  return out
}

/** Columns of one grapheme. A control character shows as `^X` and takes two. */
export function graphemeWidth(grapheme: string): number {
  const code = grapheme.codePointAt(0)!
  if (code < 32 || code === 127) return 2
  if (isWide(code) || grapheme.includes('\ufe0f')) return 2
  return MARK.test(String.fromCodePoint(code)) ? 0 : 1
}

/** Columns of a text without line breaks. */
export const textWidth = (text: string): number =>
  /^[\x20-\x7e]*$/.test(text)
    ? text.length
    : graphemes(text).reduce((sum, each) => sum + graphemeWidth(each), 0)
