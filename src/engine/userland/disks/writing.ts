import { blockdev } from './blockdev.ts'
import { findfs } from './findfs.ts'
import { mke2fs, mkfs } from './mke2fs.ts'
import { mkfsVfat } from './mkfs-vfat.ts'
import { mkswap } from './mkswap.ts'
import { dumpe2fs, tune2fs } from './tune2fs.ts'
import { wipefs } from './wipefs.ts'

export { fdiskDialogue } from './fdisk-dialogue.ts'
export { changeTable } from './sfdisk-writing.ts'

/** Programs that write what is on a device. */
export const PROGRAMS = {
  mke2fs,
  tune2fs,
  dumpe2fs,
  mkswap,
  mkfs,
  'mkfs.vfat': mkfsVfat,
  blockdev,
  wipefs,
  findfs,
} as const
