import { keeping } from '../../base/keeping.ts'

/** What a key sequence runs: a command by its name, keys that stand for it, or a shell command (`bind -x`). */
export type Binding =
  | { readonly kind: 'command'; readonly name: string }
  | { readonly kind: 'macro'; readonly text: string }
  | { readonly kind: 'shell'; readonly text: string }

/** Bindings by sequence; one character a byte. */
export class Keymap {
  private readonly bindings: Map<string, Binding>
  private readonly prefixes: Map<string, number>

  constructor(lines = '') {
    const from = lines === '' ? undefined : keymapOf(lines)
    this.bindings = new Map(from?.bindings)
    this.prefixes = new Map(from?.prefixes)
  }

  get(sequence: string): Binding | undefined {
    const found = this.bindings.get(sequence)
    if (found || sequence.length === 0) return found
    const last = sequence.at(-1)!
    if (sequence.length < 2 || !/[A-Z]/.test(last)) return undefined
    return this.bindings.get(sequence.slice(0, -1) + last.toLowerCase())
  }
  /** Longer sequences begin with this one. */
  isPrefix(sequence: string): boolean {
    return this.prefixes.has(sequence)
  }
  bind(sequence: string, binding: Binding): void {
    if (!this.bindings.has(sequence)) this.count(sequence, 1)
    this.bindings.set(sequence, binding)
  }
  unbind(sequence: string): void {
    if (this.bindings.delete(sequence)) this.count(sequence, -1)
  }
  private count(sequence: string, by: 1 | -1): void {
    for (let length = 1; length < sequence.length; length++) {
      const prefix = sequence.slice(0, length)
      const count = (this.prefixes.get(prefix) ?? 0) + by
      if (count > 0) this.prefixes.set(prefix, count)
      else this.prefixes.delete(prefix)
    }
  }
  entries(): [string, Binding][] {
    return [...this.bindings]
  }
}

/** The map that a text describes, once for all who begin with it. */
const keymapOf = keeping((lines): Keymap => {
  const made = new Keymap()
  for (const line of lines.trim().split('\n')) {
    const at = line.lastIndexOf(' ')
    for (const keys of line.slice(0, at).trim().split('   '))
      made.bind(parseKeys(keys), { kind: 'command', name: line.slice(at + 1) })
  }
  return made
})

const ESCAPES: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  d: '\x7f',
  e: '\x1b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
}
const control = (c: string): string =>
  c === '?' ? '\x7f' : String.fromCharCode(c.toUpperCase().charCodeAt(0) & 31)

/** Bytes of a key sequence as an inputrc writes it within quotes: `\C-x\M-a\e[1~` (rl_translate_keyseq). */
export function parseKeys(text: string): string {
  let out = ''
  for (let i = 0; i < text.length; i++) {
    if (text[i] !== '\\') {
      out += text[i]
      continue
    }
    const rest = text.slice(i + 1)
    const meta = /^(?:M-\\?C-|C-\\?M-)(.)/s.exec(rest)
    const single = /^(M|C)-(\\[aden])?(.)?/s.exec(rest)
    const octal = /^[0-7]{1,3}/.exec(rest)
    const hex = /^x([0-9a-fA-F]{1,2})/.exec(rest)
    if (meta) {
      out += `\x1b${control(meta[1]!)}`
      i += meta[0].length
    } else if (single?.[1] === 'M') {
      out += '\x1b'
      i += 2
    } else if (single?.[1] === 'C' && single[3] !== undefined) {
      out += control(single[3])
      i += 3
    } else if (octal) {
      out += String.fromCharCode(Number.parseInt(octal[0], 8) & 255)
      i += octal[0].length
    } else if (hex) {
      out += String.fromCharCode(Number.parseInt(hex[1]!, 16))
      i += hex[0].length
    } else if (rest !== '') {
      out += ESCAPES[rest[0]!] ?? rest[0]
      i++
    }
  }
  return out
}

/** A sequence as `bind -p` writes it. */
export function showKeys(sequence: string): string {
  let out = ''
  for (const c of sequence) {
    const code = c.charCodeAt(0)
    if (c === '\x1b') out += '\\e'
    else if (code === 127) out += '\\C-?'
    else if (code < 32) out += `\\C-${String.fromCharCode(code + 64).toLowerCase()}`
    else if (c === '"' || c === '\\') out += `\\${c}`
    else if (code > 127) out += `\\${code.toString(8)}`
    else out += c
  }
  return out
}
