import type { ConsolePlace } from '../engine/world.ts'
import { keysOf } from './key-names.ts'

/** Prompts that the console of a PC has before its system is up, and where they stand. At the last two keys are pressed. */
export const PROMPTS = {
  '(initramfs) ': 'shell',
  'grub> ': 'grub-prompt',
  '[menu] ': 'grub-menu',
  '[editor] ': 'grub-editor',
} as const satisfies Record<string, ConsolePlace>
export type Prompt = keyof typeof PROMPTS

/** A command line for a shell's prompt; or what is typed on the console of a PC as soon as it is at a place. */
export type Typed = string | { readonly at: ConsolePlace; readonly text: string }

/** What a block's command stands for, below its prompt; none is a shell's. */
export function typedAt(prompt: Prompt | undefined, command: string): Typed {
  const at = prompt && PROMPTS[prompt]
  if (at === undefined || at === 'shell') return command
  if (at === 'grub-prompt') return { at, text: `${command}\r` }
  return {
    at,
    text: keysOf(command)
      .map(({ bytes }) => bytes)
      .join(''),
  }
}
