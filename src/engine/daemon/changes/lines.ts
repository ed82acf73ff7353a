import { EngineError } from '../../base/errors.ts'

/** One instruction as it was written. */
export interface Instruction {
  /** As written, in any case. */
  readonly word: string
  /** `--name=value` right after it, by name. */
  readonly flags: ReadonlyMap<string, string>
  /** What follows, without blanks around it. */
  readonly rest: string
}

/** Instructions of a Dockerfile's text: comments and blank lines fall away, a backslash at the end goes on. */
export function parseInstructions(text: string): Instruction[] {
  const found: Instruction[] = []
  let line = ''
  for (const part of text.split('\n')) {
    const bare = part.trim()
    if (bare === '' || bare.startsWith('#')) continue
    const goes = /^(.*?)\\[ \t]*$/.exec(part)
    line += goes ? goes[1] : part
    if (goes) continue
    found.push(parseLine(line.trim()))
    line = ''
  }
  if (line.trim() !== '') found.push(parseLine(line.trim()))
  if (found.length === 0) throw new EngineError('invalid', 'file with no instructions')
  return found
}

function parseLine(line: string): Instruction {
  const [, word, after] = /^(\S+)\s*(.*)$/s.exec(line)!
  const flags = new Map<string, string>()
  let rest = after!
  for (let flag = /^--(\S*)\s*/.exec(rest); flag && flag[1] !== ''; flag = /^--(\S*)\s*/.exec(rest)) {
    const [name, ...value] = flag[1]!.split('=')
    flags.set(name!, value.join('='))
    rest = rest.slice(flag[0].length)
  }
  return { word: word!, flags, rest: rest.trim() }
}
