import { parse } from 'unbash'
import { print as printTree } from 'unbash/printer'
import { forceQuote } from '../expand/quote.ts'
import { Failure } from '../failure.ts'
import { complain, print } from '../report.ts'
import { runExternal, searchPath } from '../run/external.ts'
import { runBuiltin } from '../run/simple.ts'
import type { Shell, ShellFunction } from '../state.ts'
import { BASH, type Builtin, builtin, parseOptions } from './builtin.ts'
import { isBuiltin, names } from './registry.ts'

const KEYWORDS = new Set(
  'if then else elif fi case esac for select while until do done in function time { } ! [[ ]] coproc'.split(
    ' ',
  ),
)
const POSIX_KEYWORDS = new Set('if then else elif fi case esac for while until do done in { } !'.split(' '))
const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

type Kind = 'alias' | 'keyword' | 'function' | 'builtin' | 'file'
interface Meaning {
  readonly kind: Kind
  /** The path, for a file; an alias's value. */
  readonly text: string
}

/** What a name would run, in the order the shell looks. */
function meanings(sh: Shell, name: string): Meaning[] {
  const out: Meaning[] = []
  const alias = sh.aliases.get(name)
  if (alias !== undefined) out.push({ kind: 'alias', text: alias })
  if ((sh.dialect === 'bash' ? KEYWORDS : POSIX_KEYWORDS).has(name)) out.push({ kind: 'keyword', text: '' })
  if (sh.functions.has(name)) out.push({ kind: 'function', text: '' })
  if (isBuiltin(sh, name)) out.push({ kind: 'builtin', text: '' })
  if (name.includes('/')) {
    if (sh.process.access(name, { execute: true })) out.push({ kind: 'file', text: name })
    return out
  }
  for (const directory of (sh.vars.get('PATH') ?? '').split(':')) {
    const found = searchPath(sh, name, directory)
    if (found?.executable) out.push({ kind: 'file', text: found.path })
  }
  return out
}

/** The source of a function, as `type` and `declare -f` show it. */
export function functionText(fn: ShellFunction): string {
  const { node, source } = fn
  const text = printTree(parse(source.text.slice(node.pos, node.end))).trimEnd()
  const body = text.replace(/^(?:function\s+)?\S+?\s*(?:\(\s*\)\s*)?\{/, '').replace(/\}$/, '')
  const lines = body.split('\n').filter((line) => line.trim() !== '')
  const inner = lines.map((line) => line.replace(/^(?: {2})+/, (lead) => lead + lead)).join('\n')
  return `${node.name.value} () \n{ \n${inner.replace(/;\s*$/, '')}\n}`
}

function describe(sh: Shell, name: string, meaning: Meaning): string {
  switch (meaning.kind) {
    case 'alias':
      return sh.dialect === 'bash'
        ? `${name} is aliased to \`${meaning.text}'`
        : `${name} is an alias for ${meaning.text}`
    case 'keyword':
      return `${name} is a shell keyword`
    case 'function': {
      if (sh.dialect === 'bash') return `${name} is a function\n${functionText(sh.functions.get(name)!)}`
      return sh.dialect === 'ash' ? `${name} is a function` : `${name} is a shell function`
    }
    case 'builtin':
      return `${name} is a shell builtin`
    case 'file':
      if (sh.dialect === 'bash' && sh.hashed.has(name)) return `${name} is hashed (${meaning.text})`
      return `${name} is ${meaning.text}`
  }
}

async function type(sh: Shell, args: readonly string[]): Promise<number> {
  const bash = sh.dialect === 'bash'
  const usage = 'type [-afptP] name [name ...]'
  const { flags, operands } = bash
    ? await parseOptions(sh, 'type', args, 'afptP', usage)
    : { flags: new Set<string>(), operands: args }
  let status = 0
  for (const name of operands) {
    let found = meanings(sh, name)
    if (flags.has('f')) found = found.filter((each) => each.kind !== 'function')
    if (flags.has('P')) found = found.filter((each) => each.kind === 'file')
    if (found.length === 0) {
      status = bash ? 1 : 127
      if (!bash) await print(sh, `${name}: not found\n`)
      else if (!/[tpP]/.test([...flags].join(''))) await complain(sh, `${name}: not found`, 'type')
      continue
    }
    for (const meaning of flags.has('a') ? found : found.slice(0, 1)) {
      if (flags.has('t')) await print(sh, `${meaning.kind}\n`)
      else if (!flags.has('p') && !flags.has('P')) await print(sh, `${describe(sh, name, meaning)}\n`)
      else if (meaning.kind === 'file') await print(sh, `${meaning.text}\n`)
    }
  }
  return status
}

async function command(sh: Shell, args: readonly string[]): Promise<number> {
  const { flags, operands } = await parseOptions(
    sh,
    'command',
    args,
    'pVv',
    'command [-pVv] command [arg ...]',
  )
  const [name, ...rest] = operands
  if (name === undefined) return 0
  if (flags.has('v') || flags.has('V')) return showCommands(sh, operands, flags.has('V'))
  if (name === 'exec' || isBuiltin(sh, name)) return runBuiltin(sh, name, rest)
  const text = sh.source.text.slice(sh.position)
  if (!flags.has('p')) return runExternal(sh, operands, { replace: false, command: text.split('\n')[0]! })
  const found = searchPath(sh, name, DEFAULT_PATH)
  return runExternal(sh, [found?.path ?? name, ...rest], { replace: false, command: operands.join(' ') })
}

async function showCommands(sh: Shell, commands: readonly string[], verbose: boolean): Promise<number> {
  let status = 0
  for (const name of commands) {
    const [first] = meanings(sh, name)
    if (!first) {
      status = sh.dialect === 'bash' ? 1 : 127
      if (verbose && sh.dialect === 'bash') await complain(sh, `${name}: not found`, 'command')
      else if (verbose) await print(sh, `${name}: not found\n`)
    } else if (verbose) await print(sh, `${describe(sh, name, first)}\n`)
    else if (first.kind === 'alias') await print(sh, `alias ${name}=${forceQuote(first.text)}\n`)
    else await print(sh, `${first.kind === 'file' ? first.text : name}\n`)
  }
  return status
}

async function hash(sh: Shell, args: readonly string[]): Promise<number> {
  const { flags, operands } = await parseOptions(
    sh,
    'hash',
    args,
    sh.dialect === 'bash' ? 'dlrt' : 'rv',
    'hash [-lr] [-p pathname] [-dt] [name ...]',
  )
  if (flags.has('r')) sh.hashed.clear()
  let status = 0
  for (const name of operands) {
    if (flags.has('d')) sh.hashed.delete(name)
    else if (isBuiltin(sh, name) || sh.functions.has(name)) continue
    else {
      const found = searchPath(sh, name)
      if (found?.executable) {
        sh.hashed.set(name, { path: found.path, hits: 0 })
        if (flags.has('t')) await print(sh, `${found.path}\n`)
      } else {
        await complain(sh, `${name}: not found`, 'hash')
        status = 1
      }
    }
  }
  if (args.length > 0) return status
  if (sh.dialect !== 'bash') {
    for (const { path } of sh.hashed.values()) await print(sh, `${path}\n`)
    return 0
  }
  if (sh.hashed.size === 0) {
    await print(sh, 'hash: hash table empty\n')
    return 0
  }
  await print(sh, 'hits\tcommand\n')
  for (const { path, hits } of sh.hashed.values()) await print(sh, `${String(hits).padStart(4)}\t${path}\n`)
  return 0
}

async function runAsBuiltin(sh: Shell, args: readonly string[]): Promise<number> {
  const [name, ...rest] = args
  if (name === undefined) return 0
  if (!isBuiltin(sh, name)) throw new Failure(`${name}: not a shell builtin`)
  return runBuiltin(sh, name, rest)
}

async function enable(sh: Shell, args: readonly string[]): Promise<number> {
  const { flags, operands } = await parseOptions(
    sh,
    'enable',
    args,
    'anps',
    'enable [-a] [-dnps] [-f filename] [name ...]',
  )
  if (operands.length === 0) {
    const shown = names(sh).filter((name) => flags.has('a') || sh.disabled.has(name) === flags.has('n'))
    await print(sh, shown.map((name) => `enable ${sh.disabled.has(name) ? '-n ' : ''}${name}\n`).join(''))
  }
  let status = 0
  for (const name of operands) {
    if (!names(sh).includes(name)) {
      await complain(sh, `${name}: not a shell builtin`, 'enable')
      status = 1
    } else if (flags.has('n')) sh.disabled.add(name)
    else sh.disabled.delete(name)
  }
  return status
}

export const LOOKUP: readonly (readonly [string, Builtin])[] = [
  ['type', builtin('type [-afptP] name [name ...]', type)],
  ['command', builtin('command [-pVv] command [arg ...]', command)],
  ['hash', builtin('hash [-lr] [-p pathname] [-dt] [name ...]', hash)],
  ['builtin', builtin('builtin [shell-builtin [arg ...]]', runAsBuiltin, BASH)],
  ['enable', builtin('enable [-a] [-dnps] [-f filename] [name ...]', enable, BASH)],
]
