import { isErrno } from '../../base/errors.ts'
import type { Fd } from '../../kernel/process.ts'
import { Failure } from '../failure.ts'
import { complain, writeError } from '../report.ts'
import { readUntil } from '../run/input.ts'
import type { Shell } from '../state.ts'
import { isName } from '../variables.ts'
import { BASH, type Builtin, builtin, parseOptions } from './builtin.ts'

async function read(sh: Shell, args: readonly string[]): Promise<number> {
  const usage =
    'read [-ers] [-a array] [-d delim] [-i text] [-n nchars] [-N nchars] [-p prompt] [-t timeout] [-u fd] [name ...]'
  const spec = sh.dialect === 'dash' ? 'p:r' : 'ersa:d:i:n:N:p:t:u:'
  const { flags, values, operands } = await parseOptions(sh, 'read', args, spec, usage)
  const fd = Number(values.get('u') ?? 0)
  for (const name of operands) if (!isName(name.replace(/\[.*\]$/, ''))) throw badName(sh, name)
  const prompt = values.get('p')
  const terminal = sh.process.isOpen(fd) && sh.process.isatty(fd)
  if (prompt !== undefined && (terminal || sh.dialect !== 'bash')) await writeError(sh, prompt)
  const quiet = flags.has('s') && terminal
  if (quiet) sh.process.setTermios(fd, { echo: false })
  let input: { text: string; ended: boolean }
  try {
    input = await readRecord(sh, fd, flags.has('r'), values)
  } catch (error) {
    if (!isErrno(error)) throw error
    await complain(sh, `read error: ${fd}: ${error.message}`, 'read')
    return 1
  } finally {
    if (quiet) sh.process.setTermios(fd, { echo: true })
  }
  const array = values.get('a')
  const ifs = sh.vars.get('IFS') ?? ' \t\n'
  const units = unitsOf(input.text, flags.has('r'))
  if (array !== undefined) {
    const words = splitUnits(units, ifs, Number.POSITIVE_INFINITY)
    sh.vars.setItems(
      array,
      words.map((word, i) => [String(i), word]),
    )
  } else if (operands.length === 0) sh.vars.set('REPLY', units.map((unit) => unit.c).join(''))
  else {
    const words = values.has('N')
      ? [units.map((unit) => unit.c).join('')]
      : splitUnits(units, ifs, operands.length)
    operands.forEach((name, i) => {
      sh.vars.set(name, words[i] ?? '')
    })
  }
  return input.ended ? 1 : 0
}

function badName(sh: Shell, name: string): Failure {
  const wording = {
    bash: `\`${name}': not a valid identifier`,
    dash: `${name}: bad variable name`,
    ash: `'${name}': bad variable name`,
  }
  return new Failure(wording[sh.dialect], { status: sh.dialect === 'dash' ? 2 : 1 })
}

async function readRecord(
  sh: Shell,
  fd: Fd,
  raw: boolean,
  values: ReadonlyMap<string, string>,
): Promise<{ text: string; ended: boolean }> {
  const delimiter = values.has('N') ? -1 : (values.get('d') ?? '\n').charCodeAt(0) || 0
  const limit = Number(values.get('n') ?? values.get('N') ?? Number.POSITIVE_INFINITY)
  let input = await readUntil(sh, fd, delimiter, limit)
  while (!raw && !input.ended && /(?:^|[^\\])(?:\\\\)*\\$/.test(input.text)) {
    const more = await readUntil(sh, fd, delimiter, limit)
    input = { text: input.text.slice(0, -1) + more.text, ended: more.ended }
  }
  return input
}

/** A character, and whether a backslash protects it from splitting. */
interface Unit {
  readonly c: string
  readonly quoted: boolean
}

function unitsOf(text: string, raw: boolean): Unit[] {
  const units: Unit[] = []
  const characters = [...text]
  for (let i = 0; i < characters.length; i++) {
    const c = characters[i]!
    if (raw || c !== '\\') units.push({ c, quoted: false })
    else if (++i < characters.length) units.push({ c: characters[i]!, quoted: true })
  }
  return units
}

/** Splits into at most `count` words; the last takes the rest with its delimiters. */
function splitUnits(units: readonly Unit[], ifs: string, count: number): string[] {
  const isDelimiter = (unit: Unit | undefined): boolean =>
    unit !== undefined && !unit.quoted && ifs.includes(unit.c)
  const isSpace = (unit: Unit | undefined): boolean => isDelimiter(unit) && /\s/.test(unit!.c)
  const words: string[] = []
  let at = 0
  const skipSpaces = (): void => {
    while (isSpace(units[at])) at++
  }
  skipSpaces()
  while (at < units.length) {
    if (words.length === count - 1) {
      let end = units.length
      while (end > at && isSpace(units[end - 1])) end--
      const text = units.slice(at, end)
      const single = text.findIndex((unit) => isDelimiter(unit))
      const last = single === text.length - 1 && single >= 0 ? text.slice(0, -1) : text
      words.push(last.map((unit) => unit.c).join(''))
      break
    }
    let word = ''
    while (at < units.length && !isDelimiter(units[at])) word += units[at++]!.c
    words.push(word)
    skipSpaces()
    if (isDelimiter(units[at])) {
      at++
      skipSpaces()
    }
  }
  return words
}

async function mapfile(sh: Shell, args: readonly string[]): Promise<number> {
  const usage =
    'mapfile [-d delim] [-n count] [-O origin] [-s count] [-t] [-u fd] [-C callback] [-c quantum] [array]'
  const { flags, values, operands } = await parseOptions(sh, 'mapfile', args, 'd:n:O:s:tu:', usage)
  const name = operands[0] ?? 'MAPFILE'
  const delimiter = values.get('d') ?? '\n'
  const limit = Number(values.get('n') ?? 0) || Number.POSITIVE_INFINITY
  let skip = Number(values.get('s') ?? 0)
  const lines: string[] = []
  while (lines.length < limit) {
    const { text, ended } = await readUntil(sh, Number(values.get('u') ?? 0), delimiter.charCodeAt(0) || 0)
    if (ended && text === '') break
    if (skip > 0) skip--
    else lines.push(flags.has('t') || ended ? text : text + delimiter)
    if (ended) break
  }
  const origin = values.get('O')
  if (origin === undefined)
    sh.vars.setItems(
      name,
      lines.map((line, i) => [String(i), line]),
    )
  else
    lines.forEach((line, i) => {
      sh.vars.setItem(name, String(Number(origin) + i), line)
    })
  return 0
}

const mapfileBuiltin = builtin('mapfile [-t] [array]', mapfile, BASH)

export const INPUT: readonly (readonly [string, Builtin])[] = [
  ['read', builtin('read [-r] [-p prompt] [name ...]', read)],
  ['mapfile', mapfileBuiltin],
  ['readarray', mapfileBuiltin],
]
