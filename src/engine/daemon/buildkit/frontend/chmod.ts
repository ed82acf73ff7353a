import { EngineError } from '../../../base/errors.ts'

const SYMBOLIC = /^([ugoa]*[-+=]([rwxXstugo]*))+(,([ugoa]*[-+=]([rwxXstugo]*))+)*$/

/** Checks the value of `--chmod`: octal digits, or letters as chmod(1) takes them. Throws `invalid`. */
export function expandChmod(text: string): string {
  if (text === '' || SYMBOLIC.test(text)) return text
  if (/^[0-7]+$/.test(text) && Number.parseInt(text, 8) <= 0o7777) return text
  if (!/^\d/.test(text)) throw new EngineError('invalid', 'invalid syntax')
  throw new EngineError(
    'invalid',
    `invalid chmod parameter: '${text}'. it should be octal string and between 0 and 07777`,
  )
}

const WHO: Readonly<Record<string, number>> = { u: 0o700, g: 0o070, o: 0o007 }
const SPECIAL: Readonly<Record<string, number>> = { u: 0o4000, g: 0o2000, o: 0 }

/** The permission bits that `--chmod` makes of a file's. */
export function changedMode(text: string, mode: number, directory: boolean): number {
  if (/^[0-7]+$/.test(text)) return Number.parseInt(text, 8)
  let bits = mode & 0o7777
  for (const clause of text.split(',')) {
    const who = /^[ugoa]*/.exec(clause)![0]
    const all = who === '' || who.includes('a') ? 'ugo' : who
    for (const [, operator, letters = ''] of clause.slice(who.length).matchAll(/([-+=])([rwxXstugo]*)/g)) {
      let change = 0
      let reach = 0
      for (const one of all) {
        reach |= WHO[one]! | SPECIAL[one]!
        for (const letter of letters) change |= bitsOf(letter, one, bits, directory)
      }
      if (operator === '+') bits |= change
      else if (operator === '-') bits &= ~change
      else bits = (bits & ~reach) | change
    }
  }
  return bits
}

function bitsOf(letter: string, who: string, mode: number, directory: boolean): number {
  const shift = who === 'u' ? 6 : who === 'g' ? 3 : 0
  switch (letter) {
    case 'r':
      return 4 << shift
    case 'w':
      return 2 << shift
    case 'x':
      return 1 << shift
    case 'X':
      return directory || (mode & 0o111) !== 0 ? 1 << shift : 0
    case 's':
      return SPECIAL[who]!
    case 't':
      return 0o1000
  }
  const from = letter === 'u' ? 6 : letter === 'g' ? 3 : 0
  return ((mode >> from) & 7) << shift
}
