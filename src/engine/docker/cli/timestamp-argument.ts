import type { Instant } from '../../base/time.ts'
import { TimestampError, unixTimestamp } from '../../base/timestamp.ts'
import { ClientError } from './errors.ts'

/**
 * A moment given on the command line, as the API takes it; undefined where none was given. What is wrong with it the
 * client says itself, behind `blame`.
 */
export function timestampArgument(text: string, now: Instant, blame = ''): string | undefined {
  if (text === '') return undefined
  try {
    return unixTimestamp(text, now)
  } catch (error) {
    if (!(error instanceof TimestampError)) throw error
    throw new ClientError(`${blame}${error.message}`)
  }
}
