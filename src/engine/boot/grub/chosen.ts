import { edit } from './editor.ts'
import { menuLoop, runSource, tell } from './main.ts'
import { commandLine } from './prompt.ts'
import type { Grub, MenuEntry } from './shell.ts'

/** Edits an entry, and boots what it says then. */
export async function editEntry(grub: Grub, entry: MenuEntry): Promise<void> {
  const edited = await edit(grub, entry)
  if (edited.kind === 'command-line') await commandLine(grub, true)
  if (edited.kind === 'boot') {
    grub.out.clear()
    grub.out.print('  Booting a command list\n\n')
    await runSource(grub, { ...entry, source: edited.source })
  }
}

/** Shows the entries of a submenu until it is left. */
export async function openSubmenu(grub: Grub, entry: MenuEntry): Promise<void> {
  const before = grub.entries
  grub.entries = []
  await tell(grub, () => grub.run(entry.source, entry.args))
  const inner = grub.entries
  grub.entries = before
  await menuLoop(grub, inner, true)
}
