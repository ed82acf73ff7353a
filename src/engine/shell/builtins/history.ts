import { Failure } from '../failure.ts'
import { writeHistory } from '../histfile.ts'
import { print } from '../report.ts'
import type { Shell } from '../state.ts'
import { BASH_ASH, type Builtin, builtin } from './builtin.ts'

async function history(sh: Shell, args: readonly string[]): Promise<number> {
  const { lines } = sh.history
  const [option, value] = args
  if (option === '-c') {
    lines.length = 0
    return 0
  }
  if (option === '-d') {
    const at = Number(value)
    if (!(at >= 1 && at <= lines.length)) throw new Failure(`${value ?? ''}: history position out of range`)
    lines.splice(at - 1, 1)
    return 0
  }
  if (option === '-a' || option === '-w') {
    writeHistory(sh)
    return 0
  }
  if (option?.startsWith('-')) throw new Failure(`${option}: invalid option`, { status: 2 })
  const count = option === undefined ? lines.length : Number(option)
  if (Number.isNaN(count)) throw new Failure(`${option}: numeric argument required`)
  const from = Math.max(0, lines.length - count)
  const width = sh.dialect === 'bash' ? 5 : 4
  const shown = lines.slice(from).map((line, i) => {
    const number = String(sh.dialect === 'bash' ? from + i + 1 : from + i).padStart(width)
    return `${number}${sh.dialect === 'bash' ? '  ' : ' '}${line}\n`
  })
  await print(sh, shown.join(''))
  return 0
}

export const HISTORY: readonly (readonly [string, Builtin])[] = [
  ['history', builtin('history [-c] [-d offset] [n]', history, BASH_ASH)],
]
