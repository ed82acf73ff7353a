/** Keys with names, and what a terminal sends for them (xterm's control sequences). */
const NAMED: Readonly<Record<string, readonly [label: string, bytes: string]>> = {
  CR: ['Enter', '\r'],
  Esc: ['Esc', '\x1b'],
  Tab: ['Tab', '\t'],
  BS: ['Backspace', '\x7f'],
  Del: ['Delete', '\x1b[3~'],
  Up: ['↑', '\x1b[A'],
  Down: ['↓', '\x1b[B'],
  Right: ['→', '\x1b[C'],
  Left: ['←', '\x1b[D'],
  Home: ['Home', '\x1b[H'],
  End: ['End', '\x1b[F'],
  'C-Right': ['→', '\x1b[1;5C'],
  'C-Left': ['←', '\x1b[1;5D'],
  lt: ['<', '<'],
  // What a terminal sends around a paste (bracketed paste).
  PasteStart: ['', '\x1b[200~'],
  PasteEnd: ['', '\x1b[201~'],
}

/** One key: what is written on its caps, and what the terminal gets. */
export interface Key {
  readonly caps: readonly string[]
  readonly bytes: string
}

/**
 * Reads keys in Vim's notation: `docker ps<C-a>time <CR>`. `C-` is Ctrl, `M-` Alt; `<lt>` stands for `<`; `<Down*3>` is pressed three times.
 * Throws on a name that it does not know.
 */
export function keysOf(notation: string): Key[] {
  return [...notation.matchAll(/<([^<>*]+)(?:\*(\d+))?>|[\s\S]/gu)].flatMap(([whole, name, times = '1']) =>
    name === undefined ? { caps: [whole], bytes: whole } : Array<Key>(Number(times)).fill(named(name)),
  )
}

function named(name: string): Key {
  const [label, bytes] = NAMED[name] ?? []
  const modifier = name.startsWith('C-') ? 'Ctrl' : name.startsWith('M-') ? 'Alt' : undefined
  if (label !== undefined && bytes !== undefined)
    return { caps: modifier ? [modifier, label] : [label], bytes }
  if (!modifier) throw new Error(`no such key: ${name}`)
  const base = name.slice(2)
  if (modifier === 'Alt') {
    const key = NAMED[base] ? named(base) : { caps: [base.toUpperCase()], bytes: base }
    return { caps: ['Alt', ...key.caps], bytes: `\x1b${key.bytes}` }
  }
  if (!/^[@-_a-z]$/.test(base)) throw new Error(`no such key: ${name}`)
  const code = base.toUpperCase().charCodeAt(0) & 31
  return { caps: ['Ctrl', base.toUpperCase()], bytes: String.fromCharCode(code) }
}
