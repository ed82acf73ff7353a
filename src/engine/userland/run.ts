import { isErrno } from '../base/errors.ts'
import type { ExitCode, WaitStatus } from '../kernel/process.ts'
import { findCommand } from './lookup.ts'
import type { Io } from './program.ts'
import { quoteFile } from './quoting.ts'

/**
 * Starts a command found by PATH and waits for it. A command that cannot be started is reported and gives 127 (not
 * found) or 126.
 */
export async function runCommand(
  io: Io,
  argv: readonly string[],
): Promise<{ code: ExitCode; status?: WaitStatus }> {
  await io.out.flush()
  const [path] = findCommand(io.p, argv[0]!)
  try {
    if (path === undefined) {
      const there = argv[0]!.includes('/') && io.p.exists(argv[0]!)
      await io.error(
        `${io.busybox ? `${argv[0]}` : quoteFile(argv[0]!)}: ${there ? 'Permission denied' : 'No such file or directory'}`,
      )
      return { code: there ? 126 : 127 }
    }
    const pid = io.p.spawn({ path, argv })
    const ended = await io.p.wait(pid)
    if (!ended || ended.status.kind === 'stopped') return { code: 0 }
    return { code: ended.status.kind === 'exited' ? ended.status.code : 125, status: ended.status }
  } catch (error) {
    if (!isErrno(error)) throw error
    await io.error(`${argv[0]}: ${error.message}`)
    return { code: 126 }
  }
}
