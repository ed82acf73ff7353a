import type { List } from 'immutable'
import { type Body, textBody } from '../../base/body.ts'
import { concatBytes, decode } from '../../base/text.ts'
import { type Instant, rfc3339Nano } from '../../base/time.ts'
import { goJson } from '../../oci/json.ts'
import type { LogLine } from '../containers/store.ts'

const NEWLINE = 10
/** A longer line is written in pieces (moby, daemon/logger/copier.go). */
const MAX_LINE = 16 * 1024

/** One record: the driver json-file writes a line of JSON each (moby, daemon/logger/jsonfilelog). */
const record = (stream: LogLine['stream'], log: string, time: Instant): string =>
  `${goJson({ log, stream, time: rfc3339Nano(time) })}\n`

function text(log: List<LogLine>, ended: boolean): string {
  const rest = new Map<LogLine['stream'], { bytes: Uint8Array; time: Instant }>()
  const records: string[] = []
  for (const { stream, bytes, time } of log) {
    const before = rest.get(stream)
    const all = before ? concatBytes([before.bytes, bytes]) : bytes
    let start = 0
    for (;;) {
      const found = all.indexOf(NEWLINE, start)
      const end = found < 0 ? all.length : found
      if (end - start > MAX_LINE) {
        records.push(record(stream, decode(all.subarray(start, start + MAX_LINE)), time))
        start += MAX_LINE
        continue
      }
      if (found < 0) break
      records.push(record(stream, `${decode(all.subarray(start, end))}\n`, time))
      start = end + 1
    }
    if (start < all.length) rest.set(stream, { bytes: all.subarray(start), time })
    else rest.delete(stream)
  }
  if (ended)
    for (const [stream, { bytes, time }] of rest) records.push(record(stream, `${decode(bytes)}\n`, time))
  return records.join('')
}

const made = { open: new WeakMap<List<LogLine>, Body>(), ended: new WeakMap<List<LogLine>, Body>() }

/** `<id>-json.log` of what a container wrote. A line that is not finished is written when the container `ended`. */
export function logFile(log: List<LogLine>, ended: boolean): Body {
  const cache = ended ? made.ended : made.open
  let body = cache.get(log)
  if (!body) {
    body = textBody(text(log, ended))
    cache.set(log, body)
  }
  return body
}
