/** What GRUB needs once somebody sits down before it: the menu's editor, both its prompts, what is typed there; and what a damaged grub.cfg takes. */
export { editEntry, openSubmenu } from './chosen.ts'
export { TYPED } from './commands/typed.ts'
export { runByLine } from './damaged-script.ts'
export { commandLine } from './prompt.ts'
export { rescue } from './rescue.ts'
