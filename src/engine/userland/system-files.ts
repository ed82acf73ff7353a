import { bytesOf } from '../base/body.ts'
import { isErrno } from '../base/errors.ts'
import type { Process } from '../kernel/process.ts'
import { toText } from './text.ts'

/** What a call gives; undefined where the kernel refuses it. */
function orNothing<T>(call: () => T): T | undefined {
  try {
    return call()
  } catch (error) {
    if (isErrno(error)) return undefined
    throw error
  }
}

/** The text of a file of the system; undefined where it is missing or may not be read. */
export const textAt = (p: Process, path: string): string | undefined =>
  orNothing(() => toText(bytesOf(p.readFile(path))))

/** Names in a directory; none where it is missing or may not be read. */
export const namesIn = (p: Process, path: string): string[] =>
  orNothing(() => p.readdir(path).map(({ name }) => name)) ?? []

/** The fields of a file of the system, a line each, without comments. Empty where there is no such file. */
export const fieldsIn = (p: Process, path: string): string[][] =>
  (textAt(p, path) ?? '')
    .split('\n')
    .map((line) => line.replace(/#.*/, '').trim())
    .filter((line) => line !== '')
    .map((line) => line.split(/\s+/))
