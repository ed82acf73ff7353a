import type { ExitCode, Process } from '../kernel/process.ts'
import { askPage } from './page.ts'

/** The commands that go back and forth in the session: the page keeps it and answers. */
export const SESSION_COMMANDS = ['undo', 'redo', 'history', 'checkpoint', 'goto', 'reset'] as const

/** `strata undo` and its kin. Exit 1 where there is no page. */
export async function session(process: Process, words: readonly string[]): Promise<ExitCode> {
  const answer = await askPage(process, { kind: 'session', words })
  if (!answer) {
    await process.write(2, `strata: ${words[0]}: this host is not in a page, so nobody keeps its session\n`)
    return 1
  }
  if (answer.out) await process.write(1, answer.out)
  if (answer.error) await process.write(2, answer.error)
  return answer.code
}
