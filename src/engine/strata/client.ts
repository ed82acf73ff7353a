import { isErrno } from '../base/errors.ts'
import type { ExitCode, Process } from '../kernel/process.ts'

/** Abstract name of the socket behind which a process asks to be on the neighbouring machine, where there is one. */
export const CLIENT_SOCKET = '\0strata/client'

/**
 * `strata client [COMMAND...]`: a shell, or a command, on the second machine of the local network: its own address, name and
 * /run, so that a published port is seen from outside. Its disk is the host's. The exit code is the command's.
 */
export async function client(process: Process, argv: readonly string[]): Promise<ExitCode> {
  const words = argv.length > 0 ? ['bash', '-c', argv.join(' ')] : ['bash']
  const pid = process.fork(async (child) => {
    try {
      await child.connect(CLIENT_SOCKET).call({})
      child.unshare(['mnt', 'uts'])
      child.sethostname('client')
      child.mount({ kind: 'new', type: 'tmpfs', source: 'tmpfs', target: '/run' })
    } catch (error) {
      if (!isErrno(error)) throw error
      const { errno, message } = error
      const why = errno === 'ECONNREFUSED' ? 'there is no other machine on this network' : message
      await child.write(2, `strata: ${why}\n`)
      return 1
    }
    return child.exec('/bin/bash', words, child.env)
  })
  const ended = await process.wait(pid)
  return ended?.status.kind === 'exited' ? ended.status.code : 1
}
