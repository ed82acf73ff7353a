import { EngineError } from '../../base/errors.ts'
import { splitWords } from '../dockerfile/split.ts'

const invalid = (text: string): EngineError => new EngineError('invalid', text)

/** Names and values of ENV and LABEL: `A=1 B=2`, or the old `A the rest`. */
export function nameValues(instruction: string, text: string): [name: string, value: string][] {
  const words = splitWords(text)
  if (words.length === 0) throw invalid(`${instruction} requires at least one argument`)
  if (!words[0]!.includes('=')) {
    const old = /^(\S+)\s+(.*)$/s.exec(text)
    if (!old) throw invalid(`${instruction} must have two arguments`)
    return [[old[1]!, old[2]!]]
  }
  return words.map((word) => {
    const at = word.indexOf('=')
    if (at < 0)
      throw invalid(`Syntax error - can't find = in ${JSON.stringify(word)}. Must be of the form: name=value`)
    return [word.slice(0, at), word.slice(at + 1)]
  })
}
