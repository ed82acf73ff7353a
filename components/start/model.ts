import type { ShownStart, StartView } from '../../src/engine/world.ts'

/** Where a reader is among the steps. */
export interface Position {
  /** Number of the start. */
  readonly start: number | undefined
  /** Index of the step that is looked at. */
  readonly step: number
  /** Every step is laid open. */
  readonly all: boolean
}

export const BEGINNING: Position = { start: undefined, step: 0, all: false }

/** Where the reader is when a start is shown: at the first step of a new one, in the same place of a known one. */
export function positionIn(position: Position, shown: ShownStart): Position {
  if (position.start !== shown.number) return { ...position, start: shown.number, step: 0 }
  return { ...position, step: Math.min(position.step, shown.steps.length - 1) }
}

/** So many steps on, within what there is. */
export function moved(position: Position, by: number, steps: number): Position {
  return { ...position, step: Math.min(Math.max(position.step + by, 0), steps - 1) }
}

/** Starts that were not there before, for an announcement. */
export function newStarts(before: StartView, after: StartView): StartView['starts'] {
  const last = Math.max(0, ...before.starts.map(({ number }) => number))
  return after.starts.filter(({ number }) => number > last)
}
