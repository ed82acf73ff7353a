import { forceQuote } from '../expand/quote.ts'
import { complain, print, writeError } from '../report.ts'
import type { Shell } from '../state.ts'
import { type Builtin, builtin, parseOptions } from './builtin.ts'

const line = (sh: Shell, name: string): string =>
  `${sh.dialect === 'bash' ? 'alias ' : ''}${name}=${forceQuote(sh.aliases.get(name)!)}\n`

async function missing(sh: Shell, command: string, name: string): Promise<void> {
  if (sh.dialect === 'bash') await complain(sh, `${name}: not found`, command)
  else await writeError(sh, `${command}: ${name} not found\n`)
}

async function alias(sh: Shell, args: readonly string[]): Promise<number> {
  const names = args.filter((arg) => arg !== '-p')
  if (names.length === 0) {
    await print(
      sh,
      [...sh.aliases.keys()]
        .sort()
        .map((name) => line(sh, name))
        .join(''),
    )
    return 0
  }
  let status = 0
  for (const arg of names) {
    const at = arg.indexOf('=', 1)
    if (at > 0) sh.aliases.set(arg.slice(0, at), arg.slice(at + 1))
    else if (sh.aliases.has(arg)) await print(sh, line(sh, arg))
    else {
      await missing(sh, 'alias', arg)
      status = 1
    }
  }
  return status
}

async function unalias(sh: Shell, args: readonly string[]): Promise<number> {
  const { flags, operands } = await parseOptions(sh, 'unalias', args, 'a', 'unalias [-a] name [name ...]')
  if (flags.has('a')) sh.aliases.clear()
  let status = 0
  for (const name of operands)
    if (!sh.aliases.delete(name)) {
      await missing(sh, 'unalias', name)
      status = 1
    }
  return status
}

export const ALIAS: readonly (readonly [string, Builtin])[] = [
  ['alias', builtin('alias [-p] [name[=value] ... ]', alias)],
  ['unalias', builtin('unalias [-a] name [name ...]', unalias)],
]
