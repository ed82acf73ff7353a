import type { ViewQuery } from '../../src/engine/world.ts'

/** Name of the event by which a view asks for another part of itself. */
export const ASK = 'strata-ask'

/** Asks the dock for what a view wants to show now. */
export function askFor(view: HTMLElement, query: ViewQuery): void {
  view.dispatchEvent(new CustomEvent<ViewQuery>(ASK, { detail: query, bubbles: true }))
}

/** Name of the event by which a view types a command at the prompt. */
export const RUN = 'strata-run'

/** Types a command for the reader, who stays at the view: what it does is in the session, as if they had typed it. */
export function runLine(view: HTMLElement, line: string): void {
  view.dispatchEvent(new CustomEvent<string>(RUN, { detail: line, bubbles: true }))
}
