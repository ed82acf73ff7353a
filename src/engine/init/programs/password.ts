import { decode } from '../../base/text.ts'
import type { Process } from '../../kernel/process.ts'

/** One line of what is typed; undefined at the end of the input. */
export async function readLine(p: Process): Promise<string | undefined> {
  const bytes = await p.read(0)
  return bytes.length === 0 ? undefined : decode(bytes).replace(/\r?\n$/, '')
}

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
