import type { Process } from '../../kernel/process.ts'
import { readLine } from './read-line.ts'

/** Asks for a password without showing it. */
export async function readPassword(p: Process, prompt: string): Promise<string | undefined> {
  await p.write(1, prompt)
  const { echo } = p.termios(0)
  p.setTermios(0, { echo: false })
  const line = await readLine(p)
  p.setTermios(0, { echo })
  await p.write(1, '\n')
  return line
}
