import type { PageRequest } from '../../engine/world.ts'
import type { ReadNow } from '../blob-body.ts'

/** What a session needs of the machine it runs on. */
export interface SessionMachine {
  now(): number
  macrotask(): Promise<void>
  readonly readNow: ReadNow
}

/** What a session tells. */
export interface SessionListener {
  output(terminal: number, bytes: Uint8Array): void
  /** A program hands a file out. */
  download(request: Extract<PageRequest, { kind: 'download' }>): void
  /** A shell is about to run this line; it has ended with this exit status. */
  began(terminal: number, text: string): void
  ended(terminal: number, status: number): void
  /** There was a terminal beside the first one when the session was left: it is there again. */
  opened(terminal: number): void
  /** A terminal is gone: its shell has ended. */
  closed(terminal: number): void
  /** Commands have ended: what they did is about to be noted and kept. Nobody need wait for that to see it. */
  noting(): void
  /** Another world is the present one: after a step back or forth. */
  moved(): void
  /** Commands, or how many of them are in effect, are others than before. */
  changed(): void
  /** Records cannot be kept: told once. */
  unkept(reason: string): void
}
