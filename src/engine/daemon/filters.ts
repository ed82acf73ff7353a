import { EngineError } from '../base/errors.ts'
import type { Filters } from './api.ts'

type Labels = Readonly<Record<string, string>> | null | undefined

/** Throws `invalid` for a filter that is not among the accepted ones (moby, api/types/filters: Validate). */
export function checkFilters(filters: Filters, accepted: readonly string[]): void {
  for (const name of Object.keys(filters))
    if (!accepted.includes(name))
      throw new EngineError('invalid', name === '' ? 'invalid filter' : `invalid filter '${name}'`)
}

/** A filter that is yes or no; undefined where it is not given. Throws `invalid` for another value, or more than one. */
export function yesNoFilter(filters: Filters, name: string): boolean | undefined {
  const values = filters[name]
  if (!values) return undefined
  if (values.length === 1 && ['1', 'true'].includes(values[0]!)) return true
  if (values.length === 1 && ['0', 'false'].includes(values[0]!)) return false
  throw new EngineError('invalid', `invalid filter '${name}=[${values.join(' ')}]'`)
}

/** Whether labels hold `key`, or `key=value`. */
export function hasLabel(labels: Labels, wanted: string): boolean {
  const at = wanted.indexOf('=')
  const key = at < 0 ? wanted : wanted.slice(0, at)
  if (!labels || !Object.hasOwn(labels, key)) return false
  return at < 0 || labels[key] === wanted.slice(at + 1)
}

/** Whether labels hold all that `label` asks for and nothing that `label!` does. */
export const passesLabels = (filters: Filters, labels: Labels): boolean =>
  (filters.label ?? []).every((label) => hasLabel(labels, label)) &&
  !(filters['label!'] ?? []).some((label) => hasLabel(labels, label))

/** Whether a name filter, a regular expression, finds something in a name; one that is none finds nothing. */
export function matchesName(name: string, pattern: string): boolean {
  try {
    return new RegExp(pattern).test(name)
  } catch (error) {
    if (error instanceof SyntaxError) return false
    throw error
  }
}
