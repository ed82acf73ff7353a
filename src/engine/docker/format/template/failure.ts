import { encode } from '../../../base/text.ts'
import { quote } from '../../go/quote.ts'
import type { Place } from './place.ts'

/** A template that fails while it runs. `message` is Go's: `template: :1:2: executing "" at <.X>: …`. */
export class TemplateExecError extends Error {
  override readonly name = 'TemplateExecError'
  /** What was written before. */
  written = ''
}

/** A failure as Go words it: where the template stands, by line and byte, and what it was doing. */
export function failureAt(
  place: Place,
  why: string,
  { name, source, template }: { readonly name: string; readonly source: string; readonly template: string },
): TemplateExecError {
  const lines = source.slice(0, place.at).split('\n')
  const column = encode(lines.at(-1)!).length
  return new TemplateExecError(
    `template: ${name}:${lines.length}:${column}: executing ${quote(template)} at <${place.text}>: ${why}`,
  )
}
