import { bytesOf } from '../../../base/body.ts'
import { decode } from '../../../base/text.ts'
import { GrubError } from '../errors.ts'
import { typed } from '../later.ts'
import type { Command, Grub, MenuEntry } from '../shell.ts'
import type { Block } from '../syntax.ts'
import { test } from './test.ts'

const set: Command = (grub, [assignment]) => {
  if (assignment === undefined) {
    for (const [name, value] of [...grub.env].sort(([a], [b]) => (a < b ? -1 : 1)))
      grub.out.print(`${name}=${value}\n`)
    return 0
  }
  const at = assignment.indexOf('=')
  if (at < 0) throw new GrubError(`invalid variable name \`${assignment}'`)
  grub.assign(assignment.slice(0, at), assignment.slice(at + 1))
  return 0
}

const unset: Command = (grub, [name]) => {
  if (name !== undefined) grub.env.delete(name)
  return 0
}

const echo: Command = (grub, args) => {
  const quiet = args[0] === '-n'
  grub.out.print(`${args.filter((arg) => arg !== '-n' && arg !== '-e').join(' ')}${quiet ? '' : '\n'}`)
  return 0
}

/** An environment block begins with this line, and `#` fills it (GRUB manual, "Environment block"). */
export const HEADER = '# GRUB Environment Block\n'

/** Variables of an environment block. */
export function readBlock(grub: Grub, args: readonly string[]): [string, string][] {
  const at = args.findIndex((arg) => arg === '-f' || arg === '--file')
  const path = at >= 0 ? args[at + 1]! : `${grub.variable('prefix')}/grubenv`
  const text = decode(bytesOf(grub.file(path)))
  if (!text.startsWith(HEADER)) throw new GrubError('invalid environment block')
  return text
    .split('\n')
    .filter((line) => !line.startsWith('#') && line.includes('='))
    .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)])
}

const loadEnv: Command = (grub, args) => {
  for (const [name, value] of readBlock(grub, args)) grub.env.set(name, value)
  return 0
}
/** Where the value of an option is: `--id x`, `--id=x`. */
function optionsOf(args: readonly string[]): { options: Map<string, string>; rest: string[] } {
  const options = new Map<string, string>()
  const rest: string[] = []
  for (let i = 0; i < args.length; i++) {
    const [, name, value] = /^--([a-z]+)(?:=(.*))?$/.exec(args[i]!) ?? []
    if (name === undefined) rest.push(args[i]!)
    else if (name === 'unrestricted') options.set(name, '')
    else options.set(name, value ?? args[++i] ?? '')
  }
  return { options, rest }
}

function entry(grub: Grub, args: readonly string[], block: Block | undefined, submenu: boolean): number {
  const { options, rest } = optionsOf(args)
  const [title] = rest
  if (title === undefined) throw new GrubError('no title or no menu entry definition')
  if (!block && rest.length < 2) throw new GrubError('no menuentry definition')
  const made: MenuEntry = {
    title,
    id: options.get('id') ?? title,
    hotkey: options.get('hotkey'),
    args: rest,
    source: block?.source ?? rest.at(-1)!,
    submenu,
  }
  grub.entries.push(made)
  return 0
}

const none: Command = () => 0

const setparams: Command = (grub, args) => {
  grub.setArguments(args)
  return 0
}

export const SCRIPTING: readonly (readonly [string, Command, module?: string])[] = [
  ['set', set],
  ['unset', unset],
  ['export', none],
  ['echo', echo, 'echo'],
  ['[', (grub, args) => test(grub, args.at(-1) === ']' ? args.slice(0, -1) : args), 'test'],
  ['test', test, 'test'],
  ['true', none, 'true'],
  ['false', () => 1, 'true'],
  ['sleep', typed('sleep'), 'sleep'],
  ['load_env', loadEnv, 'loadenv'],
  ['list_env', typed('list_env'), 'loadenv'],
  ['save_env', typed('save_env'), 'loadenv'],
  ['menuentry', (grub, args, block) => entry(grub, args, block, false)],
  ['submenu', (grub, args, block) => entry(grub, args, block, true)],
  ['setparams', setparams],
  ['source', (grub, [path = '']) => grub.runFile(path), 'configfile'],
  ['.', (grub, [path = '']) => grub.runFile(path), 'configfile'],
  ['configfile', typed('configfile'), 'configfile'],
  ['normal', typed('normal'), 'normal'],
  ['serial', none, 'serial'],
  ['terminal_input', none, 'terminal'],
  ['terminal_output', none, 'terminal'],
  ['loadfont', none, 'font'],
  ['background_color', none, 'gfxterm_background'],
  ['background_image', none, 'gfxterm_background'],
  ['clear', typed('clear'), 'minicmd'],
]
