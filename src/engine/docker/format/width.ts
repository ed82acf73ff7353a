/** East Asian Wide and Fullwidth, as blocks (Unicode Standard Annex 11). */
const WIDE: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2e80, 0x303e],
  [0x3041, 0x33ff],
  [0x3400, 0x4dbf],
  [0x4e00, 0xa4cf],
  [0xa960, 0xa97f],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x1f300, 0x1f64f],
  [0x1f900, 0x1f9ff],
  [0x20000, 0x3fffd],
]

function isWide(rune: string): boolean {
  const code = rune.codePointAt(0)!
  return WIDE.some(([from, to]) => code >= from && code <= to)
}

/** Columns a character takes on a terminal: 0 for what combines, 2 for wide ones. */
export const runeWidth = (rune: string): number =>
  /^[\p{Mn}\p{Me}\p{Cf}\p{Cc}]/u.test(rune) ? 0 : isWide(rune) ? 2 : 1

const ASCII = /^[ -~]*$/

export const textWidth = (text: string): number => {
  if (ASCII.test(text)) return text.length
  let width = 0
  for (const rune of text) width += runeWidth(rune)
  return width
}

/**
 * At most `limit` columns, the last one `…` where something was cut (docker/cli, formatter.Ellipsis). There every character
 * that is not wide counts one, also a line's end.
 */
export function ellipsis(text: string, limit: number): string {
  if (limit <= 0) return ''
  const runes = [...text]
  if (limit === 1) return runes[0] ?? ''
  const columns = (rune: string): number => (isWide(rune) ? 2 : 1)
  if (runes.reduce((sum, rune) => sum + columns(rune), 0) <= limit) return text
  let kept = ''
  let width = 0
  for (const rune of runes) {
    width += columns(rune)
    if (width > limit - 1) break
    kept += rune
  }
  return `${kept}…`
}
