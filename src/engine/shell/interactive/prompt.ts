import { expandText } from '../expand/word.ts'
import { BASH_VERSION } from '../startup.ts'
import type { Shell } from '../state.ts'
import { userName } from './user.ts'

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** What PS1 is where nobody has set it. */
export function defaultPrompt(sh: Shell): string {
  if (sh.dialect === 'bash') return '\\s-\\v\\$ '
  if (sh.dialect === 'ash') return '\\w \\$ '
  return sh.process.credentials.uid === 0 ? '# ' : '$ '
}

/** A prompt string expanded (bash, "Controlling the Prompt"): escapes, then `$`. \x01…\x02 take no columns. */
export async function expandPrompt(sh: Shell, text: string): Promise<string> {
  const decoded = sh.dialect === 'dash' ? text : escapes(sh, text)
  const { status, lastArgument } = sh
  const expanded = await expandText(sh, decoded)
  sh.status = status
  sh.lastArgument = lastArgument
  return expanded
}

function escapes(sh: Shell, text: string): string {
  return text.replace(/\\([0-7]{3}|D\{[^}]*\}|.)/gs, (whole, letter: string) => {
    const value = escapeValue(sh, letter)
    return value ?? whole
  })
}

const quoted = (text: string): string => text.replace(/[\\$`]/g, '\\$&')

function escapeValue(sh: Shell, letter: string): string | undefined {
  const date = new Date(Number(sh.process.now() / 1_000_000n))
  const two = (n: number): string => String(n).padStart(2, '0')
  if (/^[0-7]{3}$/.test(letter)) return String.fromCharCode(Number.parseInt(letter, 8))
  switch (letter) {
    case 'u':
      return userName(sh)
    case 'h':
      return sh.process.hostname().split('.')[0]!
    case 'H':
      return sh.process.hostname()
    case 'w':
      return quoted(directory(sh))
    case 'W': {
      const path = directory(sh)
      return quoted(path === '/' || path === '~' ? path : path.split('/').at(-1)!)
    }
    case '$':
      return sh.process.credentials.uid === 0 ? '#' : '\\$'
    case 's':
      return sh.name.replace(/^-/, '').split('/').at(-1)!
    case 'v':
      return BASH_VERSION.split('.').slice(0, 2).join('.')
    case 'V':
      return BASH_VERSION.replace(/\(.*/, '')
    case 'n':
      return '\n'
    case 'r':
      return '\r'
    case 'e':
      return '\x1b'
    case 'a':
      return '\x07'
    case '[':
      return '\x01'
    case ']':
      return '\x02'
    case '\\':
      return '\\\\'
    case 'j':
      return String(sh.jobs.all.length)
    case '!':
    case '#':
      return String(sh.history.lines.length + 1)
    case 't':
      return date.toISOString().slice(11, 19)
    case 'T':
    case '@': {
      const hour = date.getUTCHours() % 12 || 12
      const minutes = two(date.getUTCMinutes())
      if (letter === '@') return `${two(hour)}:${minutes} ${date.getUTCHours() < 12 ? 'AM' : 'PM'}`
      return `${two(hour)}:${minutes}:${two(date.getUTCSeconds())}`
    }
    case 'A':
      return date.toISOString().slice(11, 16)
    case 'd':
      return `${DAYS[date.getUTCDay()]} ${MONTHS[date.getUTCMonth()]} ${two(date.getUTCDate())}`
    default:
      return undefined
  }
}

/** The working directory with `~` for the home. */
function directory(sh: Shell): string {
  const path = sh.vars.get('PWD') ?? sh.process.cwd()
  const home = sh.vars.get('HOME')
  if (!home || home === '/') return path
  if (path === home) return '~'
  return path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path
}
