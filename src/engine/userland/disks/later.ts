import { later } from '../../base/later.ts'
import type { Program } from '../../kernel/process.ts'
import { laterProgram } from '../later-program.ts'

const WRITING = later(() => import('./writing.ts'))

type Name = keyof Awaited<ReturnType<typeof WRITING>>['PROGRAMS']
const NAMES: readonly Name[] = [
  'mke2fs',
  'tune2fs',
  'dumpe2fs',
  'mkswap',
  'mkfs',
  'mkfs.vfat',
  'blockdev',
  'wipefs',
  'findfs',
]

/** What makes and changes file systems: seldom needed, and loaded then. */
export const FORMATTERS: readonly Program[] = NAMES.map((name) =>
  laterProgram(name, async () => (await WRITING()).PROGRAMS[name]),
)

/** What changes partition tables. */
export const tableTools = WRITING
