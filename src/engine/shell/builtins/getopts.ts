import { Failure } from '../failure.ts'
import { writeError } from '../report.ts'
import type { Shell } from '../state.ts'
import { type Builtin, builtin } from './builtin.ts'

/** Position within a group of letters (`-abc`), for the OPTIND it belongs to. */
const offsets = new WeakMap<Shell, { index: number; at: number }>()

/** One option at a time (POSIX getopts). OPTIND counts from 1. */
async function getopts(sh: Shell, args: readonly string[]): Promise<number> {
  const [spec, name, ...given] = args
  if (spec === undefined || name === undefined) {
    const usage = 'getopts: usage: getopts optstring name [arg ...]\n'
    if (sh.dialect !== 'bash') throw new Failure('usage: getopts optstring var [arg]', { status: 2 })
    await writeError(sh, usage)
    return 2
  }
  const words = given.length > 0 ? given : sh.positional
  let index = Number(sh.vars.get('OPTIND') ?? 1)
  const kept = offsets.get(sh)
  let at = kept?.index === index ? kept.at : 1
  const word = words[index - 1]
  if (at === 1 && (word === undefined || !/^-./.test(word) || word === '--')) {
    if (word === '--') index++
    sh.vars.set('OPTIND', String(index))
    sh.vars.set(name, '?')
    return 1
  }
  const letter = word![at++]!
  const silent = spec.startsWith(':')
  const place = spec.indexOf(letter)
  const known = place >= 0 && letter !== ':'
  let value: string | undefined
  let result = letter
  if (!known) {
    result = '?'
    if (silent) value = letter
    else
      await writeError(
        sh,
        sh.dialect === 'bash' ? `${sh.name}: illegal option -- ${letter}\n` : `Illegal option -${letter}\n`,
      )
  } else if (spec[place + 1] === ':') {
    if (at < word!.length) value = word!.slice(at)
    else value = words[index++]
    at = word!.length
    if (value === undefined) {
      result = silent ? ':' : '?'
      if (silent) value = letter
      else
        await writeError(
          sh,
          sh.dialect === 'bash'
            ? `${sh.name}: option requires an argument -- ${letter}\n`
            : `No arg for -${letter} option\n`,
        )
    }
  }
  if (at >= word!.length) {
    index++
    at = 1
  }
  offsets.set(sh, { index, at })
  sh.vars.set('OPTIND', String(index))
  sh.vars.set(name, result)
  if (value === undefined) {
    if (sh.vars.lookup('OPTARG')) sh.vars.unset('OPTARG')
  } else sh.vars.set('OPTARG', value)
  return 0
}

export const GETOPTS: readonly (readonly [string, Builtin])[] = [
  ['getopts', builtin('getopts optstring name [arg ...]', getopts)],
]
