import { calculate, itemKey } from '../expand/arith.ts'
import { attributes } from '../expand/operations.ts'
import { doubleQuote, forceQuote, shellQuote } from '../expand/quote.ts'
import { Failure } from '../failure.ts'
import { complain, print } from '../report.ts'
import { type Assigned, assign } from '../run/assign.ts'
import type { Shell } from '../state.ts'
import { isName, toItems, type Variable } from '../variables.ts'
import {
  BASH,
  BASH_ASH,
  type Builtin,
  type BuiltinCall,
  builtin,
  notIdentifier,
  parseOptions,
} from './builtin.ts'
import { functionText } from './lookup.ts'

/** What the letters of `declare` do to a variable. */
function applyAttributes(variable: Variable, letters: Iterable<string>, on: boolean): void {
  for (const letter of letters) {
    if (letter === 'x') variable.exported = on
    else if (letter === 'r' && on) variable.readonly = true
    else if (letter === 'i') variable.integer = on
    else if (letter === 'n') variable.nameref = on
    else if (letter === 'u' || letter === 'l') {
      if (on) variable.letterCase = letter === 'u' ? 'upper' : 'lower'
      else delete variable.letterCase
    } else if (letter === 'a') toItems(variable)
    else if (letter === 'A') {
      variable.associative = true
      toItems(variable)
    }
  }
}

/** Splits `name`, `name=value`, `name+=value`, `name[i]=value`. Undefined for anything else. */
function parseArgument(text: string): Assigned | undefined {
  const m = /^([A-Za-z_]\w*)(?:\[(.*?)\])?(?:(\+?)=(.*))?$/s.exec(text)
  if (!m) return undefined
  return { name: m[1]!, append: m[3] === '+', subscript: m[2], value: m[4] ?? '', trace: text }
}

async function declareAll(
  sh: Shell,
  operands: readonly string[],
  options: { on: ReadonlySet<string>; off: ReadonlySet<string>; local: boolean; skipped: number },
  call: BuiltinCall,
): Promise<number> {
  let status = 0
  for (const [i, operand] of operands.entries()) {
    const parsed = parseArgument(operand)
    if (!parsed) {
      await complain(sh, notIdentifier(sh, operand).message, call.name)
      if (sh.dialect !== 'bash') throw new Failure('', { reach: 'shell', status: 2 })
      status = 1
      continue
    }
    const assigned = call.declared.get(options.skipped + i) ?? (operand.includes('=') ? parsed : undefined)
    const variable = options.local ? sh.vars.makeLocal(parsed.name) : sh.vars.declare(parsed.name)
    const early = [...options.on].filter((letter) => letter !== 'r' && letter !== 'n')
    applyAttributes(variable, early, true)
    if (assigned) assign(sh, assigned)
    else if (options.local && sh.dialect === 'dash') variable.value ??= ''
    applyAttributes(variable, options.on, true)
    applyAttributes(variable, options.off, false)
  }
  return status
}

async function declare(sh: Shell, args: readonly string[], call: BuiltinCall): Promise<number> {
  const on = new Set<string>()
  const off = new Set<string>()
  let i = 0
  for (; i < args.length && /^[-+]./.test(args[i]!); i++) {
    if (args[i] === '--') {
      i++
      break
    }
    for (const letter of args[i]!.slice(1)) {
      if (!'aAfFgiInlprtux'.includes(letter)) {
        await parseOptions(
          sh,
          call.name,
          [`-${letter}`],
          '',
          `${call.name} [-aAfFgiIlnrtux] [name[=value] ...] or ${call.name} -p [-aAfFilnrtux] [name ...]`,
        )
      }
      ;(args[i]!.startsWith('-') ? on : off).add(letter)
    }
  }
  const operands = args.slice(i)
  if (on.has('f') || on.has('F')) return showFunctions(sh, operands, on.has('F'))
  if (on.has('p') || operands.length === 0) return showVariables(sh, operands, on)
  on.delete('p')
  const local = sh.vars.depth > 0 && !on.has('g')
  return declareAll(sh, operands, { on, off, local, skipped: i }, call)
}

async function showFunctions(sh: Shell, names: readonly string[], only: boolean): Promise<number> {
  let status = 0
  for (const name of names.length > 0 ? names : [...sh.functions.keys()].sort()) {
    const fn = sh.functions.get(name)
    if (!fn) status = 1
    else if (only) await print(sh, names.length > 0 ? `${name}\n` : `declare -f ${name}\n`)
    else await print(sh, `${functionText(fn)}\n`)
  }
  return status
}

async function showVariables(
  sh: Shell,
  names: readonly string[],
  wanted: ReadonlySet<string>,
): Promise<number> {
  let out = ''
  let status = 0
  const letters = [...wanted].filter((letter) => letter !== 'p')
  for (const name of names.length > 0 ? names : sh.vars.names()) {
    const variable = sh.vars.lookup(name)
    const given = attributes(sh, name)
    if (!variable) {
      await complain(sh, `${name}: not found`, 'declare')
      status = 1
    } else if (names.length > 0 || letters.every((letter) => given.includes(letter)))
      out += declaration(sh, name)
  }
  await print(sh, out)
  return status
}

/** A line of `declare -p`. */
function declaration(sh: Shell, name: string): string {
  const variable = sh.vars.lookup(name)!
  const head = `declare -${attributes(sh, name) || '-'} ${name}`
  if (!variable.items)
    return variable.value === undefined ? `${head}\n` : `${head}=${doubleQuote(variable.value)}\n`
  const items = sh.vars.entries(name).map(([key, value]) => `[${shellQuote(key)}]=${doubleQuote(value)}`)
  return `${head}=(${items.join(' ')}${variable.associative && items.length > 0 ? ' ' : ''})\n`
}

function marker(name: 'export' | 'readonly', letter: 'x' | 'r'): Builtin {
  return builtin(`${name} [name[=value] ...] or ${name} -p`, async (sh, args, call) => {
    const spec = sh.dialect === 'bash' ? (name === 'export' ? 'fnp' : 'aAfp') : 'p'
    const { flags, operands } = await parseOptions(
      sh,
      name,
      args,
      spec,
      `${name} [-fn] [name[=value] ...] or ${name} -p`,
    )
    if (operands.length === 0) return showMarked(sh, name, letter)
    if (flags.has('f')) return 0
    const on = new Set<string>(flags.has('n') ? [] : [letter])
    const off = new Set<string>(flags.has('n') ? [letter] : [])
    if (flags.has('a')) on.add('a')
    if (flags.has('A')) on.add('A')
    return declareAll(sh, operands, { on, off, local: false, skipped: args.length - operands.length }, call)
  })
}

async function showMarked(sh: Shell, name: string, letter: string): Promise<number> {
  let out = ''
  for (const each of sh.vars.names()) {
    const variable = sh.vars.lookup(each)
    if (!attributes(sh, each).includes(letter)) continue
    if (sh.dialect === 'bash') out += declaration(sh, each)
    else out += `${name} ${each}${variable?.value === undefined ? '' : `=${forceQuote(variable.value)}`}\n`
  }
  await print(sh, out)
  return 0
}

async function local(sh: Shell, args: readonly string[], call: BuiltinCall): Promise<number> {
  if (sh.vars.depth === 0)
    throw sh.dialect === 'bash'
      ? new Failure('can only be used in a function')
      : new Failure('not in a function', { reach: 'shell', status: 2, builtin: 'local' })
  if (sh.dialect === 'bash') return declare(sh, args, call)
  return declareAll(sh, args, { on: new Set(), off: new Set(), local: true, skipped: 0 }, call)
}

async function unset(sh: Shell, args: readonly string[]): Promise<number> {
  const { flags, operands } = await parseOptions(sh, 'unset', args, 'fvn', 'unset [-f] [-v] [-n] [name ...]')
  let status = 0
  for (const name of operands) {
    const item = /^(\w+)\[(.+)\]$/s.exec(name)
    if (flags.has('f')) sh.functions.delete(name)
    else if (item && sh.dialect === 'bash') {
      if (item[2] === '@' || item[2] === '*') sh.vars.unset(item[1]!)
      else sh.vars.unsetItem(item[1]!, itemKey(sh, item[1]!, item[2]!.replace(/^(["'])(.*)\1$/s, '$2')))
    } else if (!isName(name)) {
      if (sh.dialect !== 'bash') throw notIdentifier(sh, name)
      if (flags.has('v')) throw notIdentifier(sh, name)
      sh.functions.delete(name)
    } else if (!sh.vars.lookup(name) && !flags.has('v') && sh.dialect === 'bash') sh.functions.delete(name)
    else
      try {
        sh.vars.unset(name)
      } catch (error) {
        if (!(error instanceof Failure)) throw error
        const text =
          sh.dialect === 'bash' ? `${name}: cannot unset: readonly variable` : `${name}: is read only`
        if (sh.dialect !== 'bash') throw new Failure(text, { status: 2 })
        await complain(sh, text, 'unset')
        status = 1
      }
  }
  return status
}

async function letBuiltin(sh: Shell, args: readonly string[]): Promise<number> {
  if (args.length === 0) throw new Failure('expression expected', { status: sh.dialect === 'bash' ? 1 : 2 })
  let value = 0n
  for (const arg of args) value = calculate(sh, arg)
  return value === 0n ? 1 : 0
}

const declareBuiltin = builtin('declare [-aAfFgiIlnrtux] [-p] [name[=value] ...]', declare, BASH)

export const DECLARE: readonly (readonly [string, Builtin])[] = [
  ['declare', declareBuiltin],
  ['typeset', declareBuiltin],
  ['export', marker('export', 'x')],
  ['readonly', marker('readonly', 'r')],
  ['local', builtin('local [option] name[=value] ...', local)],
  ['unset', builtin('unset [-f] [-v] [-n] [name ...]', unset)],
  ['let', builtin('let arg [arg ...]', letBuiltin, BASH_ASH)],
]
