import { isErrno } from '../base/errors.ts'
import type { ExitCode, Process } from '../kernel/process.ts'

/** The docker client looks whether it is there. */
const MARK = '/run/strata/wire'

/** `strata wire on|off`: docker's own calls of the Engine API are shown in the terminal, or no more. */
export async function wire(process: Process, argv: readonly string[]): Promise<ExitCode> {
  const [state = '', ...more] = argv
  if (more.length > 0 || !['on', 'off', ''].includes(state)) {
    await process.write(2, 'usage: strata wire [on | off]\n')
    return 2
  }
  try {
    if (state === 'on') {
      if (!process.exists('/run/strata')) process.mkdir('/run/strata')
      process.writeFile(MARK, '')
    } else if (state === 'off' && process.exists(MARK)) process.unlink(MARK)
  } catch (error) {
    if (!isErrno(error)) throw error
    await process.write(2, `strata: ${MARK}: ${error.message}\n`)
    return 1
  }
  await process.write(1, `wire: ${process.exists(MARK) ? 'on' : 'off'}\n`)
  return 0
}
