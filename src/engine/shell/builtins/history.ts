import { FsError } from '../../base/errors.ts'
import { Failure } from '../failure.ts'
import {
  appendHistoryFile,
  forget,
  historyPath,
  readHistoryFile,
  remember,
  writeHistoryFile,
} from '../histfile.ts'
import { expandHistory, HistoryError } from '../history/expansion.ts'
import { complain, print } from '../report.ts'
import type { Shell } from '../state.ts'
import { strftime } from '../strftime.ts'
import { BASH_ASH, type Builtin, badOption, builtin } from './builtin.ts'
import { FC } from './fc.ts'

const USAGE = 'history [-c] [-d offset] [n] or history -anrw [filename] or history -ps arg [arg...]'

async function history(sh: Shell, args: readonly string[]): Promise<number> {
  const [option, ...rest] = args
  if (sh.dialect === 'bash' && option !== undefined && /^-[a-z]+$/i.test(option) && option !== '--')
    return changed(sh, option, rest)
  return list(sh, option === '--' ? rest[0] : option)
}

async function list(sh: Shell, count: string | undefined): Promise<number> {
  const { lines, times } = sh.history
  if (count !== undefined && !/^[-+]?\d+$/.test(count))
    throw new Failure(`${count}: numeric argument required`)
  const from = Math.max(0, lines.length - Math.abs(Number(count ?? lines.length)))
  const bash = sh.dialect === 'bash'
  const format = bash ? sh.vars.get('HISTTIMEFORMAT') : undefined
  const shown = lines.slice(from).map((line, i) => {
    const stamp = format ? strftime(format, times[from + i] ?? 0) : ''
    return bash
      ? `${String(from + i + 1).padStart(5)}  ${stamp}${line}\n`
      : `${String(from + i).padStart(4)} ${line}\n`
  })
  await print(sh, shown.join(''))
  return 0
}

async function changed(sh: Shell, option: string, args: readonly string[]): Promise<number> {
  const letter = option[1]!
  switch (letter) {
    case 'c':
      forget(sh, 0, sh.history.lines.length)
      if (option.length > 2) return changed(sh, `-${option.slice(2)}`, args)
      return 0
    case 'd':
      return remove(sh, option.length > 2 ? option.slice(2) : args[0])
    case 'p':
      return show(sh, args)
    case 's':
      sh.history.lines.pop()
      remember(sh, args.join(' '))
      return 0
    case 'a':
    case 'n':
    case 'r':
    case 'w':
      return file(sh, letter, args[0])
  }
  throw await badOption(sh, 'history', `-${letter}`, USAGE)
}

async function remove(sh: Shell, value: string | undefined): Promise<number> {
  if (value === undefined) {
    await complain(sh, '-d: option requires an argument', 'history')
    await sh.process.write(2, `history: usage: ${USAGE}\n`)
    return 2
  }
  const total = sh.history.lines.length
  const outOfRange = new Failure(`${value}: history position out of range`)
  const range = /^(-?\d+)-(-?\d+)$/.exec(value) ?? /^(-?\d+)$/.exec(value)
  if (!range) throw outOfRange
  const at = (text: string): number => (text.startsWith('-') ? total + Number(text) : Number(text) - 1)
  const first = at(range[1]!)
  const last = at(range[2] ?? range[1]!)
  if (first < 0 || last >= total || last < first) throw outOfRange
  forget(sh, first, last - first + 1)
  return 0
}

/** `-p`: the arguments expanded; neither they nor the command are remembered. */
async function show(sh: Shell, args: readonly string[]): Promise<number> {
  sh.history.lines.pop()
  for (const arg of args) {
    try {
      await print(sh, `${expandHistory(arg, sh.history.lines, sh.history.memory).text}\n`)
    } catch (error) {
      if (!(error instanceof HistoryError)) throw error
      throw new Failure(`${arg}: history expansion failed`)
    }
  }
  return 0
}

async function file(sh: Shell, letter: 'a' | 'n' | 'r' | 'w', given: string | undefined): Promise<number> {
  const path = given ?? historyPath(sh)
  if (path === undefined) return 1
  try {
    if (letter === 'a') appendHistoryFile(sh, path)
    else if (letter === 'w') writeHistoryFile(sh, path)
    else readHistoryFile(sh, path, letter === 'n' ? sh.history.filed : 0)
    return 0
  } catch (error) {
    if (!(error instanceof FsError)) throw error
    throw new Failure(
      `${path}: cannot ${letter === 'a' || letter === 'w' ? 'create' : 'open'}: ${error.message}`,
    )
  }
}

export const HISTORY: readonly (readonly [string, Builtin])[] = [
  ['history', builtin(USAGE, history, BASH_ASH)],
  ...FC,
]
