import { type Body, bytesBody, concatBody } from '../../base/body.ts'
import { EngineError } from '../../base/errors.ts'
import { gunzipStrictly } from '../../oci/gunzip.ts'

/** What a gzip holds, as far as it is good. */
export function gunzipped(body: Body): { content: Body; good: boolean } {
  const parts: Body[] = []
  try {
    for (const chunk of gunzipStrictly(body)) parts.push(bytesBody(chunk))
    return { content: concatBody(parts), good: true }
  } catch (error) {
    if (error instanceof EngineError) return { content: concatBody(parts), good: false }
    throw error
  }
}
