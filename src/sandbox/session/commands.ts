import type { Difference, PageAnswer } from '../../engine/world.ts'
import { type Command, changes, type Journal } from './journal.ts'

/** An answer to a command of the site, and where the session is to go when the command has ended. */
export interface SessionAnswer extends PageAnswer {
  readonly going?: number
  /** A name for the present. */
  readonly checkpoint?: string
}

const USAGE = 'usage: strata undo | redo | history | checkpoint NAME | goto NAME-OR-NUMBER | reset\n'
const NAME = /^[\p{L}\p{N}_][\p{L}\p{N}_.-]{0,63}$/u

/** What `strata WORDS` says and wants. */
export function answerCommand(journal: Journal, words: readonly string[]): SessionAnswer {
  const [verb = '', argument] = words
  const takes = verb === 'checkpoint' || verb === 'goto' ? 2 : 1
  if (words.length !== takes) return { error: USAGE, code: 2 }
  switch (verb) {
    case 'undo':
      return go(journal.back(), 'nothing to undo')
    case 'redo':
      return go(journal.forth(), 'nothing to redo')
    case 'reset':
      return go(journal.done > 0 ? 0 : undefined, 'nothing has been done yet')
    case 'history':
      return { out: historyText(journal), code: 0 }
    case 'checkpoint':
      if (!NAME.test(argument!)) return refuse(`a checkpoint cannot be called '${argument}'`)
      return { checkpoint: argument!, code: 0 }
    case 'goto':
      return goTo(journal, argument!)
    default:
      return { error: USAGE, code: 2 }
  }
}

/** A line that is one command of the session and nothing else. */
export const isSessionCommand = (text: string): boolean =>
  /^\s*strata\s+(undo|redo|history|checkpoint|goto|reset)(\s[^;&|<>`$()#\n]*)?$/.test(text)

const refuse = (error: string): SessionAnswer => ({ error: `strata: ${error}\n`, code: 1 })
const go = (going: number | undefined, otherwise: string): SessionAnswer =>
  going === undefined ? refuse(otherwise) : { going, code: 0 }

function goTo(journal: Journal, where: string): SessionAnswer {
  const named = journal.checkpoints.get(where)
  if (named !== undefined) return { going: named, code: 0 }
  const number = /^\d{1,9}$/.test(where) ? Number(where) : undefined
  if (number === undefined) return refuse(`no checkpoint '${where}'`)
  if (number > journal.commands.length)
    return refuse(`there are ${journal.commands.length} commands, no ${number}`)
  return { going: number, code: 0 }
}

const SIGNS = { added: '+', changed: '~', deleted: '-' } as const

/** `+ container web (running)`, `~ file /etc/hosts in web`. */
export function differenceText({ what, how, name, owner, was, now }: Difference): string {
  const inside = owner === undefined ? '' : ` in ${owner}`
  const state = was !== undefined ? ` (${was} → ${now})` : now !== undefined ? ` (${now})` : ''
  return `${SIGNS[how]} ${what} ${name}${inside}${what === 'directory' ? '' : state}`
}

/** Differences of a command that a list shows. */
const SHOWN = 4

function historyText({ commands, done, checkpoints }: Journal): string {
  if (commands.length === 0) return ''
  const width = String(commands.length).length
  const lines: string[] = []
  const names = Map.groupBy([...checkpoints.keys()], (name) => checkpoints.get(name)!)
  const mark = (at: number): void => {
    for (const name of names.get(at) ?? []) lines.push(`${' '.repeat(width + 4)}── ${name}`)
  }
  mark(0)
  commands.forEach((command, i) => {
    const number = String(i + 1).padStart(width)
    const [first = '', ...others] = command.text.split('\n').map(plain)
    lines.push(`${i < done ? '  ' : '↷ '}${number}  ${first}${others.length > 0 ? ' …' : ''}`)
    const more = command.more + Math.max(0, command.differences.length - SHOWN)
    for (const difference of command.differences.slice(0, SHOWN))
      lines.push(`${' '.repeat(width + 6)}${differenceText(difference)}`)
    if (more > 0) lines.push(`${' '.repeat(width + 6)}… ${more} more`)
    mark(i + 1)
  })
  return `${lines.join('\n')}\n`
}

/** What a step back or forth says on the terminal. */
export function tellMove(commands: readonly Command[], from: number, to: number): string {
  const moved = commands.slice(Math.min(from, to), Math.max(from, to)).filter(changes)
  const verb = to < from ? 'undone' : 'redone'
  return moved.map(({ text }) => `${verb}: ${plain(text)}\r\n`).join('')
}

/** Without what a terminal would act upon. */
const plain = (text: string): string =>
  text
    .replaceAll('\n', ' ↵ ')
    .replace(/\p{Cc}/gu, (control) => `^${String.fromCharCode(control.charCodeAt(0) ^ 64)}`)
