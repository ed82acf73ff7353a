import { decode } from '../../base/text.ts'

/** What a reader did: typed text, pressed a key, pasted. */
export type Key =
  | { readonly kind: 'text'; readonly text: string }
  /** `C-a`, `M-b`, `up`, `home`, `delete`, `enter`, `tab`, `backspace`. */
  | { readonly kind: 'key'; readonly name: string }
  | { readonly kind: 'paste'; readonly text: string }

const FINALS: Readonly<Record<string, string>> = {
  A: 'up',
  B: 'down',
  C: 'right',
  D: 'left',
  H: 'home',
  F: 'end',
  Z: 'S-tab',
}
const TILDES: Readonly<Record<string, string>> = {
  '1': 'home',
  '2': 'insert',
  '3': 'delete',
  '4': 'end',
  '5': 'pageup',
  '6': 'pagedown',
  '7': 'home',
  '8': 'end',
}
const PASTE_END = '\x1b[201~'

/** Turns bytes of a terminal into keys, one byte at a time (ECMA-48 sequences, UTF-8, bracketed paste). */
export class KeyDecoder {
  private pending: number[] = []
  private pasting: number[] | undefined

  /** The key that this byte completes, if it does. Sequences of no meaning vanish. */
  feed(byte: number): Key | undefined {
    if (this.pasting) return this.paste(byte)
    this.pending.push(byte)
    const key = this.complete()
    if (key === undefined) return undefined
    this.pending = []
    return key === 'none' ? undefined : key
  }

  private paste(byte: number): Key | undefined {
    const bytes = this.pasting!
    bytes.push(byte)
    const end = bytes.length - PASTE_END.length
    if (byte !== 126 || end < 0 || decode(new Uint8Array(bytes.slice(end))) !== PASTE_END) return undefined
    this.pasting = undefined
    const text = decode(new Uint8Array(bytes.slice(0, end)))
    return { kind: 'paste', text: text.replace(/\r\n?/g, '\n').replace(/[\x00-\x08\x0b-\x1f\x7f]/g, '') }
  }

  private complete(): Key | 'none' | undefined {
    const [first, second] = this.pending as [number, number | undefined]
    if (first === 27) {
      if (second === undefined) return undefined
      if (second === 91 || second === 79) return this.sequence()
      if (second === 27) {
        this.pending = [27]
        return undefined
      }
      if (second >= 128) return 'none'
      return { kind: 'key', name: `M-${controlName(second) ?? String.fromCharCode(second)}` }
    }
    const control = controlName(first)
    if (control !== undefined) return { kind: 'key', name: control }
    if (first < 128) return { kind: 'text', text: String.fromCharCode(first) }
    const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 1
    if (this.pending.length < length) return undefined
    return { kind: 'text', text: decode(new Uint8Array(this.pending)) }
  }

  private sequence(): Key | 'none' | undefined {
    if (this.pending.length < 3) return undefined
    const last = this.pending.at(-1)!
    if (last < 0x40 || last > 0x7e) return undefined
    const body = decode(new Uint8Array(this.pending.slice(2)))
    if (body === '200~') {
      this.pasting = []
      return 'none'
    }
    const m = /^(\d*)(?:;(\d+))?([A-Za-z~])$/.exec(body)
    const name = m && (m[3] === '~' ? TILDES[m[1]!] : FINALS[m[3]!])
    if (!name) return 'none'
    const modifier = Number(m[2] ?? 1) - 1
    const prefix = modifier & 4 ? 'C-' : modifier & 2 ? 'M-' : ''
    return { kind: 'key', name: prefix + name }
  }
}

function controlName(byte: number): string | undefined {
  switch (byte) {
    case 9:
      return 'tab'
    case 10:
    case 13:
      return 'enter'
    case 8:
      return 'C-h'
    case 127:
      return 'backspace'
    case 0:
      return 'C-@'
  }
  if (byte >= 32) return undefined
  return `C-${String.fromCharCode(byte + 64).toLowerCase()}`
}
