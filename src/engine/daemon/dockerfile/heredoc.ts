import { lexWord, NO_ENV } from './lex.ts'

/** A here-document: what stands between its line and its name. */
export interface Heredoc {
  readonly name: string
  /** Variables in it are replaced: no part of its name was quoted. */
  readonly expand: boolean
  /** `<<-`: tabs at the beginning of its lines fall away. */
  readonly chomp: boolean
  readonly content: string
}

const quotesIn = (text: string): number => text.match(/['"]/g)?.length ?? 0

/** What a word begins, if it begins a here-document (BuildKit, parser.heredocFromMatch). */
export function heredocOf(word: string): Omit<Heredoc, 'content'> | undefined {
  const match = /^(\d*)<<(-?)\s*([^<]*)$/.exec(word)
  if (!match || match[3] === '') return undefined
  const bare = lexWord(match[3]!, NO_ENV, '\\', { skipUnset: true }).words
  const raw = lexWord(match[3]!, NO_ENV, '\\', { skipUnset: true, rawQuotes: true }).words
  if (bare.length !== 1 || raw.length !== 1) return undefined
  const [name, quoted] = [bare[0]!, raw[0]!]
  return { name, chomp: match[2] === '-', expand: quotesIn(name) === quotesIn(quoted) }
}

/** The here-documents that a line begins, in their order. */
export const heredocsIn = (line: string): Omit<Heredoc, 'content'>[] =>
  lexWord(line, NO_ENV, '\\', { rawQuotes: true, rawEscapes: true, skipUnset: true }).words.flatMap(
    (word) => heredocOf(word) ?? [],
  )

export const chomped = (content: string): string => content.replace(/^\t+/gm, '')
