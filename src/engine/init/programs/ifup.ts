import { isErrno } from '../../base/errors.ts'
import type { Process, Program } from '../../kernel/process.ts'
import { readText } from '../manager/files.ts'
import {
  INTERFACES,
  InterfacesError,
  type InterfacesFile,
  readInterfaces,
  type Stanza,
} from './interfaces-file.ts'
import { RESERVE } from './reserve.ts'
import { runCommand } from './run-command.ts'

const FOLDER = '/run/network'
const STATE = `${FOLDER}/ifstate`
type Name = 'ifup' | 'ifdown' | 'ifquery'

/** ifup, ifdown and ifquery: the interfaces that /etc/network/interfaces describes (ifup(8) of ifupdown 0.8). */
export const ifup: Program = {
  name: 'ifup',
  run: (p) => {
    const name = /(ifdown|ifquery)$/.exec(p.argv[0] ?? '')?.[1] ?? 'ifup'
    return run(p, name as Name)
  },
}

async function run(p: Process, name: Name): Promise<number> {
  const complain = async (text: string): Promise<number> => {
    await p.write(2, `${text}\n`)
    return 1
  }
  const value = (option: string): string[] =>
    p.argv.flatMap((word) => (word.startsWith(`--${option}=`) ? [word.slice(option.length + 3)] : []))
  const all = p.argv.includes('-a') || p.argv.includes('--all')
  const list = p.argv.includes('--list') || p.argv.includes('-l')
  const given = p.argv.slice(1).filter((word) => !word.startsWith('-'))
  if (name === 'ifquery' && p.argv.includes('--state')) return RESERVE.code.tellState(p, given)
  try {
    if (name !== 'ifquery' && !p.exists(FOLDER)) p.mkdir(FOLDER, 0o755)
  } catch (error) {
    if (!isErrno(error)) throw error
    return complain(`${name}: failed to create statefile directory ${FOLDER}: ${error.message}`)
  }
  let file: InterfacesFile
  try {
    file = readInterfaces(p)
  } catch (error) {
    if (!(error instanceof InterfacesError)) throw error
    await complain(error.message)
    return complain(`${name}: couldn't read interfaces file "${INTERFACES}"`)
  }
  const marked = file.classes.get(value('allow')[0] ?? 'auto') ?? []
  const wanted = given.length > 0 ? given : name === 'ifdown' && all ? [...stateOf(p).keys()] : marked
  const names = wanted.filter((each) => !value('exclude').includes(each))
  if (list) {
    await p.write(1, names.map((each) => `${each}\n`).join(''))
    return 0
  }
  if (given.length === 0 && !all) return complain(`Usage: ${name} <options> <ifaces...>`)
  if (name === 'ifquery') return RESERVE.code.tellOptions(p, file, names)
  let code = 0
  for (const each of names) {
    // Of those that are to come when they appear, others are none.
    if (value('allow').length > 0 && !marked.includes(each)) continue
    const isUp = stateOf(p).has(each)
    const stanzas = file.stanzas.get(each)
    if (name === 'ifup' && isUp && !p.argv.includes('--force')) {
      if (!all) await complain(`ifup: interface ${each} already configured`)
    } else if (!stanzas) code = await complain(`${name}: unknown interface ${each}`)
    else if (name === 'ifdown' && !isUp) {
      if (!all) await complain(`ifdown: interface ${each} not configured`)
    } else if (await configure(p, each, stanzas, name)) note(p, each, name === 'ifup')
    else code = await complain(`${name}: failed to bring ${name === 'ifup' ? 'up' : 'down'} ${each}`)
  }
  return code
}

/** Interfaces that were brought up, with the stanza each was brought up by. */
export function stateOf(p: Process): Map<string, string> {
  const lines = p.exists(STATE) ? readText(p, STATE).split('\n').filter(Boolean) : []
  return new Map(lines.map((line) => line.split('=') as [string, string]))
}

function note(p: Process, name: string, isUp: boolean): void {
  const state = stateOf(p)
  if (isUp) state.set(name, name)
  else state.delete(name)
  p.writeFile(STATE, [...state].map(([key, value]) => `${key}=${value}\n`).join(''))
  p.writeFile(`${FOLDER}/ifstate.${name}`, isUp ? `${name}\n` : '')
}

/** Whether all commands of the stanzas succeeded; the first that fails ends it. */
async function configure(
  p: Process,
  name: string,
  stanzas: readonly Stanza[],
  way: 'ifup' | 'ifdown',
): Promise<boolean> {
  for (const stanza of stanzas) {
    if (!['loopback', 'manual', 'static'].includes(stanza.method)) {
      await p.write(2, `${way}: ${name}: the method ${stanza.method} is no part of this simulation\n`)
      return false
    }
    const own = (option: string): string[][] =>
      stanza.options.flatMap(([key, line]) => (key === option ? [['/bin/sh', '-c', line]] : []))
    const commands =
      way === 'ifup'
        ? [...own('pre-up'), ...upCommands(name, stanza), ...own('up'), ...own('post-up')]
        : [
            ...own('pre-down'),
            ...own('down'),
            ...RESERVE.code.downCommands(name, stanza),
            ...own('post-down'),
          ]
    for (const command of commands) if ((await runCommand(p, command)) !== 0 && way === 'ifup') return false
  }
  return true
}

export const IP = '/bin/ip'

function upCommands(name: string, { family, method, options }: Stanza): string[][] {
  if (method === 'manual') return []
  const up = [IP, 'link', 'set', 'dev', name, 'up']
  if (method === 'loopback') return [up]
  const option = new Map(options)
  const { address = '', netmask, gateway, metric } = Object.fromEntries(option)
  const prefix = netmask !== undefined && !address.includes('/') ? `${address}/${lengthOf(netmask)}` : address
  const four = family === 'inet'
  return [
    [IP, ...(four ? [] : ['-6']), 'addr', 'add', prefix, ...(four ? ['broadcast', '+'] : []), 'dev', name],
    up,
    ...(gateway === undefined
      ? []
      : [
          [
            ...[IP, ...(four ? [] : ['-6']), 'route', 'add', 'default', 'via', gateway],
            ...(metric === undefined ? [] : ['metric', metric]),
            ...['dev', name, 'onlink'],
          ],
        ]),
  ]
}

/** `255.255.255.0` → `24`. */
const lengthOf = (netmask: string): string =>
  netmask.includes('.')
    ? String(
        netmask
          .split('.')
          .map((byte) => Number(byte).toString(2).replaceAll('0', '').length)
          .reduce((sum, bits) => sum + bits, 0),
      )
    : netmask
