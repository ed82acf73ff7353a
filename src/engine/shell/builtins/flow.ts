import { bytesOf } from '../../base/body.ts'
import { FsError } from '../../base/errors.ts'
import { decode } from '../../base/text.ts'
import { BreakLoop, ExitShell, Failure, ReturnFrom } from '../failure.ts'
import { complain } from '../report.ts'
import { searchPath } from '../run/external.ts'
import { runScriptText, runText } from '../run/text.ts'
import type { Shell } from '../state.ts'
import { runTrap } from '../traps.ts'
import { BASH_ASH, type Builtin, builtin, parseNumber } from './builtin.ts'

const succeed = builtin(':', async () => 0)

function leaveLoop(again: boolean): Builtin {
  const name = again ? 'continue' : 'break'
  return builtin(`${name} [n]`, async (sh, args) => {
    const levels = args[0] === undefined ? 1 : parseNumber(sh, args[0])
    if (levels < 1) throw new Failure(`${args[0]}: loop count out of range`)
    if (sh.loops === 0) {
      if (sh.dialect === 'bash')
        await complain(sh, "only meaningful in a `for', `while', or `until' loop", name)
      return 0
    }
    throw new BreakLoop(Math.min(levels, sh.loops), again)
  })
}

async function leave(sh: Shell, args: readonly string[]): Promise<never> {
  const [text] = args
  if (text !== undefined && !/^[-+]?\d+$/.test(text)) {
    const message = sh.dialect === 'bash' ? `${text}: numeric argument required` : `Illegal number: ${text}`
    if (sh.interactive && sh.dialect !== 'bash') throw new Failure(message, { status: 2 })
    throw new Failure(message, { reach: 'shell', status: 2, builtin: 'exit' })
  }
  if (args.length > 1 && sh.dialect === 'bash')
    throw new Failure('too many arguments', { reach: 'line', builtin: 'exit' })
  throw new ExitShell(text === undefined ? sh.status : Number(text) & 255)
}

async function comeBack(sh: Shell, args: readonly string[]): Promise<number> {
  const status = args[0] === undefined ? sh.status : parseNumber(sh, args[0]) & 255
  if (sh.frames.length === 0) {
    if (sh.dialect !== 'bash') throw new ReturnFrom(status)
    throw new Failure("can only `return' from a function or sourced script", { status: 2 })
  }
  throw new ReturnFrom(status)
}

async function source(sh: Shell, args: readonly string[], name: string): Promise<number> {
  const [file, ...positional] = args
  if (file === undefined) {
    if (sh.dialect !== 'bash') return 0
    throw new Failure(`filename argument required\n${name}: usage: ${name} filename [arguments]`, {
      status: 2,
    })
  }
  const found = file.includes('/') ? file : (searchPath(sh, file)?.path ?? file)
  let text: string
  try {
    text = decode(bytesOf(sh.process.readFile(found)))
  } catch (error) {
    if (!(error instanceof FsError)) throw error
    if (sh.dialect === 'bash') throw new Failure(`${file}: ${error.message}`, { builtin: '' })
    if (sh.dialect === 'ash') throw new Failure(`can't open '${file}': ${error.message}`)
    throw new Failure(`cannot open ${file}: ${error.message.replace(/ or directory$/, '')}`)
  }
  const outer = sh.positional
  if (positional.length > 0) sh.positional = positional
  sh.frames.push({ name: 'source', kind: 'source' })
  try {
    return await runScriptText(sh, text, { firstLine: 1, input: 'file' })
  } catch (error) {
    if (error instanceof ReturnFrom) return error.status
    throw error
  } finally {
    sh.frames.pop()
    if (positional.length > 0) sh.positional = outer
    await runTrap(sh, 'RETURN')
  }
}

function shiftCount(sh: Shell, text: string): number {
  if (sh.dialect === 'bash' && !/^[-+]?\d+$/.test(text))
    throw new Failure(`${text}: numeric argument required`)
  return parseNumber(sh, text)
}

async function shift(sh: Shell, args: readonly string[]): Promise<number> {
  const count = args[0] === undefined ? 1 : shiftCount(sh, args[0])
  if (count < 0) throw new Failure(`${count}: shift count out of range`)
  if (count > sh.positional.length) {
    if (sh.dialect === 'dash') throw new Failure("can't shift that many", { status: 2 })
    return 1
  }
  sh.positional = sh.positional.slice(count)
  return 0
}

export const FLOW: readonly (readonly [string, Builtin])[] = [
  [':', succeed],
  ['true', builtin('true', async () => 0)],
  ['false', builtin('false', async () => 1)],
  ['break', leaveLoop(false)],
  ['continue', leaveLoop(true)],
  ['exit', builtin('exit [n]', leave)],
  ['logout', builtin('logout [n]', leave, ['bash'])],
  ['return', builtin('return [n]', comeBack)],
  ['shift', builtin('shift [n]', shift)],
  ['.', builtin('. filename [arguments]', (sh, args) => source(sh, args, '.'))],
  ['source', builtin('source filename [arguments]', (sh, args) => source(sh, args, 'source'), BASH_ASH)],
  [
    'eval',
    builtin('eval [arg ...]', (sh, args) => {
      const text = args.join(' ')
      return text.trim() === '' ? Promise.resolve(0) : runText(sh, text, 'eval: ')
    }),
  ],
]
