import { isErrno } from '../../base/errors.ts'
import { SECOND } from '../../base/time.ts'
import type { Pid } from '../../kernel/process.ts'
import { ExitShell, Failure } from '../failure.ts'
import { writeError } from '../report.ts'
import type { Shell } from '../state.ts'

/** How long bash waits before its last attempt, in seconds (jobs.c, FORKSLEEP_MAX). */
const LONGEST = 16
const NO_EXEC = 254

/** Starts a process. Where there are too many bash tries again for a while; then the command line is given up, or the script. */
export async function startProcess(sh: Shell, start: () => Pid): Promise<Pid> {
  for (let seconds = 1; ; seconds *= 2) {
    try {
      return start()
    } catch (error) {
      if (!isErrno(error, 'EAGAIN') && !isErrno(error, 'ENOMEM')) throw error
      if (sh.dialect === 'dash') throw new Failure('Cannot fork', { reach: 'shell', status: 2 })
      if (sh.dialect === 'ash')
        throw new Failure(`can't fork: ${error.message}`, { reach: 'shell', status: 2 })
      if (error.errno === 'ENOMEM' || seconds === LONGEST) {
        await writeError(sh, `${sh.name}: fork: ${error.message}\n`)
        if (sh.interactive) throw new Failure('', { reach: 'line', status: NO_EXEC })
        throw new ExitShell(NO_EXEC)
      }
      await writeError(sh, `${sh.name}: fork: retry: ${error.message}\n`)
      await sh.process.sleep(seconds * SECOND)
    }
  }
}
