import { decode } from '../../base/text.ts'
import type { ClientContext } from './command.ts'

/** Asks before something is lost; anything but `y` is a no, and so is the end of input (docker/cli, internal/prompt). */
export async function confirm({ process, out }: ClientContext, question: string): Promise<boolean> {
  await out(`${question} [y/N] `)
  let line = ''
  while (!line.includes('\n')) {
    const bytes = await process.read(0, 1)
    if (bytes.length === 0) break
    line += decode(bytes)
  }
  return line.trim().toLowerCase() === 'y'
}
