import type { HistoryWalk } from './history.ts'
import type { KillRing } from './kill-ring.ts'
import type { Line } from './line.ts'

/** What a command sees of its editor. */
export interface Editing {
  readonly line: Line
  readonly ring: KillRing
  readonly history: HistoryWalk
  /** Name of the command before. */
  readonly last: string
  /** The command before cut something. */
  readonly killing: boolean
  /** A numeric argument was typed. */
  readonly explicit: boolean
  /** Characters are written over. */
  overwrite: boolean
  readonly vi: boolean
  ding(): void
  /** Takes the text between two offsets away and keeps it in the ring. */
  kill(from: number, to: number): void
  /** Keeps text in the ring; cuts in a row join. */
  keepKilled(text: string, forward: boolean): void
}

/** An editing command: count is the numeric argument, 1 without one. */
export type Command = (ed: Editing, count: number) => void
export type Commands = Readonly<Record<string, Command>>
