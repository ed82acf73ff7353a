import { decode } from '../../base/text.ts'
import type { Process } from '../../kernel/process.ts'

/** One line of what is typed; undefined at the end of the input. */
export async function readLine(p: Process): Promise<string | undefined> {
  const bytes = await p.read(0)
  return bytes.length === 0 ? undefined : decode(bytes).replace(/\r?\n$/, '')
}
