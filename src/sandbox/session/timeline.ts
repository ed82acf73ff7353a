import type { Difference } from '../../engine/world.ts'
import type { Command, Journal } from './journal.ts'

/** Where a session is among its commands. */
export interface Timeline {
  /** All, the undone ones last. Undefined where nobody looks at them. */
  readonly commands?: readonly TimelineCommand[]
  /** How many there are, and how many are in effect. */
  readonly count: number
  readonly done: number
  /** A step back, or forth, leads to the moment after so many commands. */
  readonly back?: number
  readonly forth?: number
  readonly checkpoints: readonly { readonly name: string; readonly done: number }[]
}

export interface TimelineCommand {
  readonly text: string
  readonly terminal: number
  readonly differences: readonly Difference[]
  readonly more: number
}

/** Differences of one command that a page shows. */
const SHOWN = 8

export function timelineOf(journal: Journal, whole: boolean): Timeline {
  const [back, forth] = [journal.back(), journal.forth()]
  return {
    ...(whole && { commands: journal.commands.map(commandOf) }),
    count: journal.count,
    done: journal.done,
    ...(back !== undefined && { back }),
    ...(forth !== undefined && { forth }),
    checkpoints: [...journal.checkpoints].map(([name, done]) => ({ name, done })),
  }
}

const commandOf = ({ text, terminal, differences, more }: Command): TimelineCommand => ({
  text,
  terminal,
  differences: differences.slice(0, SHOWN),
  more: more + Math.max(0, differences.length - SHOWN),
})
