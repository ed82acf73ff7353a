import { later } from '../../base/later.ts'
import type { Program } from '../../kernel/process.ts'
import { laterProgram } from '../later-program.ts'
import type { Main } from '../program.ts'
import { program } from '../program.ts'

const AWK = later(() => import('./command.ts'))

/** Debian's awk; it is loaded when it runs. */
export const mawk: Program = laterProgram('mawk', async () => program('mawk', (await AWK()).awkMain))
/** busybox's applet. */
export const awkMain: Main = async (io) => (await AWK()).awkMain(io)
