import { isErrno } from '../base/errors.ts'
import { findCommand } from './lookup.ts'
import { optionTable, parseOptions } from './options.ts'
import type { Main } from './program.ts'
import { Failure, program } from './program.ts'
import { quoteAlways } from './quoting.ts'

const OPTIONS = optionTable(
  '[OPTION]... [-] [NAME=VALUE]... [COMMAND [ARG]...]',
  '-i/--ignore-environment -0/--null -u/--unset: -C/--chdir: !-S/--split-string: !--block-signal:: !--default-signal:: !--ignore-signal:: !--list-signal-handling !-v/--debug',
  { exit: 125, inOrder: true },
)
const PRINTENV = optionTable('[OPTION]... [VARIABLE]...', '-0/--null', { exit: 2, inOrder: true })

export const envMain: Main = async (io) => {
  const options = parseOptions(io, OPTIONS)
  const { p } = io
  const rest = [...options.operands]
  const env = new Map(options.has('i') || rest[0] === '-' ? [] : p.env)
  if (rest[0] === '-') rest.shift()
  for (const name of options.all('u')) env.delete(name)
  while (rest.length > 0 && rest[0]!.includes('=')) {
    const text = rest.shift()!
    const cut = text.indexOf('=')
    env.set(text.slice(0, cut), text.slice(cut + 1))
  }
  const end = options.has('0') ? '\0' : '\n'
  if (rest.length === 0) {
    for (const [name, value] of env) await io.out.write(`${name}=${value}${end}`)
    return 0
  }
  const dir = options.get('C')
  if (dir !== undefined) p.chdir(dir)
  const search = env.get('PATH')
  if (search !== undefined) p.env.set('PATH', search)
  const [path] = findCommand(p, rest[0]!)
  const name = io.busybox ? `can't execute '${rest[0]}'` : quoteAlways(rest[0]!)
  if (path === undefined) {
    const denied = rest[0]!.includes('/') && p.exists(rest[0]!)
    throw new Failure(
      `${name}: ${denied ? 'Permission denied' : 'No such file or directory'}`,
      denied ? 126 : 127,
    )
  }
  try {
    return await p.exec(path, rest, env)
  } catch (error) {
    if (!isErrno(error)) throw error
    throw new Failure(`${name}: ${error.message}`, 126)
  }
}

export const printenvMain: Main = async (io) => {
  const options = parseOptions(io, PRINTENV)
  const end = options.has('0') ? '\0' : '\n'
  if (options.operands.length === 0) {
    for (const [name, value] of io.p.env) await io.out.write(`${name}=${value}${end}`)
    return 0
  }
  let code = 0
  for (const name of options.operands) {
    const value = io.p.env.get(name)
    if (value === undefined) code = 1
    else await io.out.write(value + end)
  }
  return code
}

export const env = program('env', envMain)
export const printenv = program('printenv', printenvMain)
