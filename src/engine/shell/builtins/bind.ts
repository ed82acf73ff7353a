import { bytesOf } from '../../base/body.ts'
import { isErrno } from '../../base/errors.ts'
import { byCodeUnit, decode } from '../../base/text.ts'
import { COMMAND_NAMES } from '../editor/command-names.ts'
import { bindLine, keymapOf, readInputrc } from '../editor/inputrc.ts'
import { type Keymap, parseKeys, showKeys } from '../editor/keymap.ts'
import { Failure } from '../failure.ts'
import { complain, print } from '../report.ts'
import type { Shell } from '../state.ts'
import { BASH, type Builtin, builtin, parseOptions } from './builtin.ts'

const USAGE =
  'bind [-lpsvPSVX] [-m keymap] [-f filename] [-q name] [-u name] [-r keyseq] [-x keyseq:shell-command] [keyseq:readline-function or readline-command]'

/** Sequences of each command of a keymap, in the order of their bytes. */
function byCommand(keymap: Keymap): Map<string, string[]> {
  const found = new Map<string, string[]>()
  for (const [sequence, binding] of keymap.entries().sort((a, b) => byCodeUnit(a[0], b[0])))
    if (binding.kind === 'command') {
      const list = found.get(binding.name) ?? []
      list.push(`"${showKeys(sequence)}"`)
      found.set(binding.name, list)
    }
  return found
}

function commands(keymap: Keymap, readable: boolean): string {
  const bound = byCommand(keymap)
  let out = readable ? '' : '\n'
  for (const name of COMMAND_NAMES) {
    if (name === 'self-insert' || name === 'do-lowercase-version') continue
    const keys = bound.get(name) ?? []
    if (readable) {
      const shown = keys.length > 5 ? `${keys.slice(0, 5).join(', ')}, ...` : `${keys.join(', ')}.`
      out += keys.length === 0 ? `${name} is not bound to any keys\n` : `${name} can be found on ${shown}\n`
    } else if (keys.length === 0) out += `# ${name} (not bound)\n`
    else for (const each of keys) out += `${each}: ${name}\n`
  }
  return out
}

function others(keymap: Keymap, kind: 'macro' | 'shell', readable: boolean): string {
  let out = ''
  for (const [sequence, binding] of keymap.entries().sort((a, b) => byCodeUnit(a[0], b[0]))) {
    if (binding.kind !== kind) continue
    const text = kind === 'macro' ? showKeys(binding.text) : binding.text.replace(/["\\]/g, '\\$&')
    out += readable
      ? `${showKeys(sequence)} outputs ${text}\n`
      : `"${showKeys(sequence)}"${kind === 'macro' ? ':' : ''} "${text}"\n`
  }
  return out
}

async function bind(sh: Shell, args: readonly string[]): Promise<number> {
  if (!sh.interactive) await complain(sh, 'warning: line editing not enabled', 'bind')
  const { flags, values, operands } = await parseOptions(sh, 'bind', args, 'lpPsSvVXm:f:q:u:r:x:', USAGE)
  const name = values.get('m') ?? (sh.options.has('vi') ? 'vi-insert' : 'emacs')
  const keymap = keymapOf(sh.bindings, name)
  if (!keymap) throw new Failure(`\`${name}': invalid keymap name`)
  if (flags.has('l')) await print(sh, `${COMMAND_NAMES.join('\n')}\n`)
  if (flags.has('p')) await print(sh, commands(keymap, false))
  if (flags.has('P')) await print(sh, `\n${commands(keymap, true)}`)
  if (flags.has('s')) await print(sh, others(keymap, 'macro', false))
  if (flags.has('S')) await print(sh, others(keymap, 'macro', true))
  if (flags.has('X')) await print(sh, others(keymap, 'shell', false))
  if (flags.has('v') || flags.has('V')) await print(sh, variables(sh, flags.has('V')))
  if (flags.has('f')) readFile(sh, values.get('f')!)
  if (flags.has('r')) keymap.unbind(parseKeys(values.get('r')!))
  if (flags.has('x') && !bindLine(keymap, values.get('x')!, true))
    throw new Failure(`first non-whitespace character is not \`"'`)
  const asked = values.get('q') ?? values.get('u')
  if (asked !== undefined) return ofCommand(sh, keymap, asked, flags.has('u'))
  for (const line of operands) {
    const setting = /^\s*set\s/.test(line)
    if (setting) readInputrc(sh.bindings, line, () => undefined)
    else if (!bindLine(keymap, line)) await complain(sh, `\`${line}': cannot bind`, 'bind')
  }
  return 0
}

function variables(sh: Shell, readable: boolean): string {
  return [...sh.bindings.variables]
    .sort((a, b) => byCodeUnit(a[0], b[0]))
    .map(([name, value]) => (readable ? `${name} is set to \`${value}'\n` : `set ${name} ${value}\n`))
    .join('')
}

function readFile(sh: Shell, path: string): void {
  try {
    readInputrc(sh.bindings, decode(bytesOf(sh.process.readFile(path))), () => undefined)
  } catch (error) {
    if (!isErrno(error)) throw error
    throw new Failure(`${path}: cannot read: ${error.message}`)
  }
}

async function ofCommand(sh: Shell, keymap: Keymap, name: string, unbind: boolean): Promise<number> {
  if (!COMMAND_NAMES.includes(name)) throw new Failure(`\`${name}': unknown function name`)
  const keys = byCommand(keymap).get(name) ?? []
  if (unbind) {
    for (const [sequence, binding] of keymap.entries())
      if (binding.kind === 'command' && binding.name === name) keymap.unbind(sequence)
    return 0
  }
  if (keys.length === 0) {
    await print(sh, `${name} is not bound to any keys.\n`)
    return 1
  }
  const shown = keys.length > 5 ? `${keys.slice(0, 5).join(', ')}, ...` : `${keys.join(', ')}.`
  await print(sh, `${name} can be invoked via ${shown}\n`)
  return 0
}

export const BIND: readonly (readonly [string, Builtin])[] = [['bind', builtin(USAGE, bind, BASH)]]
