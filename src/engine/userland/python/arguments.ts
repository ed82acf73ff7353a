import { typeError } from './errors.ts'
import { typeName } from './type-names.ts'
import { Bytes, type Keywords, type Value } from './values.ts'

/** An argument as a whole number. TypeError. */
export function integer(value: Value | undefined): number {
  if (typeof value === 'bigint' || typeof value === 'boolean') return Number(value)
  throw typeError(`'${typeName(value ?? null)}' object cannot be interpreted as an integer`)
}
/** An argument as a number of any kind. TypeError. */
export function real(value: Value | undefined): number {
  if (typeof value === 'bigint' || typeof value === 'boolean' || typeof value === 'number')
    return Number(value)
  throw typeError(`must be real number, not ${typeName(value ?? null)}`)
}
export function text(value: Value | undefined, what = 'argument'): string {
  if (typeof value === 'string') return value
  throw typeError(`${what} must be str, not ${typeName(value ?? null)}`)
}
export function bytes(value: Value | undefined): Uint8Array {
  if (value instanceof Bytes) return value.data
  throw typeError(`a bytes-like object is required, not '${typeName(value ?? null)}'`)
}
/** An argument by its place or its name. */
export const argument = (
  args: readonly Value[],
  keywords: Keywords,
  index: number,
  name: string,
): Value | undefined => args[index] ?? keywords.get(name)
/** An argument that None stands in for. */
export const given = (value: Value | undefined): Value | undefined => (value === null ? undefined : value)

/** Refuses a call with too few or too many arguments. */
export function arity(name: string, args: readonly Value[], least: number, most = least): void {
  if (args.length >= least && args.length <= most) return
  const what = (count: number): string => `${count} argument${count === 1 ? '' : 's'}`
  throw typeError(
    least === most
      ? least === 0
        ? `${name}() takes no arguments (${args.length} given)`
        : least === 1
          ? `${name}() takes exactly one argument (${args.length} given)`
          : `${name} expected ${what(least)}, got ${args.length}`
      : args.length < least
        ? `${name} expected at least ${what(least)}, got ${args.length}`
        : `${name} expected at most ${what(most)}, got ${args.length}`,
  )
}
