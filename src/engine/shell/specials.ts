import type { Shell } from './state.ts'
import { currentLine } from './state.ts'

/** Binds the variables whose values the shell computes. Called again for every copy of the shell. */
export function bindSpecials(sh: Shell): void {
  const { specials } = sh.vars
  const seconds = (): number => Number((sh.process.now() - sh.startedAt) / 1_000_000_000n) + sh.secondsBase
  specials.set('LINENO', { get: () => String(currentLine(sh)) })
  specials.set('RANDOM', { get: () => String(sh.process.random.below(32768)), set: () => undefined })
  if (sh.dialect !== 'bash') return
  specials.set('SECONDS', {
    get: () => String(seconds()),
    set: (value) => {
      sh.secondsBase += (Number.parseInt(value, 10) || 0) - seconds()
    },
  })
  specials.set('PIPESTATUS', {
    get: () => String(sh.pipeStatus[0] ?? 0),
    items: () => sh.pipeStatus.map(String),
  })
  specials.set('SRANDOM', { get: () => String(sh.process.random.next()) })
  specials.set('BASHPID', { get: () => String(sh.process.pid) })
  specials.set('BASH_SUBSHELL', { get: () => String(sh.subshell) })
  specials.set('EPOCHSECONDS', { get: () => String(sh.process.now() / 1_000_000_000n) })
  specials.set('EPOCHREALTIME', {
    get: () => {
      const now = sh.process.now() / 1000n
      return `${now / 1_000_000n}.${String(now % 1_000_000n).padStart(6, '0')}`
    },
  })
  specials.set('BASHOPTS', { get: () => [...sh.shopts].sort().join(':') })
  specials.set('SHELLOPTS', { get: () => [...sh.options].sort().join(':') })
}

const LETTERS: readonly (readonly [string, string])[] = [
  ['allexport', 'a'],
  ['notify', 'b'],
  ['errexit', 'e'],
  ['noglob', 'f'],
  ['hashall', 'h'],
  ['interactive', 'i'],
  ['monitor', 'm'],
  ['noexec', 'n'],
  ['nounset', 'u'],
  ['verbose', 'v'],
  ['xtrace', 'x'],
  ['braceexpand', 'B'],
  ['noclobber', 'C'],
  ['errtrace', 'E'],
  ['histexpand', 'H'],
  ['physical', 'P'],
  ['functrace', 'T'],
  ['command', 'c'],
  ['stdin', 's'],
]

/** `$-`. */
export const optionLetters = (sh: Shell): string =>
  LETTERS.filter(([name]) => sh.options.has(name))
    .map(([, letter]) => letter)
    .join('')

/** Long names by letter, as `set` and the command line take them. */
export const OPTION_BY_LETTER: ReadonlyMap<string, string> = new Map(
  LETTERS.filter(([name]) => !['interactive', 'command', 'stdin'].includes(name)).map(([name, letter]) => [
    letter,
    name,
  ]),
)

/** Value of `$?`, `$$`, `$1` and the like; undefined when unset. Lists (`@`, `*`) are not here. */
export function specialParameter(sh: Shell, name: string): string | undefined {
  if (/^\d+$/.test(name)) return name === '0' ? sh.name : sh.positional[Number(name) - 1]
  switch (name) {
    case '?':
      return String(sh.status)
    case '$':
      return String(sh.shellPid)
    case '!':
      return sh.lastBackground === undefined ? undefined : String(sh.lastBackground)
    case '#':
      return String(sh.positional.length)
    case '-':
      return optionLetters(sh)
    case '_':
      return sh.lastArgument
    default:
      return undefined
  }
}
