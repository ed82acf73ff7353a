import type { DockElement } from '../terminal/dock.ts'
import type { Screen } from '../terminal/screen.ts'

/** Sends keys to the terminal, opening the sandbox if need be. */
export async function press(dock: DockElement, bytes: string): Promise<void> {
  const fresh = !dock.wanted
  const screen = await dock.open()
  if (fresh) await dock.prompted()
  dock.show('terminal')
  screen.type(bytes)
  attend(screen)
}

/** Puts a line at the prompt and does not run it; waits for the prompt. What is typed there is given up. */
export async function prepare(dock: DockElement, line: string): Promise<void> {
  const screen = await dock.open()
  dock.show('terminal')
  await dock.prompted()
  if (dock.typed) screen.type('\x03')
  screen.type(`\x1b[200~${line}\x1b[201~`)
  attend(screen)
}

/** The reader goes on typing there; a keyboard on the glass stays away until it is asked for. */
function attend(screen: Screen): void {
  if (!matchMedia('(pointer: coarse)').matches) screen.focus()
}
