import { bytesOf } from '../../base/body.ts'
import { isErrno } from '../../base/errors.ts'
import type { Process } from '../../kernel/process.ts'
import { toText } from '../text.ts'

/** The fields of a file of the system, a line each, without comments. Empty where there is no such file. */
export function fieldsIn(p: Process, path: string): string[][] {
  let text: string
  try {
    text = toText(bytesOf(p.readFile(path)))
  } catch (error) {
    if (isErrno(error)) return []
    throw error
  }
  return text
    .split('\n')
    .map((line) => line.replace(/#.*/, '').trim())
    .filter((line) => line !== '')
    .map((line) => line.split(/\s+/))
}
