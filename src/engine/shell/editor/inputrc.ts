import { DEBIAN_KEYS, EMACS_KEYS, VI_COMMAND_KEYS, VI_INSERT_KEYS } from './bindings.ts'
import { type Binding, Keymap, parseKeys } from './keymap.ts'
import type { Keymaps } from './session.ts'

/** Bindings and variables of a shell's line editor; `bind` and inputrc files change them. */
export interface KeyBindings extends Keymaps {
  /** Variables of Readline (`set NAME VALUE`). */
  readonly variables: Map<string, string>
}

/** The keys of busybox ash's editor, which knows no more (libbb/lineedit.c). */
const ASH_KEYS = String.raw`
\C-a   \e[H   \eOH   \e[1~ beginning-of-line
\C-e   \e[F   \eOF   \e[4~ end-of-line
\C-b   \e[D   \eOD backward-char
\C-f   \e[C   \eOC forward-char
\C-h   \C-? backward-delete-char
\C-d   \e[3~ delete-char
\C-k kill-line
\C-u unix-line-discard
\C-w   \e\C-h   \e\C-? unix-word-rubout
\ed kill-word
\eb   \e[1;5D   \e[1;3D backward-word
\ef   \e[1;5C   \e[1;3C forward-word
\C-p   \e[A   \eOA previous-history
\C-n   \e[B   \eOB next-history
\C-r reverse-search-history
\C-l clear-screen
\C-i complete
\C-j   \C-m accept-line
`

export function createBindings(dialect: 'bash' | 'ash' | 'dash'): KeyBindings {
  return {
    emacs: new Keymap(dialect === 'bash' ? EMACS_KEYS : ASH_KEYS),
    viInsert: new Keymap(VI_INSERT_KEYS),
    viCommand: new Keymap(VI_COMMAND_KEYS),
    variables: new Map([
      ['editing-mode', 'emacs'],
      ['bell-style', 'audible'],
    ]),
  }
}

/** What a system without an inputrc of its own has from Debian's. */
export function bindDebianKeys(bindings: KeyBindings): void {
  new Keymap(DEBIAN_KEYS).entries().forEach(([sequence, binding]) => {
    bindings.emacs.bind(sequence, binding)
  })
}

/** Names of keys in lines without quotes (`Control-o: …`). */
const NAMED: Readonly<Record<string, string>> = {
  del: '\x7f',
  rubout: '\x7f',
  esc: '\x1b',
  escape: '\x1b',
  lfd: '\n',
  newline: '\n',
  ret: '\r',
  return: '\r',
  spc: ' ',
  space: ' ',
  tab: '\t',
}

/** `Meta-` sets the eighth bit here, which no key of a terminal in UTF-8 sends; `"\ez"` is what works. */
function namedKey(name: string): string {
  const parts = /^((?:(?:control|ctrl|c|meta|m)-)*)(.+)$/i.exec(name)
  if (!parts) return ''
  const base = NAMED[parts[2]!.toLowerCase()] ?? parts[2]![0]!
  const controlled = /(?:control|ctrl|c)-/i.test(parts[1]!)
  const code = controlled ? base.toUpperCase().charCodeAt(0) & 31 : base.charCodeAt(0)
  return String.fromCharCode(/(?:meta|m)-/i.test(parts[1]!) ? code | 128 : code)
}

/** The keymap that `set keymap` or `bind -m` names; undefined for an unknown name. */
export function keymapOf(bindings: KeyBindings, name: string): Keymap | undefined {
  if (/^emacs(?:-standard|-meta|-ctlx)?$/.test(name)) return bindings.emacs
  if (/^vi(?:-command|-move)?$/.test(name)) return bindings.viCommand
  return name === 'vi-insert' ? bindings.viInsert : undefined
}

/** Binds one line, `"keys": command`, `"keys": "macro"` or `Control-o: command`. False: it is none. */
export function bindLine(keymap: Keymap, line: string, shell = false): boolean {
  const quoted = /^\s*"((?:[^"\\]|\\.)*)"\s*:?\s*(.*)$/s.exec(line)
  const plain = /^\s*([^\s":]+)\s*:\s*(.+)$/s.exec(line)
  const found = quoted ?? plain
  if (!found || (quoted && !/"\s*:/.test(line))) return false
  const sequence = quoted ? parseKeys(quoted[1]!) : namedKey(plain![1]!)
  const value = found[2]!.trim()
  const macro = /^"((?:[^"\\]|\\.)*)"|^'([^']*)'/s.exec(value)
  const name = value.split(/\s/)[0]!
  const binding: Binding = shell
    ? { kind: 'shell', text: macro?.[1]?.replace(/\\(["\\])/g, '$1') ?? macro?.[2] ?? value }
    : macro
      ? { kind: 'macro', text: parseKeys(macro[1] ?? macro[2]!) }
      : { kind: 'command', name }
  if (sequence === '') return true
  keymap.bind(sequence, binding)
  return true
}

/** Reads an inputrc (Readline, "Readline Init File Syntax"): bindings, `set`, `$if`. `include` gives other files. */
export function readInputrc(
  bindings: KeyBindings,
  text: string,
  include: (path: string) => string | undefined,
): void {
  const skipping: boolean[] = []
  let keymap = bindings.variables.get('editing-mode') === 'vi' ? bindings.viInsert : bindings.emacs
  for (const raw of text.split('\n')) {
    const line = raw.trim()
    if (line === '' || line.startsWith('#')) continue
    const directive = /^\$(\w+)\s*(.*)$/.exec(line)
    if (directive) {
      const [, name, value] = directive as unknown as [string, string, string]
      if (name === 'if') skipping.push(!holds(bindings, value))
      else if (name === 'else') skipping.push(!(skipping.pop() ?? false))
      else if (name === 'endif') skipping.pop()
      else if (name === 'include' && !skipping.includes(true)) {
        const other = include(value)
        if (other !== undefined) readInputrc(bindings, other, include)
      }
      continue
    }
    if (skipping.includes(true)) continue
    const setting = /^set\s+(\S+)\s*(.*)$/.exec(line)
    if (!setting) {
      bindLine(keymap, line)
      continue
    }
    const [, name, value] = setting as unknown as [string, string, string]
    bindings.variables.set(name.toLowerCase(), value)
    if (name === 'keymap') keymap = keymapOf(bindings, value) ?? keymap
    if (name === 'editing-mode') keymap = value === 'vi' ? bindings.viInsert : bindings.emacs
  }
}

function holds(bindings: KeyBindings, condition: string): boolean {
  const [, name, value] = /^(\w+)\s*=+\s*(\S+)$/.exec(condition) ?? []
  if (name === 'mode') return bindings.variables.get('editing-mode') === value
  if (name === 'term') return value === 'xterm' || value === 'xterm-256color'
  return condition.toLowerCase() === 'bash'
}
