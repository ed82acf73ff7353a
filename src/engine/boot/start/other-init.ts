import type { Errno } from '../../base/errors.ts'
import type { Kernel } from '../../kernel/kernel.ts'
import { LEVEL } from '../../kernel/kernel-log.ts'
import type { ProcessRecord } from '../../kernel/record.ts'
import type { Facts } from './lines.ts'
import { panic } from './panic.ts'
import { tryRun } from './start.ts'

/** What the kernel tries to run first where nobody says otherwise (init/main.c, kernel_init). */
const INITS = ['/sbin/init', '/etc/init', '/bin/init', '/bin/sh']

/** Negative numbers of the errors that exec may end with (asm-generic/errno-base.h). */
const NUMBERS: Readonly<Record<string, number>> = {
  ENOENT: -2,
  ENOEXEC: -8,
  EACCES: -13,
  ENOTDIR: -20,
  EISDIR: -21,
  ELOOP: -40,
}
const numberOf = (errno: Errno): number => NUMBERS[errno] ?? -22

/** The program of the initramfs, `ramdisk`, could not be executed (`why`): others are tried. */
export async function runOther(
  kernel: Kernel,
  facts: Facts,
  record: ProcessRecord,
  ramdisk: string,
  why: Errno,
): Promise<void> {
  const { init } = facts.parameters
  const stop = (text: string): Promise<void> => {
    kernel.onInitEnd = undefined
    return panic(kernel, facts, text, { comm: 'swapper/0', trace: 'init' })
  }
  kernel.log.print(`Failed to execute ${ramdisk} (error ${numberOf(why)})`, LEVEL.err)
  if (init !== undefined) {
    const failed = tryRun(kernel, facts, record, init)
    return failed && stop(`Requested init ${init} failed (error ${numberOf(failed)}).`)
  }
  for (const path of INITS) {
    const failed = tryRun(kernel, facts, record, path)
    if (failed === undefined) return
    if (failed !== 'ENOENT')
      kernel.log.print(
        `Starting init: ${path} exists but couldn't execute it (error ${numberOf(failed)})`,
        LEVEL.err,
      )
  }
  return stop(
    'No working init found.  Try passing init= option to kernel. See Linux Documentation/admin-guide/init.rst for guidance.',
  )
}
