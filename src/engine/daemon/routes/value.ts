import type { Value } from '../api.ts'

/** A reply that is one value. */
export const value = <T>(of: T): Value<T> => ({ kind: 'value', value: of })
