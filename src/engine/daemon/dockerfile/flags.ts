import { EngineError } from '../../base/errors.ts'
import { meant } from './nearest.ts'

/** What a flag of an instruction takes: yes or no, a text, or several texts. */
export type FlagKind = 'bool' | 'text' | 'texts'
export type FlagTable = Readonly<Record<string, FlagKind>>

const fail = (text: string): EngineError => new EngineError('invalid', text)

/**
 * Reads the flags of an instruction (BuildKit, instructions/bflag.go): name → values, `true` or `false` for a bool. Throws
 * `invalid`.
 */
export function readFlags(
  flags: readonly string[],
  known: FlagTable,
): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>()
  for (const flag of flags) {
    if (flag === '--') break
    const at = flag.indexOf('=')
    const [name, value] = at < 0 ? [flag] : [flag.slice(0, at), flag.slice(at + 1)]
    const key = name.slice(2)
    const kind = Object.hasOwn(known, key) ? known[key]! : undefined
    if (!kind) throw fail(`unknown flag: ${name}${meant(key, Object.keys(known))}`)
    if (found.has(key) && kind !== 'texts') throw fail(`duplicate flag specified: ${name}`)
    if (kind === 'bool') {
      if (value === '') throw fail(`missing a value on flag: ${name}`)
      const yes = (value ?? 'true').toLowerCase()
      if (yes !== 'true' && yes !== 'false')
        throw fail(`expecting boolean value for flag ${name}, not: ${value}`)
      found.set(key, [yes])
    } else {
      if (value === undefined) throw fail(`missing a value on flag: ${name}`)
      found.set(key, [...(found.get(key) ?? []), value])
    }
  }
  return found
}
