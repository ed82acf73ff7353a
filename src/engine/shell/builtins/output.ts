import { ansiC } from '../expand/escapes.ts'
import { print } from '../report.ts'
import type { Shell } from '../state.ts'
import { type Builtin, builtin } from './builtin.ts'
import { printf } from './printf.ts'

async function echo(sh: Shell, args: readonly string[]): Promise<number> {
  let newline = true
  let escapes = sh.dialect === 'dash' || sh.shopts.has('xpg_echo')
  let i = 0
  const options = sh.dialect === 'dash' ? /^-n$/ : /^-[neE]+$/
  for (; i < args.length && options.test(args[i]!); i++) {
    if (args[i]!.includes('n')) newline = false
    for (const letter of args[i]!.slice(1)) if (letter !== 'n') escapes = letter === 'e'
    if (sh.dialect === 'dash') {
      i++
      break
    }
  }
  const text = args.slice(i).join(' ')
  const shown = escapes ? ansiC(text, 'echo') : { text, stopped: false }
  await print(sh, shown.text + (newline && !shown.stopped ? '\n' : ''))
  return 0
}

export const OUTPUT: readonly (readonly [string, Builtin])[] = [
  ['echo', builtin('echo [-neE] [arg ...]', echo)],
  ['printf', builtin('printf [-v var] format [arguments]', printf)],
]
