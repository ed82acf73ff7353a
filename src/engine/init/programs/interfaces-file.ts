import { isErrno } from '../../base/errors.ts'
import { pathMatch } from '../../base/path-match.ts'
import type { Process } from '../../kernel/process.ts'
import { namesIn } from '../../userland/system-files.ts'
import { readText } from '../manager/files.ts'

export const INTERFACES = '/etc/network/interfaces'

/** An `iface` stanza of interfaces(5). */
export interface Stanza {
  readonly family: string
  readonly method: string
  /** Its options in their order; a name may come more than once. */
  readonly options: readonly (readonly [name: string, value: string])[]
}

/** What the file says. */
export interface InterfacesFile {
  /** Interfaces by the class that they are brought up with: `auto`, `hotplug`. */
  readonly classes: ReadonlyMap<string, readonly string[]>
  readonly stanzas: ReadonlyMap<string, readonly Stanza[]>
}

/** A line that cannot be understood: `/etc/network/interfaces:9: misplaced option`. */
export class InterfacesError extends Error {
  override readonly name = 'InterfacesError'
}

const FAMILIES = ['inet', 'inet6', 'can', 'link']
const METHODS = ['loopback', 'static', 'manual', 'dhcp', 'auto', 'ppp', 'tunnel']

/** Reads the file and those that it names with `source`. Throws `InterfacesError`. */
export function readInterfaces(p: Process): InterfacesFile {
  const classes = new Map<string, string[]>()
  const stanzas = new Map<string, Stanza[]>([['lo', [{ family: 'inet', method: 'loopback', options: [] }]]])
  const read = (path: string): void => {
    let open: [string, string][] | undefined
    const lines = textOf(p, path).split('\n')
    for (let i = 0; i < lines.length; i++) {
      const fail = (why: string): InterfacesError => new InterfacesError(`${path}:${i + 1}: ${why}`)
      let line = lines[i]!
      while (line.endsWith('\\') && i + 1 < lines.length) line = `${line.slice(0, -1)}${lines[++i]}`
      const [word = '', ...rest] = line.trim().split(/\s+/)
      if (word === '' || word.startsWith('#')) continue
      if (word === 'iface') {
        const [name, family, method] = rest
        if (name === undefined || family === undefined) throw fail('too few parameters for iface line')
        if (!FAMILIES.includes(family)) throw fail('unknown address type')
        if (method === undefined || !METHODS.includes(method))
          throw fail('unknown or no method and no inherits keyword specified')
        open = []
        const others = name === 'lo' ? [] : (stanzas.get(name) ?? [])
        stanzas.set(name, [...others, { family, method, options: open }])
      } else if (word === 'auto' || word.startsWith('allow-')) {
        open = undefined
        const key = word.replace(/^allow-/, '')
        classes.set(key, [...(classes.get(key) ?? []), ...rest])
      } else if (word === 'source' || word === 'source-directory') {
        open = undefined
        for (const found of sources(p, word, rest[0] ?? '')) read(found)
      } else if (!open) throw fail('misplaced option')
      else if (rest.length === 0) throw fail('option with empty value')
      else open.push([word, rest.join(' ')])
    }
  }
  read(INTERFACES)
  return { classes, stanzas }
}

function textOf(p: Process, path: string): string {
  try {
    return readText(p, path)
  } catch (error) {
    if (!isErrno(error)) throw error
    throw new InterfacesError(`${path}: ${error.message}`)
  }
}

/** Files that a pattern names; of a folder, those whose names are letters, digits, `_` and `-`. */
function sources(p: Process, word: string, pattern: string): string[] {
  const cut = pattern.lastIndexOf('/')
  const [folder, last] = word === 'source' ? [pattern.slice(0, cut), pattern.slice(cut + 1)] : [pattern, '*']
  return namesIn(p, folder)
    .filter((name) => !name.startsWith('.') && pathMatch(last, name) === true)
    .filter((name) => word === 'source' || /^[\w-]+$/.test(name))
    .sort()
    .map((name) => `${folder}/${name}`)
}
