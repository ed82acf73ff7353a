import type { ClientContext } from '../cli/command.ts'
import { textWidth } from './width.ts'

const PLAIN = ' Info -> '
const FANCY_TEXT = 'i Info → '
const FANCY = '\x1b[1m\x1b[106m\x1b[30mi\x1b[0m\x1b[0m \x1b[96mInfo → \x1b[0m\x1b[0m'

/** Text underlined on a terminal. */
export const underlined = (text: string): string => `\x1b[4m${text}\x1b[0m`

/** A hint in the client's style, for the descriptor it goes to (docker/cli, internal/tui, PrintNote). */
export function note({ process }: ClientContext, fd: 1 | 2, text: string): string {
  const terminal = process.isatty(fd)
  const indent = ' '.repeat(terminal ? textWidth(FANCY_TEXT) : textWidth(PLAIN))
  const shown = terminal ? text.replaceAll('--platform', '\x1b[1m--platform\x1b[0m') : text
  const lines = shown.split('\n').map((line) => (terminal ? `\x1b[3m${line}\x1b[0m` : line))
  return `\n${terminal ? FANCY : PLAIN}${lines.join(`\n${indent}`)}\n`
}
