import { isErrno } from '../../base/errors.ts'
import { decode } from '../../base/text.ts'
import type { ClientContext } from './command.ts'
import { ClientError } from './errors.ts'

/** The user gave up at a prompt: the client ends without a word, and with success. */
const GIVEN_UP = 0

/**
 * Asks for a line on standard output (docker/cli, internal/prompt, ReadInput). Like the client's, it waits on where the
 * input has ended, until a signal comes; a signal ends the client.
 */
export async function readInput({ process, out }: ClientContext, question: string): Promise<string> {
  let stopped = false
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.onSignal(signal, () => {
      stopped = true
    })
  await out(question)
  let line = ''
  try {
    for (;;) {
      const bytes = await process.read(0, 1)
      if (bytes.length === 0 && line === '') await process.pause()
      else if (bytes.length === 0 || bytes[0] === 10) return line.trim()
      else line += decode(bytes)
      if (stopped) break
    }
  } catch (error) {
    if (!isErrno(error, 'EINTR')) throw error
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.onSignal(signal, 'default')
  }
  await out('\n')
  throw new ClientError('', GIVEN_UP)
}

/** Asks without showing what is typed. */
export async function readSecret(context: ClientContext, question: string): Promise<string> {
  const { process } = context
  const terminal = process.isatty(0)
  if (terminal) process.setTermios(0, { echo: false })
  try {
    const answer = await readInput(context, question)
    await context.out('\n')
    return answer
  } finally {
    if (terminal) process.setTermios(0, { echo: true })
  }
}
