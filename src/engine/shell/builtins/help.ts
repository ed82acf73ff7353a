import { Failure } from '../failure.ts'
import { print } from '../report.ts'
import type { Shell } from '../state.ts'
import { BASH_ASH, type Builtin, builtin } from './builtin.ts'
import { BUILTINS, names } from './registry.ts'

async function help(sh: Shell, args: readonly string[]): Promise<number> {
  const wanted = args.filter((arg) => !arg.startsWith('-'))
  if (sh.dialect === 'ash') {
    await print(sh, `Built-in commands:\n------------------\n${wrap(names(sh))}`)
    return 0
  }
  if (wanted.length === 0) {
    await print(
      sh,
      `GNU bash, version ${sh.vars.get('BASH_VERSION') ?? ''} (x86_64-pc-linux-gnu)\nThese shell commands are defined internally.  Type \`help' to see this list.\n\n`,
    )
    for (const name of names(sh)) await print(sh, ` ${BUILTINS.get(name)!.usage}\n`)
    return 0
  }
  for (const name of wanted) {
    if (!names(sh).includes(name))
      throw new Failure(
        `no help topics match \`${name}'.  Try \`help help' or \`man -k ${name}' or \`info ${name}'.`,
      )
    await print(sh, `${name}: ${BUILTINS.get(name)!.usage}\n`)
  }
  return 0
}

/** Words in lines, each after a tab; a line ends once it is longer than 60 (busybox, ash.c, helpcmd). */
function wrap(words: readonly string[]): string {
  let out = ''
  let line = ''
  for (const word of words) {
    line += line === '' ? word : ` ${word}`
    if (line.length + 1 <= 60) continue
    out += `\t${line}\n`
    line = ''
  }
  return line === '' ? out : `${out}\t${line}\n`
}

export const HELP: readonly (readonly [string, Builtin])[] = [
  ['help', builtin('help [-dms] [pattern ...]', help, BASH_ASH)],
]
