import type { PageAnswer, PowerPress } from '../../engine/world.ts'
import type { TerminalSize } from '../protocol.ts'

/** What comes into a world from outside. Terminals have numbers; one that was closed may be opened again. */
export type OutsideEvent =
  | { readonly kind: 'open'; readonly terminal: number; readonly size: TerminalSize }
  | { readonly kind: 'close'; readonly terminal: number }
  | { readonly kind: 'resize'; readonly terminal: number; readonly size: TerminalSize }
  | { readonly kind: 'input'; readonly terminal: number; readonly bytes: Uint8Array }
  /** A file is put at an absolute path. */
  | { readonly kind: 'put'; readonly path: string; readonly blob: Blob }
  /** A switch of the machine is pressed. */
  | { readonly kind: 'power'; readonly press: PowerPress }
  /** The page answers a command of the site. Taken in order by those that ask. */
  | { readonly kind: 'answer'; readonly answer: PageAnswer }

/** One event with its moment: a step of the world's scheduler, or undefined: as soon as the world rested. */
export interface Entry {
  readonly at: number | undefined
  readonly event: OutsideEvent
}
