import { EngineError } from '../../base/errors.ts'
import { quote } from '../../base/go-quote.ts'
import { splitAtBlank, splitAtBlanks, splitWords } from './split.ts'

/** Arguments of an instruction, taken apart. ENV and LABEL give a name, a value and `=` (or nothing) for each pair. */
interface Arguments {
  readonly args: readonly string[]
  readonly json: boolean
}
type Take = (rest: string, escapeToken: string) => Arguments

const plain = (args: readonly string[]): Arguments => ({ args, json: false })
const fail = (text: string): EngineError => new EngineError('invalid', text)

/** A JSON list of texts; undefined where it is none at all. Throws `invalid` for a list of other things. */
function listOf(text: string): string[] | undefined {
  if (!text.trimStart().startsWith('[')) return undefined
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
  const list = value as unknown[]
  if (!list.every((one) => typeof one === 'string'))
    throw fail('when using JSON array syntax, arrays must be comprised of strings only')
  return list as string[]
}

const whole: Take = (rest) => plain(rest === '' ? [] : [rest])
const command: Take = (rest) => {
  const list = listOf(rest)
  return list && list.length > 0
    ? { args: list, json: true }
    : list
      ? { args: [], json: true }
      : plain(rest === '' ? [] : [rest])
}
const words: Take = (rest) => plain(splitAtBlanks(rest))
const list: Take = (rest, escapeToken) => {
  const found = listOf(rest)
  return found ? { args: found, json: true } : words(rest, escapeToken)
}

const pairs =
  (instruction: string): Take =>
  (rest, escapeToken) => {
    const split = splitWords(rest, escapeToken)
    if (split.length === 0) return plain([])
    if (!split[0]!.includes('=')) {
      const [name, value] = splitAtBlank(rest)
      if (value === undefined) throw fail(`${instruction} must have two arguments`)
      return plain([name, value, ''])
    }
    return plain(
      split.flatMap((word) => {
        const at = word.indexOf('=')
        if (at < 0)
          throw fail(`Syntax error - can't find = in ${quote(word)}. Must be of the form: name=value`)
        return [word.slice(0, at), word.slice(at + 1), '=']
      }),
    )
  }

const health: Take = (rest, escapeToken) => {
  const [type = ''] = /^\S*/.exec(rest)!
  if (type === '') return plain([])
  const after = command(rest.slice(type.length).trimStart(), escapeToken)
  return { args: [type, ...after.args], json: after.json }
}

/** How each instruction's arguments are taken apart (BuildKit, parser/line_parsers.go). */
const TAKES: Readonly<Record<string, Take>> = {
  add: list,
  arg: (rest, escapeToken) => plain(splitWords(rest, escapeToken)),
  cmd: command,
  copy: list,
  entrypoint: command,
  env: pairs('ENV'),
  expose: words,
  from: words,
  healthcheck: health,
  label: pairs('LABEL'),
  maintainer: whole,
  onbuild: whole,
  run: command,
  shell: command,
  stopsignal: whole,
  user: whole,
  volume: list,
  workdir: whole,
}

/** Every instruction there is, in lower case. */
export const INSTRUCTIONS: readonly string[] = Object.keys(TAKES)

export function argumentsOf(word: string, rest: string, escapeToken: string): Arguments {
  const name = word.toLowerCase()
  return Object.hasOwn(TAKES, name) ? TAKES[name]!(rest, escapeToken) : plain([])
}
