import { parse } from 'unbash'
import type { Word, WordPart } from './ast.ts'

const CACHE_LIMIT = 500
const templates = new Map<string, readonly WordPart[]>()
const words = new Map<string, Word | undefined>()

function remember<T>(cache: Map<string, T>, key: string, value: T): T {
  if (cache.size >= CACHE_LIMIT) cache.clear()
  cache.set(key, value)
  return value
}

/**
 * The parts of a text in which only `$`, backquotes and backslash are special, as in the body of a here-document:
 * arithmetic, prompts, subscripts.
 */
export function templateParts(text: string): readonly WordPart[] {
  const known = templates.get(text)
  if (known) return known
  const delimiter = '\u0001end'
  const script = parse(`: <<${delimiter}\n${text}\n${delimiter}\n`)
  const command = script.commands[0]?.command
  const redirect = command?.type === 'Command' ? command.redirects[0] : undefined
  if (redirect?.type !== 'HereDoc') throw new Error('a here-document was expected')
  const body = redirect.body
  const parts: WordPart[] = body.parts
    ? [...body.parts]
    : [{ type: 'Literal', pos: 0, end: 0, value: unescapeBody(body.text), text: body.text }]
  const last = parts.at(-1)
  if (last?.type === 'Literal' && last.value.endsWith('\n'))
    parts[parts.length - 1] = { ...last, value: last.value.slice(0, -1), text: last.text.slice(0, -1) }
  return remember(templates, text, parts)
}

const unescapeBody = (text: string): string => text.replace(/\\\n/g, '').replace(/\\([$`\\])/g, '$1')

/** Parses one word. Undefined where the text is not exactly one. */
export function parseWord(text: string): Word | undefined {
  if (words.has(text)) return words.get(text)
  const command = parse(`: ${text}`).commands[0]?.command
  const argument = command?.type === 'Command' && command.args.length === 1 ? command.args[0] : undefined
  return remember(words, text, argument?.type === 'Word' ? argument : undefined)
}
