import { isErrno } from '../../base/errors.ts'
import type { Process, Program } from '../../kernel/process.ts'
import { readText } from '../manager/files.ts'
import { runCommand } from './run-command.ts'

const STATE = '/run/network'

/** ifup and ifdown: the interfaces that /etc/network/interfaces has brought up by itself (ifup(8)). */
export const ifup: Program = {
  name: 'ifup',
  run: (p) => (p.argv[0]?.endsWith('ifdown') ? change(p, 'down') : change(p, 'up')),
}

async function change(p: Process, to: 'up' | 'down'): Promise<number> {
  try {
    if (!p.exists(STATE)) p.mkdir(STATE, 0o755)
  } catch (error) {
    if (!isErrno(error)) throw error
    await p.write(
      2,
      `${to === 'up' ? 'ifup' : 'ifdown'}: failed to create statefile directory ${STATE}: ${error.message}\n`,
    )
    return 1
  }
  const given = p.argv.slice(1).filter((word) => !word.startsWith('-'))
  const all = p.argv.includes('-a') || p.argv.includes('--all')
  const excluded = p.argv
    .filter((word) => word.startsWith('--exclude='))
    .map((word) => word.slice('--exclude='.length))
  for (const name of all ? automatic(p) : given) {
    if (excluded.includes(name)) continue
    const known = interfaces(p).get(name)
    if (!known) {
      await p.write(2, `${to === 'up' ? 'ifup' : 'ifdown'}: unknown interface ${name}\n`)
      return 1
    }
    for (const command of commands(name, known, to)) if ((await runCommand(p, command)) !== 0) return 1
    p.writeFile(`${STATE}/ifstate.${name}`, to === 'up' ? `${name}\n` : '')
  }
  return 0
}

interface Stanza {
  readonly method: string
  readonly options: ReadonlyMap<string, string>
}

const linesOf = (p: Process): string[] =>
  p.exists('/etc/network/interfaces')
    ? readText(p, '/etc/network/interfaces')
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => line !== '' && !line.startsWith('#'))
    : []

/** Those of `auto` lines; the loopback always. */
const automatic = (p: Process): string[] =>
  linesOf(p)
    .filter((line) => /^(auto|allow-auto)\s/.test(line))
    .flatMap((line) => line.split(/\s+/).slice(1))

function interfaces(p: Process): Map<string, Stanza> {
  const found = new Map<string, { method: string; options: Map<string, string> }>([
    ['lo', { method: 'loopback', options: new Map() }],
  ])
  let open: Map<string, string> | undefined
  for (const line of linesOf(p)) {
    const [word = '', ...rest] = line.split(/\s+/)
    if (word === 'iface') {
      open = new Map()
      found.set(rest[0]!, { method: rest[2] ?? 'manual', options: open })
    } else if (/^(auto|allow-|source|mapping)/.test(word)) open = undefined
    else open?.set(word, rest.join(' '))
  }
  return found
}

function commands(name: string, { method, options }: Stanza, to: 'up' | 'down'): string[][] {
  const ip = '/bin/ip'
  if (method === 'loopback' || method === 'manual') return []
  if (method !== 'static') return []
  if (to === 'down')
    return [
      [ip, 'addr', 'flush', 'dev', name],
      [ip, 'link', 'set', 'dev', name, 'down'],
    ]
  const address = options.get('address') ?? ''
  const gateway = options.get('gateway')
  return [
    [ip, 'addr', 'add', address, 'dev', name],
    [ip, 'link', 'set', 'dev', name, 'up'],
    ...(gateway ? [[ip, 'route', 'add', 'default', 'via', gateway, 'dev', name]] : []),
  ]
}
