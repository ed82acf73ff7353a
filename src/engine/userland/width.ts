/** Ranges of code points that take two cells (Unicode East Asian Width W and F, coarsely). */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1f64f}\u{1f900}-\u{1f9ff}\u{20000}-\u{3fffd}]/u
const NARROW = /^[\x20-\x7e]*$/

/** Cells that a text takes on a terminal, as wcswidth(3) counts. */
export function textWidth(text: string): number {
  if (NARROW.test(text)) return text.length
  let cells = 0
  for (const char of text) cells += /\p{Mn}|\p{Me}|\p{Cf}/u.test(char) ? 0 : WIDE.test(char) ? 2 : 1
  return cells
}

/** The text filled with blanks on the right to a number of cells. */
export const padText = (text: string, cells: number): string =>
  text + ' '.repeat(Math.max(0, cells - textWidth(text)))
