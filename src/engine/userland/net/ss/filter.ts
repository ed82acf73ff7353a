import { canonicalIp, inPrefix, ipBytes } from '../../../base/ip.ts'
import type { SocketInfo } from '../../../kernel/net/calls.ts'
import { Plain } from '../ip/call.ts'
import type { Services } from '../services.ts'
import { filterState, STATES } from './sockets.ts'

export type Test = (socket: SocketInfo) => boolean

const ALL: readonly string[] = STATES
const CONNECTED = ALL.filter((state) => !['unconnected', 'listening'].includes(state))
/** Names for several states (ss.c, scan_state). */
const GROUPS: Readonly<Record<string, readonly string[]>> = {
  all: ALL,
  connected: CONNECTED,
  synchronized: CONNECTED.filter((state) => state !== 'syn-sent'),
  bucket: ['syn-recv', 'time-wait'],
  big: ALL.filter((state) => !['syn-recv', 'time-wait'].includes(state)),
  closed: ['unconnected'],
  estab: ['established'],
  listen: ['listening'],
}

/** The states of a word of a filter. */
export function statesOf(word: string): readonly string[] {
  const found = GROUPS[word] ?? (ALL.includes(word) ? [word] : undefined)
  if (!found) throw new Plain(`ss: wrong state name: ${word}`, 255)
  return found
}
export const inStates =
  (states: readonly string[]): Test =>
  (socket) =>
    states.includes(filterState(socket))

/** A mistake in an expression; the caller shows the usage below it. */
export class SyntaxMistake extends Error {}

const OPERATORS: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '=': (a, b) => a === b,
  '==': (a, b) => a === b,
  eq: (a, b) => a === b,
  '!=': (a, b) => a !== b,
  ne: (a, b) => a !== b,
  neq: (a, b) => a !== b,
  '>=': (a, b) => a >= b,
  ge: (a, b) => a >= b,
  geq: (a, b) => a >= b,
  '<=': (a, b) => a <= b,
  le: (a, b) => a <= b,
  leq: (a, b) => a <= b,
  '>': (a, b) => a > b,
  gt: (a, b) => a > b,
  '<': (a, b) => a < b,
  lt: (a, b) => a < b,
}

/** Reads an expression: `( sport = :8080 or dst 10.0.0.0/8 ) and not dport = :ssh`. */
export class FilterReader {
  private readonly tokens: string[]
  private readonly services: Services
  constructor(words: readonly string[], services: Services) {
    this.tokens = words
      .join(' ')
      .replace(/(==|!=|>=|<=|&&|\|\||[()&|]|(?<![!<>=])=(?!=)|[<>](?!=)|!(?!=))/g, ' $1 ')
      .split(/\s+/)
      .filter((token) => token !== '')
    this.services = services
  }

  read(): Test {
    const test = this.any()
    if (this.tokens.length > 0) throw new SyntaxMistake()
    return test
  }

  private take(...words: readonly string[]): boolean {
    if (!words.includes(this.tokens[0] ?? '')) return false
    this.tokens.shift()
    return true
  }
  private any(): Test {
    let test = this.all()
    while (this.take('or', '|', '||')) {
      const [a, b] = [test, this.all()]
      test = (socket) => a(socket) || b(socket)
    }
    return test
  }
  private all(): Test {
    let test = this.one()
    for (;;) {
      const joined = this.take('and', '&', '&&')
      if (!joined && (this.tokens.length === 0 || ['or', '|', '||', ')'].includes(this.tokens[0]!)))
        return test
      const [a, b] = [test, this.one()]
      test = (socket) => a(socket) && b(socket)
    }
  }
  private one(): Test {
    if (this.take('not', '!')) {
      const test = this.one()
      return (socket) => !test(socket)
    }
    if (this.take('(')) {
      const test = this.any()
      if (!this.take(')')) throw new SyntaxMistake()
      return test
    }
    const word = this.tokens.shift()
    if (word === undefined) throw new SyntaxMistake()
    if (word === 'sport' || word === 'dport') return this.port(word === 'sport' ? 'local' : 'remote')
    if (word === 'src' || word === 'dst') {
      const equal = !this.take('!=', 'ne', 'neq')
      if (equal) this.take('=', '==', 'eq')
      const test = this.host(word === 'src' ? 'local' : 'remote', this.operand())
      return equal ? test : (socket) => !test(socket)
    }
    if (word === 'dev' || word === 'fwmark' || word === 'cgroup' || word === 'autobound')
      throw new Plain(`ss: ${word}: not part of this simulation`, 1)
    return this.host('remote', word)
  }
  private operand(): string {
    const word = this.tokens.shift()
    if (word === undefined || word === ')') throw new SyntaxMistake()
    return word
  }

  private port(side: 'local' | 'remote'): Test {
    const operator = OPERATORS[this.tokens[0] ?? '']
    if (operator) this.tokens.shift()
    const text = this.operand()
    const port = this.portOf(text.startsWith(':') ? text.slice(1) : text)
    const compare = operator ?? OPERATORS['=']!
    return (socket) => compare(socket[side].port, port)
  }
  private portOf(text: string): number {
    const port = this.services.portOf(text, 'tcp') ?? this.services.portOf(text, 'udp')
    if (port === undefined) throw new Plain(`Error: "${text}" does not look like a port.\n${CANNOT}`, 1)
    return port
  }

  /** `10.0.0.0/8`, `[::1]:80`, `:http`, `*:80`. */
  private host(side: 'local' | 'remote', text: string): Test {
    const m = /^(?:\[([^\]]*)\](\/\d+)?|([^:]*|[^:]*:[^:]*:.*?))(?::([^:]*))?$/.exec(text)
    const name = (m?.[1] === undefined ? (m?.[3] ?? '') : m[1] + (m[2] ?? '')).trim()
    const port = m?.[4] === undefined || m[4] === '' || m[4] === '*' ? undefined : this.portOf(m[4])
    const fits = (socket: SocketInfo): boolean => port === undefined || socket[side].port === port
    if (name === '' || name === '*') return fits
    const [address = '', length] = name.split('/')
    const known = canonicalIp(address === 'localhost' ? '127.0.0.1' : address)
    const bytes = known === undefined ? undefined : ipBytes(known)
    if (!bytes) throw new Plain(`Error: an inet prefix is expected rather than "${text}".\n${CANNOT}`, 1)
    const bits = length === undefined ? bytes.length * 8 : Number(length)
    return (socket) => {
      const own = ipBytes(socket[side].host.replace(/^::ffff:(?=\d+\.)/, ''))
      return own !== undefined && inPrefix(own, bytes, bits) && fits(socket)
    }
  }
}
const CANNOT = 'Cannot parse dst/src address.'
