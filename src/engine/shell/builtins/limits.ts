import { Failure } from '../failure.ts'
import { print } from '../report.ts'
import type { Shell } from '../state.ts'
import { type Builtin, builtin, parseOptions } from './builtin.ts'
import { ulimit } from './ulimit.ts'

const octal = (mask: number): string => mask.toString(8).padStart(4, '0')

async function umask(sh: Shell, args: readonly string[]): Promise<number> {
  const { flags, operands } = await parseOptions(sh, 'umask', args, 'pS', 'umask [-p] [-S] [mode]')
  const [mode] = operands
  const old = sh.process.umask()
  if (mode === undefined) {
    const shown = flags.has('S') ? symbolic(old) : octal(old)
    await print(sh, `${flags.has('p') ? `umask ${flags.has('S') ? '-S ' : ''}` : ''}${shown}\n`)
    return 0
  }
  sh.process.umask(/^\d/.test(mode) ? numeric(sh, mode) : applySymbolic(sh, mode, old))
  return 0
}

function numeric(sh: Shell, mode: string): number {
  if (/^[0-7]{1,4}$/.test(mode)) return Number.parseInt(mode, 8)
  const wording = {
    bash: `${mode}: octal number out of range`,
    dash: `Illegal number: ${mode}`,
    ash: `illegal mode: ${mode}`,
  }
  throw new Failure(wording[sh.dialect], { status: sh.dialect === 'bash' ? 1 : 2 })
}

function symbolic(mask: number): string {
  const letters = (shift: number): string =>
    ['r', 'w', 'x'].filter((_, i) => !((mask >> shift) & (4 >> i))).join('')
  return `u=${letters(6)},g=${letters(3)},o=${letters(0)}`
}

function applySymbolic(sh: Shell, mode: string, mask: number): number {
  let allowed = ~mask & 0o777
  for (const clause of mode.split(',')) {
    const m = /^([ugoa]*)([-+=])([rwx]*)$/.exec(clause)
    if (!m) {
      const bad =
        sh.dialect === 'bash'
          ? `\`${clause[0] ?? ''}': invalid symbolic mode operator`
          : `Illegal mode: ${mode}`
      throw new Failure(bad, { status: sh.dialect === 'bash' ? 1 : 2 })
    }
    const who = m[1] === '' || m[1]!.includes('a') ? 'ugo' : m[1]!
    for (const each of who) {
      const shift = { u: 6, g: 3, o: 0 }[each as 'u' | 'g' | 'o']
      let bits = 0
      for (const letter of m[3]!) bits |= { r: 4, w: 2, x: 1 }[letter as 'r' | 'w' | 'x']
      bits <<= shift
      if (m[2] === '+') allowed |= bits
      else if (m[2] === '-') allowed &= ~bits
      else allowed = (allowed & ~(7 << shift)) | bits
    }
  }
  return ~allowed & 0o777
}

async function times(sh: Shell): Promise<number> {
  const zero = sh.dialect === 'bash' ? '0m0.000s 0m0.000s' : '0m0.00s 0m0.00s'
  await print(sh, `${zero}\n${zero}\n`)
  return 0
}

export const LIMITING: readonly (readonly [string, Builtin])[] = [
  ['umask', builtin('umask [-p] [-S] [mode]', umask)],
  ['times', builtin('times', times)],
  ['ulimit', builtin('ulimit [-SHabcdefiklmnpqrstuvxPRT] [limit]', ulimit)],
]
