import { WIRE_MARK } from '../base/api-exchange.ts'
import { isErrno } from '../base/errors.ts'
import type { ExitCode, Process } from '../kernel/process.ts'

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
      process.writeFile(WIRE_MARK, '')
    } else if (state === 'off' && process.exists(WIRE_MARK)) process.unlink(WIRE_MARK)
  } catch (error) {
    if (!isErrno(error)) throw error
    await process.write(2, `strata: ${WIRE_MARK}: ${error.message}\n`)
    return 1
  }
  await process.write(1, `wire: ${process.exists(WIRE_MARK) ? 'on' : 'off'}\n`)
  return 0
}
