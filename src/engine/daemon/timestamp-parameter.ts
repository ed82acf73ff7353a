import { EngineError } from '../base/errors.ts'
import type { Instant } from '../base/time.ts'
import { readUnixTimestamp } from '../base/timestamp.ts'

/** The moment that a query names, in Unix seconds. Throws for another text, as strconv does. */
export function timestampParameter(text: string): Instant {
  const at = readUnixTimestamp(text)
  if (at === undefined)
    throw new EngineError('internal', `strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`)
  return at
}
