import { byName } from './listing.ts'
import { optionTable, parseOptions } from './options.ts'
import { Failure, inputs, program } from './program.ts'
import { readAll } from './stdio.ts'
import { toText } from './text.ts'

const OPTIONS = optionTable(
  '[OPTIONS] FILTER [FILES...]',
  `-r/--raw-output -c/--compact-output -S/--sort-keys -e/--exit-status -M/--monochrome-output -C/--color-output --tab --indent:
   -j/--join-output -n/--null-input -s/--slurp !-R/--raw-input !-a/--ascii-output !--arg: !--argjson: !--args !--jsonargs`,
  { exit: 2, suite: '' },
)

type Json = null | boolean | number | string | Json[] | { [key: string]: Json }
type Step = (value: Json) => Json[]

const kind = (value: Json): string =>
  value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value
const wrong = (message: string): Failure => new Failure(message, 5)

function field(value: Json, key: string): Json {
  if (value === null) return null
  if (typeof value !== 'object' || Array.isArray(value))
    throw wrong(`Cannot index ${kind(value)} with ${Array.isArray(value) ? 'string ' : ''}"${key}"`)
  return Object.hasOwn(value, key) ? value[key]! : null
}
function index(value: Json, at: number): Json {
  if (value === null) return null
  if (!Array.isArray(value)) throw wrong(`Cannot index ${kind(value)} with number`)
  return value.at(at) ?? null
}
function each(value: Json): Json[] {
  if (Array.isArray(value)) return value
  if (value !== null && typeof value === 'object') return Object.values(value)
  throw wrong(`Cannot iterate over ${kind(value)}${value === null ? '' : ` (${JSON.stringify(value)})`}`)
}

const WORDS: Record<string, Step> = {
  length: (v) => [
    v === null
      ? 0
      : typeof v === 'number'
        ? Math.abs(v)
        : typeof v === 'string'
          ? [...v].length
          : typeof v === 'object'
            ? Object.keys(v).length
            : 0,
  ],
  keys: (v) => [
    Array.isArray(v)
      ? v.map((_, i) => i)
      : v !== null && typeof v === 'object'
        ? Object.keys(v).sort(byName)
        : [],
  ],
  type: (v) => [kind(v)],
  tostring: (v) => [typeof v === 'string' ? v : JSON.stringify(v)],
  first: (v) => [index(v, 0)],
  last: (v) => [index(v, -1)],
  not: (v) => [v === null || v === false],
  empty: () => [],
}

/** Reads a filter: paths (`.a."b"[0][]?`), `|`, `,` and a few words. Throws for anything else. */
function compile(filter: string): Step {
  const parts = split(filter, '|').map((part) => {
    const choices = split(part, ',').map((choice) => path(choice.trim(), filter))
    return (value: Json): Json[] => choices.flatMap((choice) => choice(value))
  })
  return (value) => parts.reduce<Json[]>((values, part) => values.flatMap(part), [value])
}

function split(text: string, mark: string): string[] {
  const parts = ['']
  let quoted = false
  for (let i = 0; i < text.length; i++) {
    const char = text[i]!
    if (char === '"' && text[i - 1] !== '\\') quoted = !quoted
    if (char === mark && !quoted) parts.push('')
    else parts[parts.length - 1] += char
  }
  return parts
}

function path(text: string, whole: string): Step {
  const word = WORDS[text]
  if (word) return word
  if (/^-?\d+(?:\.\d+)?$|^"(?:[^"\\]|\\[^(])*"$/.test(text) || ['true', 'false', 'null'].includes(text)) {
    const constant = JSON.parse(text) as Json
    return () => [constant]
  }
  const steps: Step[] = []
  let rest = text
  if (!rest.startsWith('.'))
    throw new Failure(
      `the filter '${whole}' is not part of this simulation: paths, '|', ',' and ${Object.keys(WORDS).join(', ')} are`,
      3,
    )
  if (rest === '.') return (value) => [value]
  while (rest) {
    const m =
      /^\.?\[(-?\d+)\]/.exec(rest) ??
      /^\.?\[\]/.exec(rest) ??
      /^\.?\["((?:[^"\\]|\\.)*)"\]/.exec(rest) ??
      /^\.([A-Za-z_]\w*)/.exec(rest) ??
      /^\."((?:[^"\\]|\\.)*)"/.exec(rest) ??
      /^\.?\[(-?\d*):(-?\d*)\]/.exec(rest)
    if (!m)
      throw new Failure(
        `the filter '${whole}' is not part of this simulation: paths, '|', ',' and ${Object.keys(WORDS).join(', ')} are`,
        3,
      )
    rest = rest.slice(m[0].length)
    let step: Step
    if (m[0].endsWith('[]')) step = each
    else if (m[2] !== undefined) {
      const [from, to] = [m[1] === '' ? 0 : Number(m[1]), m[2] === '' ? undefined : Number(m[2])]
      step = (v) => [v === null ? null : (v as Json[] | string).slice(from, to)]
    } else if (/^\.?\[-?\d/.test(m[0])) step = (v) => [index(v, Number(m[1]))]
    else {
      const key = JSON.parse(`"${m[1]}"`) as string
      step = (v) => [field(v, key)]
    }
    if (rest.startsWith('?')) {
      rest = rest.slice(1)
      const strict = step
      step = (v) => {
        try {
          return strict(v)
        } catch (error) {
          if (error instanceof Failure) return []
          throw error
        }
      }
    }
    steps.push(step)
  }
  return (value) => steps.reduce<Json[]>((values, step) => values.flatMap(step), [value])
}

/** jq's colours: null, false, true, numbers, strings, arrays, objects, keys. */
const COLORS = {
  null: '1;30',
  boolean: '0;39',
  number: '0;39',
  string: '0;32',
  array: '1;39',
  object: '1;39',
  key: '34;1',
}

interface Style {
  readonly indent: string
  readonly sort: boolean
  readonly color: boolean
}

function print(value: Json, style: Style, lead = ''): string {
  const paint = (code: string, text: string): string => (style.color ? `\x1b[${code}m${text}` : text)
  const reset = style.color ? '\x1b[0m' : ''
  if (value === null || typeof value !== 'object')
    return `${paint(COLORS[kind(value) as 'null'], JSON.stringify(value))}${reset}`
  const array = Array.isArray(value)
  const code = array ? COLORS.array : COLORS.object
  const [open, close] = array ? ['[', ']'] : ['{', '}']
  const keys = array
    ? value.map((_, i) => String(i))
    : style.sort
      ? Object.keys(value).sort(byName)
      : Object.keys(value)
  if (keys.length === 0) return `${paint(code, `${open}${close}`)}${reset}`
  const inner = lead + style.indent
  const gap = style.indent ? `\n${inner}` : ''
  let text = paint(code, open)
  keys.forEach((key, i) => {
    const item = print((value as { [key: string]: Json })[key]!, style, inner)
    if (i > 0) text += paint(code, ',')
    text += gap
    if (!array)
      text += `${reset}${paint(COLORS.key, JSON.stringify(key))}${reset}${paint(code, ':')}${style.indent ? ' ' : ''}${reset}`
    text += item
  })
  return `${text}${paint(code, style.indent ? `\n${lead}` : '')}${paint(code, close)}${reset}`
}

/** Documents that follow one another in a text. */
function documents(text: string): Json[] {
  const trimmed = text.trim()
  if (trimmed === '') return []
  try {
    return [JSON.parse(trimmed) as Json]
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
  }
  const found: Json[] = []
  let start = 0
  let depth = 0
  let quoted = false
  for (let i = 0; i <= trimmed.length; i++) {
    const char = trimmed[i]
    if (quoted) {
      if (char === '\\') i++
      else if (char === '"') quoted = false
    } else if (char === '"') quoted = true
    else if (char === '{' || char === '[') depth++
    else if (char === '}' || char === ']') depth--
    const ends = depth === 0 && !quoted && (char === undefined || /[\s}\]]/.test(char))
    const piece = ends ? trimmed.slice(start, i + 1).trim() : ''
    if (!piece) continue
    try {
      found.push(JSON.parse(piece) as Json)
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error
      throw new Failure(
        `parse error: Invalid numeric literal at line ${trimmed.slice(0, i).split('\n').length}, column ${i - trimmed.lastIndexOf('\n', i)}`,
        2,
      )
    }
    start = i + 1
  }
  return found
}

/** A small jq: paths, pipes and a few words. */
export const jq = program('jq', async (io) => {
  const options = parseOptions(io, OPTIONS)
  const [filter = '.', ...files] = options.operands
  if (options.operands.length === 0 && io.out.terminal)
    throw new Failure('', 2, 'Usage:\tjq [OPTIONS] FILTER [FILES...]')
  const filtered = compile(filter)
  const place = files[0] ?? '<stdin>'
  const run = (value: Json): Json[] => {
    try {
      return filtered(value)
    } catch (error) {
      if (error instanceof Failure && error.code === 5)
        throw new Failure(`error (at ${place}:0): ${error.message}`, 5)
      throw error
    }
  }
  const indent = options.has('c')
    ? ''
    : options.has('tab')
      ? '\t'
      : ' '.repeat(Number(options.get('indent') ?? 2))
  const style: Style = {
    indent,
    sort: options.has('S'),
    color: options.has('C') || (io.out.terminal && !options.has('M')),
  }
  let code = 0
  let last: Json = null
  let values: Json[] = options.has('n') ? [null] : []
  const report = (path: string, error: unknown): Promise<void> =>
    io.error(`error: Could not open file ${path}: ${error instanceof Error ? error.message : ''}`)
  if (!options.has('n'))
    for await (const { fd } of inputs(io, files, () => (code = 2), report))
      for (const document of documents(toText(await readAll(io.p, fd)))) values.push(document)
  if (options.has('s')) values = [values]
  for (const value of values)
    for (const result of run(value)) {
      last = result
      const raw = options.has('r', 'j') && typeof result === 'string'
      await io.out.write((raw ? result : print(result, style)) + (options.has('j') ? '' : '\n'))
    }
  if (code === 0 && options.has('e') && (last === null || last === false)) return 1
  return code
})
