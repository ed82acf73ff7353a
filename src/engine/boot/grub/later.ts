import { RESERVE } from '../reserve.ts'
import type { TYPED } from './commands/typed.ts'
import type { Command } from './shell.ts'

/** A command of those that no configuration of Debian's runs. */
export const typed =
  (name: keyof typeof TYPED): Command =>
  (grub, args, block) =>
    RESERVE.code.TYPED[name](grub, args, block)
