import type { Process } from '../../kernel/process.ts'
import { IP, stateOf } from './ifup.ts'
import type { InterfacesFile, Stanza } from './interfaces-file.ts'

/** `ifquery --state`: those that are up. */
export async function tellState(p: Process, names: readonly string[]): Promise<number> {
  const state = stateOf(p)
  const asked = names.length > 0 ? names : [...state.keys()]
  for (const name of asked) if (state.has(name)) await p.write(1, `${name}=${state.get(name)}\n`)
  return asked.every((name) => state.has(name)) ? 0 : 1
}

/** `ifquery`: what the file says of interfaces. */
export async function tellOptions(
  p: Process,
  { stanzas }: InterfacesFile,
  names: readonly string[],
): Promise<number> {
  for (const name of names) {
    const found = stanzas.get(name)
    if (!found) {
      await p.write(2, `ifquery: unknown interface ${name}\n`)
      return 1
    }
    for (const { options } of found)
      for (const [option, value] of options) await p.write(1, `${option}: ${value}\n`)
  }
  return 0
}

/** What takes an interface down. */
export function downCommands(name: string, { method }: Stanza): string[][] {
  if (method === 'manual') return []
  const down = [IP, 'link', 'set', 'dev', name, 'down']
  return method === 'loopback' ? [down] : [[IP, 'addr', 'flush', 'dev', name], down]
}
