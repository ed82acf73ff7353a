import type { Difference } from '../../engine/world.ts'
import type { Journal } from './journal.ts'

/** A session's commands as a page lists them. */
export interface Timeline {
  /** All, the undone ones last. */
  readonly commands: readonly TimelineCommand[]
  /** How many are in effect. */
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

export function timelineOf(journal: Journal): Timeline {
  const [back, forth] = [journal.back(), journal.forth()]
  return {
    commands: journal.commands.map(({ text, terminal, differences, more }) => ({
      text,
      terminal,
      differences: differences.slice(0, SHOWN),
      more: more + Math.max(0, differences.length - SHOWN),
    })),
    done: journal.done,
    ...(back !== undefined && { back }),
    ...(forth !== undefined && { forth }),
    checkpoints: [...journal.checkpoints].map(([name, done]) => ({ name, done })),
  }
}
