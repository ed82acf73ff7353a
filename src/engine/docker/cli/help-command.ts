import { any, type Command } from './command.ts'
import { ClientError } from './errors.ts'
import { below, childOf, type Located } from './tree.ts'

/** `docker help`, which no list of commands names. */
export const helpCommand: Command = {
  name: 'help',
  usage: '[command]',
  summary: 'Help about the command',
  args: any,
  flags: {},
}

/** The command that `docker help image ls` is about. Throws `ClientError` for words that name none. */
export function helpTopic(root: Located, words: readonly string[]): Located {
  let located = root
  for (const [i, word] of words.entries()) {
    const child = childOf(located.command, word)
    if (!child)
      throw new ClientError(`unknown help topic: ${words.slice(located === root ? 0 : i).join(' ')}`)
    located = below(located, child, [])
  }
  return located
}
