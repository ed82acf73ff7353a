import { isErrno } from '../../base/errors.ts'
import type { Process } from '../../kernel/process.ts'
import { exitStatus } from '../../kernel/signals.ts'

/** Runs a program to its end. 127 where there is none. */
export async function runCommand(p: Process, argv: readonly string[]): Promise<number> {
  try {
    const ended = await p.wait(p.spawn({ path: argv[0]!, argv }))
    return ended ? exitStatus(ended.status) : 0
  } catch (error) {
    if (isErrno(error)) return 127
    throw error
  }
}
