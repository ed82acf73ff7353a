import type { MergedOf, OriginView, WorldViews } from '../engine/world.ts'

/** Size of a terminal in character cells. */
export interface TerminalSize {
  readonly columns: number
  readonly rows: number
}

/** Which path of which merged view: an image's layers, or those below a container's writable layer and that. */
export interface ExplainQuery {
  readonly over: MergedOf
  /** Absolute, without a slash at the end. */
  readonly path: string
}

/** From the page to the worker. `id` comes back in the answer. */
export type Request =
  /** Starts the world of a lesson and opens a terminal on it. */
  | { readonly type: 'open'; readonly lesson: string; readonly size: TerminalSize }
  | { readonly type: 'input'; readonly data: Uint8Array }
  | { readonly type: 'resize'; readonly size: TerminalSize }
  /** Types the lines at the prompt, each when the one before has ended. */
  | { readonly type: 'run-lines'; readonly id: number; readonly lines: readonly string[] }
  | { readonly type: 'state-hash'; readonly id: number }
  | { readonly type: 'explain'; readonly id: number; readonly query: ExplainQuery }

/** From the worker to the page. */
export type Reply =
  | { readonly type: 'ready' }
  | { readonly type: 'output'; readonly data: Uint8Array }
  | { readonly type: 'prompt'; readonly atPrompt: boolean }
  | { readonly type: 'views'; readonly views: WorldViews }
  /** All lines of a `run-lines` have ended. */
  | { readonly type: 'ran'; readonly id: number }
  | { readonly type: 'state-hash'; readonly id: number; readonly hash: string }
  | { readonly type: 'explained'; readonly id: number; readonly origins: readonly OriginView[] }
  /** The world threw: it is over, and a new worker is needed. */
  | { readonly type: 'error'; readonly message: string }
