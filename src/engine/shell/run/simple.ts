import { FsError } from '../../base/errors.ts'
import type { ExitCode } from '../../kernel/process.ts'
import { failureStatus, SPECIAL_BUILTINS } from '../dialect.ts'
import { inShellOrder } from '../environment.ts'
import { shellQuote } from '../expand/quote.ts'
import { expandText, expandWords } from '../expand/word.ts'
import { Failure } from '../failure.ts'
import { complain, report, writeError } from '../report.ts'
import type { Shell } from '../state.ts'
import type { Assignment, Command, Word } from '../syntax/ast.ts'
import { checkpoint } from '../traps.ts'
import { type Assigned, assign, expandAssignment } from './assign.ts'
import { locate, runExternal } from './external.ts'
import { callFunction } from './function.ts'
import { redirect, redirectForGood } from './redirect.ts'
import { closeSubstitutions } from './substitution.ts'

/** A simple command: assignments, redirections and, mostly, a name with arguments. */
export async function runSimple(sh: Shell, node: Command, tail: boolean): Promise<ExitCode> {
  sh.position = node.pos
  const command = sh.source.text.slice(node.pos, node.end)
  try {
    return await perform(sh, node, tail, command)
  } catch (error) {
    if (!(error instanceof Failure) || error.reach !== 'command') throw error
    const status = await report(sh, error)
    sh.position = node.pos
    return status
  } finally {
    closeSubstitutions(sh)
  }
}

async function perform(sh: Shell, node: Command, tail: boolean, command: string): Promise<ExitCode> {
  const before = sh.status
  const { words, declared } = await expandArguments(sh, node)
  const prefixes: Assigned[] = []
  const assignments = node.prefix.filter((each): each is Assignment => each.type === 'Assignment')
  if (words.length === 0) return runEmpty(sh, node, assignments, before)
  const redirected = await redirectOrNot(sh, node, words[0]!)
  try {
    for (const each of assignments) prefixes.push(await expandAssignment(sh, each))
    await trace(sh, prefixes, words)
    return await dispatch(sh, { words, declared, prefixes, node, tail, command })
  } finally {
    redirected()
  }
}

async function redirectOrNot(sh: Shell, node: Command, name: string): Promise<() => void> {
  if (node.redirects.length === 0) return () => undefined
  if (name === 'exec') return () => undefined
  try {
    return await redirect(sh, node.redirects)
  } catch (error) {
    if (error instanceof Failure && sh.dialect !== 'bash' && SPECIAL_BUILTINS.has(name))
      throw new Failure(error.message, { reach: 'shell', status: error.status, ...error.detail })
    throw error
  }
}

/** Words of the command. Arguments of `declare` and its like may be assignments, which are kept apart. */
async function expandArguments(
  sh: Shell,
  node: Command,
): Promise<{ words: string[]; declared: Map<number, Assigned> }> {
  const declared = new Map<number, Assigned>()
  const words: string[] = []
  if (node.name) words.push(...(await expandWords(sh, [node.name])))
  for (const each of node.args) {
    if (each.type === 'Word') words.push(...(await expandWords(sh, [each])))
    else {
      const assigned = await expandAssignment(sh, each)
      declared.set(words.length, assigned)
      const value = typeof assigned.value === 'string' ? assigned.value : ''
      const subscript = assigned.subscript === undefined ? '' : `[${assigned.subscript}]`
      words.push(`${assigned.name}${subscript}${assigned.append ? '+' : ''}=${value}`)
    }
  }
  return { words, declared }
}

/** Assignments and redirections alone: they change the shell itself. */
async function runEmpty(
  sh: Shell,
  node: Command,
  assignments: readonly Assignment[],
  before: ExitCode,
): Promise<ExitCode> {
  const substitutes = [...assignments, ...node.redirects, ...(node.name ? [node.name as Word] : [])].some(
    hasSubstitution,
  )
  if (!substitutes) sh.status = before
  for (const each of assignments) {
    const assigned = await expandAssignment(sh, each)
    await trace(sh, [assigned], [])
    try {
      assign(sh, assigned)
    } catch (error) {
      if (!(error instanceof Failure) || error.reach !== 'command') throw error
      const fatal = sh.dialect !== 'bash'
      throw new Failure(error.message, {
        reach: fatal ? 'shell' : 'line',
        status: fatal ? 2 : 1,
        ...error.detail,
      })
    }
  }
  const status = substitutes ? sh.status : 0
  if (node.redirects.length > 0) {
    const restore = await redirect(sh, node.redirects)
    restore()
  }
  await sh.process.yield()
  return status
}

const hasSubstitution = (each: object): boolean => {
  const text =
    'text' in each
      ? String(each.text)
      : 'target' in each
        ? String((each.target as Word | undefined)?.text)
        : ''
  return text.includes('`') || text.includes('$(')
}

interface Call {
  readonly words: readonly string[]
  readonly declared: ReadonlyMap<number, Assigned>
  readonly prefixes: readonly Assigned[]
  readonly node: Command
  readonly tail: boolean
  readonly command: string
}

async function dispatch(sh: Shell, call: Call): Promise<ExitCode> {
  const { words, prefixes } = call
  const name = words[0]!
  sh.lastArgument = words.at(-1)!
  const special = SPECIAL_BUILTINS.has(name) && sh.dialect !== 'bash'
  const fn = special ? undefined : sh.functions.get(name)
  if (fn) {
    const restore = temporarily(sh, prefixes)
    try {
      return await callFunction(sh, name, fn, words.slice(1))
    } finally {
      restore()
    }
  }
  if (name === 'exec') return runExec(sh, call)
  if (sh.builtins.get(name)?.in(sh.dialect) && !sh.disabled.has(name)) {
    if (special) assignAll(sh, prefixes)
    const restore = temporarily(sh, special ? [] : prefixes)
    try {
      return await runBuiltin(sh, name, words.slice(1), shift(call.declared))
    } finally {
      restore()
    }
  }
  const restore = temporarily(sh, prefixes)
  let env: Map<string, string>
  try {
    env = sh.vars.environment()
  } finally {
    restore()
  }
  const path = prefixes.find((each) => each.name === 'PATH')
  if (path && typeof path.value === 'string') sh.hashed.clear()
  return runExternal(sh, words, { replace: call.tail && sh.traps.size === 0, command: call.command, env })
}

const shift = (declared: ReadonlyMap<number, Assigned>): Map<number, Assigned> =>
  new Map([...declared].map(([index, each]) => [index - 1, each]))

const assignAll = (sh: Shell, prefixes: readonly Assigned[]): void => {
  for (const each of prefixes) assign(sh, each)
}

/** Sets variables for one command, exported; the result puts the old ones back. */
function temporarily(sh: Shell, prefixes: readonly Assigned[]): () => void {
  if (prefixes.length === 0) return () => undefined
  const restore = sh.vars.save(prefixes.map((each) => each.name))
  for (const each of prefixes) {
    assign(sh, each)
    sh.vars.declare(each.name).exported = true
  }
  return restore
}

/** Runs a builtin. Its failures end a script where POSIX says so. */
export async function runBuiltin(
  sh: Shell,
  name: string,
  args: readonly string[],
  declared: ReadonlyMap<number, Assigned> = new Map(),
): Promise<ExitCode> {
  const builtin = sh.builtins.get(name)!
  try {
    const status = await builtin.run(sh, args, { name, declared })
    await sh.process.yield()
    await checkpoint(sh)
    return status
  } catch (error) {
    if (error instanceof FsError) {
      await complain(sh, `write error: ${error.message}`, name)
      return failureStatus(sh.dialect)
    }
    if (!(error instanceof Failure) || error.reach !== 'command') throw error
    const special = SPECIAL_BUILTINS.has(name) && sh.dialect !== 'bash'
    if (!special) return report(sh, error, error.detail?.why === 'readonly' ? undefined : name)
    throw new Failure(error.message, { reach: 'shell', status: 2, builtin: name, ...error.detail })
  }
}

async function runExec(sh: Shell, call: Call): Promise<ExitCode> {
  await redirectForGood(sh, call.node.redirects)
  assignAll(sh, call.prefixes)
  for (const each of call.prefixes) sh.vars.declare(each.name).exported = true
  let args = call.words.slice(1)
  let zeroth: string | undefined
  let env: ReadonlyMap<string, string> | undefined
  while (args[0]?.startsWith('-') && args[0] !== '-') {
    const option = args.shift()!
    if (option === '--') break
    if (option === '-a') zeroth = args.shift()
    else if (option === '-c') env = new Map()
    else throw new Failure(`${option}: invalid option`, { builtin: 'exec', status: 2 })
  }
  if (args.length === 0) return 0
  if (zeroth !== undefined) args = [...args]
  return replaceShell(sh, args, zeroth, env)
}

async function replaceShell(
  sh: Shell,
  args: readonly string[],
  zeroth: string | undefined,
  env: ReadonlyMap<string, string> | undefined,
): Promise<ExitCode> {
  const name = args[0]!
  const found = locate(sh, name)
  if (!found)
    throw new Failure(`${name}: not found`, {
      builtin: 'exec',
      status: 127,
      reach: sh.interactive ? 'command' : 'shell',
    })
  try {
    const given = inShellOrder(env ?? sh.vars.environment(), sh.dialect)
    return await sh.process.exec(found.path, [zeroth ?? name, ...args.slice(1)], given)
  } catch (error) {
    if (!(error instanceof FsError)) throw error
    const status = error.errno === 'ENOENT' ? 127 : 126
    throw new Failure(`${name}: ${error.message}`, {
      builtin: 'exec',
      status,
      reach: sh.interactive ? 'command' : 'shell',
    })
  }
}

/** `set -x`. */
export async function trace(
  sh: Shell,
  prefixes: readonly Assigned[],
  words: readonly string[],
): Promise<void> {
  if (!sh.options.has('xtrace')) return
  const parts = [...prefixes.map((each) => each.trace), ...words.map(shellQuote)]
  const lead = await expandText(sh, sh.vars.get('PS4') ?? '+ ')
  const depth = sh.dialect === 'bash' ? lead.slice(0, 1).repeat(sh.subshell) : ''
  await writeError(sh, `${depth}${lead}${parts.join(' ')}\n`)
}
