import { decode, encode } from '../../base/text.ts'
import type { Process } from '../../kernel/process.ts'

export const UNIT_TYPES = [
  'service',
  'mount',
  'swap',
  'socket',
  'target',
  'device',
  'automount',
  'timer',
  'path',
  'slice',
  'scope',
] as const
/** In the order of systemd's own list (unit-def.h): what comes later is run first. */
export type UnitType = (typeof UNIT_TYPES)[number]

/** The type of a unit, by the end of its name; undefined where it is no unit's name. */
export function typeOf(name: string): UnitType | undefined {
  return TYPES.get(name.slice(name.lastIndexOf('.') + 1))
}
const TYPES: ReadonlyMap<string, UnitType> = new Map(UNIT_TYPES.map((type) => [type, type]))

export interface NameParts {
  /** Before the `@`, or before the type. */
  readonly prefix: string
  /** Undefined where the name has no `@`; empty in a template's name. */
  readonly instance: string | undefined
  readonly type: UnitType | undefined
}

export function partsOf(name: string): NameParts {
  const type = typeOf(name)
  const stem = type ? name.slice(0, -type.length - 1) : name
  const at = stem.indexOf('@')
  if (at < 0) return { prefix: stem, instance: undefined, type }
  return { prefix: stem.slice(0, at), instance: stem.slice(at + 1), type }
}

/** `getty@.service` for `getty@tty1.service`; undefined for a name without an instance. */
export function templateOf(name: string): string | undefined {
  const { prefix, instance, type } = partsOf(name)
  return instance ? `${prefix}@.${type}` : undefined
}

/** Escapes text for a unit's name (systemd-escape(1)): `/` becomes `-`, what is not plain `\xNN`. */
export function escapeName(text: string): string {
  if (/^[A-Za-z0-9:_/][A-Za-z0-9:_./]*$/.test(text)) return text.replaceAll('/', '-')
  let out = ''
  for (const [i, byte] of [...encode(text)].entries()) {
    const c = String.fromCharCode(byte)
    if (c === '/') out += '-'
    else if (/[A-Za-z0-9:_.]/.test(c) && !(i === 0 && c === '.')) out += c
    else out += `\\x${byte.toString(16).padStart(2, '0')}`
  }
  return out
}

/** Escapes a path: without the slash at its head; the root is `-`. */
export function escapePath(path: string): string {
  const names = path.split('/').filter((name) => name !== '' && name !== '.')
  return names.length === 0 ? '-' : escapeName(names.join('/'))
}

export function unescapeName(text: string): string {
  if (!text.includes('\\')) return text.replaceAll('-', '/')
  const bytes: number[] = []
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    const hex = text[i] === '\\' && /^\\x([0-9a-fA-F]{2})/.exec(text.slice(i, i + 4))
    if (hex) {
      bytes.push(Number.parseInt(hex[1]!, 16))
      i += 3
    } else if (text[i] === '-') bytes.push(0x2f)
    else if (code < 0x80) bytes.push(code)
    else bytes.push(...encode(text[i]!))
  }
  return decode(Uint8Array.from(bytes))
}

/** The path that an escaped name stands for. */
export const unescapePath = (text: string): string => (text === '-' ? '/' : `/${unescapeName(text)}`)

/** Name of the unit for a path: `boot.mount`, `dev-sda1.device`. */
export const unitOfPath = (path: string, type: UnitType): string => `${escapePath(path)}.${type}`

/** Replaces the specifiers of unit files (systemd.unit(5), "Specifiers") for a unit of that name. */
export function expand(text: string, name: string, p: Process): string {
  if (!text.includes('%')) return text
  const { prefix, instance = '' } = partsOf(name)
  const { nodename, release } = p.uname()
  const last = prefix.slice(prefix.lastIndexOf('-') + 1)
  const values: Readonly<Record<string, string>> = {
    '%': '%',
    i: instance,
    I: unescapeName(instance),
    n: name,
    N: name.slice(0, name.lastIndexOf('.')),
    p: prefix,
    P: unescapeName(prefix),
    j: last,
    J: unescapeName(last),
    f: `/${unescapeName(instance || prefix).replace(/^\//, '')}`,
    v: release,
    H: nodename,
    t: '/run',
    S: '/var/lib',
    C: '/var/cache',
    L: '/var/log',
    E: '/etc',
    T: '/tmp',
    V: '/var/tmp',
    u: 'root',
    U: '0',
    h: '/root',
    s: '/bin/bash',
  }
  return text.replace(/%(.)/g, (whole, letter: string) => values[letter] ?? whole)
}
