const ARROWS: Readonly<Record<string, string>> = {
  ArrowUp: 'A',
  ArrowDown: 'B',
  ArrowRight: 'C',
  ArrowLeft: 'D',
}

/** What a terminal sends for a key (xterm's control sequences). `application`: a program asked for application cursor keys. */
export function keyBytes(key: string, ctrl: boolean, application: boolean): string {
  const arrow = ARROWS[key]
  if (arrow) return ctrl ? `\x1b[1;5${arrow}` : `\x1b${application ? 'O' : '['}${arrow}`
  if (key === 'Escape') return '\x1b'
  if (key === 'Tab') return '\t'
  return ctrl ? withCtrl(key) : key
}

/** The control character of the first character, where it has one; what follows is left as it is. */
export function withCtrl(typed: string): string {
  const first = typed.slice(0, 1).toUpperCase()
  const rest = typed.slice(1)
  if (first === '?') return `\x7f${rest}`
  if (first === ' ') return `\0${rest}`
  // What readline is given by Ctrl-/ and Ctrl--, undo.
  if (first === '/' || first === '-') return `\x1f${rest}`
  return /[@-_]/.test(first) ? String.fromCharCode(first.charCodeAt(0) & 0x1f) + rest : typed
}
