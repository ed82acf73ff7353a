import { quotePattern } from './pattern.ts'

/** A run of expanded text. `split`: it came from an unquoted expansion, so IFS characters end fields in it. */
export interface Piece {
  readonly text: string
  readonly quoted: boolean
  readonly split: boolean
  /** A boundary between two elements of `$@`: always ends a field. */
  readonly boundary?: true
}

export const BOUNDARY: Piece = { text: '', quoted: false, split: false, boundary: true }
export const quotedPiece = (text: string): Piece => ({ text, quoted: true, split: false })

/** One word after splitting: as text, and as a pattern in which what was quoted is quoted by backslashes. */
export interface Field {
  text: string
  pattern: string
}

export const joinText = (pieces: readonly Piece[]): string =>
  pieces.map((piece) => (piece.boundary ? ' ' : piece.text)).join('')

export const joinPattern = (pieces: readonly Piece[]): string =>
  pieces
    .map((piece) => (piece.boundary ? ' ' : piece.quoted ? quotePattern(piece.text) : piece.text))
    .join('')

/** Word splitting (POSIX 2.6.5). */
export function splitFields(pieces: readonly Piece[], ifs: string): Field[] {
  const fields: Field[] = []
  let current: Field | undefined
  let closedBySpace = false
  const close = (): void => {
    if (current) fields.push(current)
    current = undefined
  }
  const append = (text: string, quoted: boolean): void => {
    current ??= { text: '', pattern: '' }
    current.text += text
    current.pattern += quoted ? quotePattern(text) : text
    closedBySpace = false
  }
  for (const piece of pieces) {
    if (piece.boundary) {
      close()
      closedBySpace = false
    } else if (!piece.split) {
      if (piece.quoted || piece.text !== '') append(piece.text, piece.quoted)
    } else {
      for (const c of piece.text) {
        if (!ifs.includes(c)) append(c, false)
        else if (c === ' ' || c === '\t' || c === '\n') {
          if (current) {
            close()
            closedBySpace = true
          }
        } else {
          if (current) close()
          else if (!closedBySpace) fields.push({ text: '', pattern: '' })
          closedBySpace = false
        }
      }
    }
  }
  close()
  return fields
}
