import type { ControlName } from '../engine/kernel/termios.ts'
import type { Facts } from '../engine/world.ts'
import type { Exercise, Step } from './lessons.ts'

/** A key of the chapter's table. */
export interface PractisedKey {
  /** In the notation of `keysOf`, each for itself: the first is the one that works in every terminal. */
  readonly keys: readonly string[]
  /** Who takes it: the shell's line editor, or the terminal. */
  readonly taker: 'shell' | 'terminal'
  readonly by: readonly Step[]
  readonly notBy: readonly Step[]
}

const shell = (keys: string, by: string | readonly Step[], ...notBy: Step[]): PractisedKey => ({
  keys: keys.split(' '),
  taker: 'shell',
  by: typeof by === 'string' ? [{ keys: by }] : by,
  notBy,
})
const terminal = (keys: string, by: readonly Step[], ...notBy: Step[]): PractisedKey => ({
  ...shell(keys, by, ...notBy),
  taker: 'terminal',
})

/** Keys by what they do: functions of Readline, special characters of the terminal. */
export const KEY_TABLE: Readonly<Record<string, PractisedKey>> = {
  'beginning-of-line': shell('<C-a> <Home>', 'ps<C-a>docker <CR>', 'docker ps'),
  'end-of-line': shell('<C-e> <End>', 'docker<C-a><C-e> ps<CR>', 'docker ps'),
  'backward-word': shell('<M-b> <C-Left>', 'docker ls<M-b>image <CR>', 'docker image ls'),
  'forward-word': shell('<M-f> <C-Right>', 'docker ls<C-a><M-f> image<CR>', 'docker image ls'),
  'kill-line': shell('<C-k>', 'echo a b c<M-b><M-b><C-k>d<CR>', 'echo a d'),
  'unix-line-discard': shell('<C-u>', 'docker<C-u>pwd<CR>', 'pwd'),
  'unix-word-rubout': shell('<C-w>', 'ls /etc/hosts<C-w>/srv<CR>', 'ls /srv'),
  'backward-kill-word': shell('<M-BS>', 'ls /etc/hosts<M-BS>hostname<CR>', 'ls /etc/hostname'),
  'kill-word': shell('<M-d>', 'docker ps<C-a><M-d>echo<CR>', 'echo ps'),
  'backward-delete-char': shell('<BS> <C-h>', 'pwdd<C-h><CR>', 'pwd'),
  'delete-char': shell('<C-d> <Del>', 'xpwd<C-a><C-d><CR>', 'pwd'),
  yank: shell('<C-y>', 'pwd<C-u><C-y><CR>', { keys: 'pwd<CR>' }),
  'yank-pop': shell('<M-y>', 'pwd<C-u>ls<C-u><C-y><M-y><CR>', { keys: 'pwd<C-u><C-y><CR>' }),
  undo: shell('<C-_>', 'pwd<C-u><C-_><CR>', 'pwd'),
  'transpose-chars': shell('<C-t>', 'sl<C-t><CR>', 'ls'),
  'upcase-word': shell('<M-u>', 'echo ok<M-b><M-u><CR>', 'echo OK'),
  'previous-history': shell('<C-p> <Up>', ['pwd', { keys: '<Up><CR>' }], 'pwd', 'pwd'),
  'next-history': shell('<C-n> <Down>', ['pwd', 'ls', { keys: '<Up><Up><Down><CR>' }], 'pwd', 'ls', 'ls'),
  'reverse-search-history': shell('<C-r>', ['pwd', 'ls', { keys: '<C-r>pw<CR>' }], 'pwd', 'ls', {
    keys: '<Up><Up><CR>',
  }),
  'yank-last-arg': shell(
    '<M-.>',
    ['ls /etc/hostname', { keys: 'cat <M-.><CR>' }],
    'ls /etc/hostname',
    'cat !$',
  ),
  'operate-and-get-next': shell('<C-o>', ['pwd', 'ls', { keys: '<Up><Up><C-o><CR>' }], 'pwd', 'ls', {
    keys: '<Up><Up><CR><Up><Up><CR>',
  }),
  complete: shell('<Tab>', 'cat /etc/hostn<Tab><CR>', 'cat /etc/hostname'),
  'clear-screen': shell('<C-l>', 'pwd<C-l><CR>', 'clear', 'pwd'),
  'quoted-insert': shell('<C-v>', 'echo <C-v><C-c><CR>', "echo $'\\003'"),
  'insert-comment': shell('<M-#>', 'docker ps<M-#>', '#docker ps'),
  intr: terminal('<C-c>', [{ keys: 'sleep 9<CR><C-c>' }], 'sleep 1'),
  quit: terminal('<C-\\>', [{ keys: 'sleep 9<CR><C-\\>' }], { keys: 'sleep 9<CR><C-c>' }),
  susp: terminal('<C-z>', [{ keys: 'sleep 9<CR><C-z>' }, 'kill %1'], 'sleep 9 &', 'kill %1'),
  eof: terminal('<C-d>', [{ keys: 'cat<CR>one<CR><C-d>' }], 'echo one | cat'),
  stop: terminal('<C-s>', [{ keys: '<C-s>pwd<CR><C-q>' }], 'pwd'),
  start: terminal('<C-q>', [{ keys: '<C-s>pwd<CR><C-q>' }], { keys: 'pwd<CR>' }),
}

/** The line editor ran a function for a line that was run; the terminal took a character. */
function isUsed(name: string, { taker }: PractisedKey, facts: Facts): boolean {
  const lines = facts.lines()
  if (taker === 'shell')
    return lines.some(({ command, functions }) => command !== undefined && functions.has(name))
  return facts.special(name as ControlName) > 0
}

export const keyExercises: Readonly<Record<string, Exercise>> = Object.fromEntries(
  Object.entries(KEY_TABLE).map(([name, key]) => [
    name,
    { done: (facts: Facts) => isUsed(name, key, facts), by: key.by, notBy: key.notBy },
  ]),
)
