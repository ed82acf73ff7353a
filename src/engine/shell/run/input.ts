import { concatBytes, decode } from '../../base/text.ts'
import type { Fd } from '../../kernel/process.ts'
import type { Shell } from '../state.ts'

/**
 * Reads up to a delimiter, byte by byte, so that nothing behind it is taken from whoever reads next. `ended`:
 * the input was over before it.
 */
export async function readUntil(
  sh: Shell,
  fd: Fd,
  delimiter: number,
  limit = Number.POSITIVE_INFINITY,
): Promise<{ text: string; ended: boolean }> {
  const bytes: Uint8Array[] = []
  while (bytes.length < limit) {
    const one = await sh.process.read(fd, 1)
    if (one.length === 0) return { text: decode(concatBytes(bytes)), ended: true }
    if (one[0] === delimiter) return { text: decode(concatBytes(bytes)), ended: false }
    bytes.push(one.slice())
  }
  return { text: decode(concatBytes(bytes)), ended: false }
}

/** A line without its newline; undefined at the end of input. */
export async function readLine(sh: Shell, fd: Fd): Promise<string | undefined> {
  const { text, ended } = await readUntil(sh, fd, 10)
  return ended && text === '' ? undefined : text
}
