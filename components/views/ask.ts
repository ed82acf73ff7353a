import type { ViewQuery } from '../../src/engine/world.ts'

/** Name of the event by which a view asks for another part of itself. */
export const ASK = 'strata-ask'

/** Asks the dock for what a view wants to show now. */
export function askFor(view: HTMLElement, query: ViewQuery): void {
  view.dispatchEvent(new CustomEvent<ViewQuery>(ASK, { detail: query, bubbles: true }))
}
