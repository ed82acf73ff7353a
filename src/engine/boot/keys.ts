import type { BootTerminal, Key } from './terminal.ts'

const SEQUENCES: Readonly<Record<string, Key>> = {
  '\x1b[A': 'up',
  '\x1b[B': 'down',
  '\x1b[C': 'right',
  '\x1b[D': 'left',
  '\x1b[H': 'home',
  '\x1b[F': 'end',
  '\x1b[5~': 'page-up',
  '\x1b[6~': 'page-down',
  '\x1b[3~': 'delete',
  '\x1bOP': 'f1',
  '\x1bOQ': 'f2',
  '\x1b[21~': 'f10',
}

/** The keys that some bytes of a terminal stand for. A lone ESC is the key. */
export function keysOf(text: string): Key[] {
  const keys: Key[] = []
  for (let at = 0; at < text.length; ) {
    const sequence = Object.keys(SEQUENCES).find((each) => text.startsWith(each, at))
    const char = text[at]!
    const code = text.charCodeAt(at)
    if (sequence) keys.push(SEQUENCES[sequence]!)
    else if (char === '\r' || char === '\n') keys.push('enter')
    else if (char === '\x1b') keys.push('escape')
    else if (code === 127 || code === 8) keys.push('backspace')
    else if (char === '\t') keys.push('tab')
    else if (code < 32) keys.push(`ctrl-${String.fromCharCode(code + 96)}`)
    else keys.push(char)
    at += sequence?.length ?? 1
  }
  return keys
}

/** A line typed at a prompt, with erasing by Backspace. Undefined after Escape. */
export async function readLine(terminal: BootTerminal, prompt: string): Promise<string | undefined> {
  terminal.write(prompt)
  let text = ''
  for (;;) {
    const key = await terminal.key()
    if (key === 'enter') {
      terminal.write('\n')
      return text
    }
    if (key === 'escape') return undefined
    if (key === 'backspace' && text !== '') {
      text = text.slice(0, -1)
      terminal.write('\b \b')
    } else if (key !== undefined && key.length === 1) {
      text += key
      terminal.write(key)
    }
  }
}
