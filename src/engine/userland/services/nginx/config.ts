import { bytesOf } from '../../../base/body.ts'
import { isErrno } from '../../../base/errors.ts'
import type { Process } from '../../../kernel/process.ts'
import { globRegex } from '../../glob.ts'
import { toText } from '../../text.ts'

/** A directive, and the block that follows it. */
export interface Directive {
  readonly name: string
  readonly args: readonly string[]
  readonly block: readonly Directive[] | undefined
  readonly file: string
  readonly line: number
}

/** A mistake in a configuration, with nginx's words. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}

const ESCAPES: Readonly<Record<string, string>> = { t: '\t', r: '\r', n: '\n' }

interface Token {
  readonly text: string
  readonly quoted: boolean
  readonly line: number
}

function tokensOf(text: string, file: string): Token[] {
  const tokens: Token[] = []
  let line = 1
  const pattern =
    /#[^\n]*|[{};]|"((?:[^"\\]|\\[\s\S])*)"|'((?:[^'\\]|\\[\s\S])*)'|\n|[^\S\n]+|(?:\$\{[^}]*\}|\\[\s\S]|[^\s;{}])+/g
  for (const m of text.matchAll(pattern)) {
    const [all, double, single] = m
    const quoted = double ?? single
    if (quoted !== undefined)
      tokens.push({
        text: quoted.replace(/\\([trn"'\\])/g, (_, c: string) => ESCAPES[c] ?? c),
        quoted: true,
        line,
      })
    else if (!/^(#|\s)/.test(all)) tokens.push({ text: all, quoted: false, line })
    line += all.split('\n').length - 1
  }
  const last = tokens.at(-1)
  if (last && !last.quoted && last.text !== ';' && last.text !== '}' && last.text !== '{')
    throw new ConfigError(`unexpected end of file, expecting ";" or "}" in ${file}:${line}`)
  return tokens
}

/** Reads a file with all that it includes. `prefix`: what relative names stand below. */
export function readConfig(p: Process, file: string, prefix: string): Directive[] {
  let text: string
  try {
    text = toText(bytesOf(p.readFile(file)))
  } catch (error) {
    if (!isErrno(error)) throw error
    const number = { ENOENT: 2, EACCES: 13, EISDIR: 21 }[error.errno as string] ?? 5
    throw new ConfigError(`open() "${file}" failed (${number}: ${error.message})`)
  }
  return parse(p, tokensOf(text, file), file, prefix)
}

/** The directives of `-g`. */
export const readGlobal = (p: Process, text: string, prefix: string): Directive[] =>
  parse(
    p,
    tokensOf(text.trim().endsWith(';') || text.trim() === '' ? text : `${text};`, 'command line'),
    'command line',
    prefix,
  )

function parse(p: Process, tokens: readonly Token[], file: string, prefix: string): Directive[] {
  let at = 0
  const block = (inner: boolean): Directive[] => {
    const found: Directive[] = []
    for (;;) {
      const words: Token[] = []
      let token = tokens[at++]
      while (token && (token.quoted || !['{', '}', ';'].includes(token.text))) {
        words.push(token)
        token = tokens[at++]
      }
      if (!token) {
        if (inner)
          throw new ConfigError(
            `unexpected end of file, expecting "}" in ${file}:${tokens.at(-1)?.line ?? 1}`,
          )
        return found
      }
      if (token.text === '}') {
        if (words.length > 0 || !inner) throw new ConfigError(`unexpected "}" in ${file}:${token.line}`)
        return found
      }
      if (words.length === 0) throw new ConfigError(`unexpected "${token.text}" in ${file}:${token.line}`)
      const [name, ...args] = words.map((word) => word.text)
      const line = words[0]!.line
      if (name === 'include' && token.text === ';') found.push(...included(p, args[0] ?? '', prefix))
      else found.push({ name: name!, args, block: token.text === '{' ? block(true) : undefined, file, line })
    }
  }
  return block(false)
}

const under = (path: string, prefix: string): string => (path.startsWith('/') ? path : `${prefix}/${path}`)

function included(p: Process, path: string, prefix: string): Directive[] {
  const whole = under(path, prefix)
  const cut = whole.lastIndexOf('/')
  const [directory, name] = [whole.slice(0, cut), whole.slice(cut + 1)]
  if (!/[*?[]/.test(name)) return readConfig(p, whole, prefix)
  const matches = globRegex(name)
  if (!p.exists(directory)) return []
  return p
    .readdir(directory)
    .filter((entry) => matches.test(entry.name))
    .flatMap((entry) => readConfig(p, `${directory}/${entry.name}`, prefix))
}

/** The last directive of a name. */
export const find = (block: readonly Directive[], name: string): Directive | undefined =>
  block.findLast((directive) => directive.name === name)
export const all = (block: readonly Directive[], name: string): Directive[] =>
  block.filter((directive) => directive.name === name)
