import type { Io } from './program.ts'
import { toText } from './text.ts'

/** Asks on stderr and reads a line from stdin: true for an answer that begins with `y` or `Y`. */
export async function confirm(io: Io, question: string): Promise<boolean> {
  await io.stderr(question)
  let answer = ''
  for (;;) {
    const bytes = await io.p.read(0, 1)
    if (bytes.length === 0 || bytes[0] === 10) break
    answer += toText(bytes)
  }
  return /^\s*[yY]/.test(answer)
}
