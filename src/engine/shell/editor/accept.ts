import type { Interactive } from './session.ts'

/** Ends the line: it is to be run. */
export function acceptLine(ed: Interactive): void {
  ed.history.accept()
  ed.result = { kind: 'line', text: ed.line.text }
}
