import type { Filters } from '../../daemon/api.ts'

/** What one kind of pruning did. */
export interface Pruned {
  /** Bytes. */
  readonly freed: number
  /** What went, with a blank line behind it; empty where nothing did. */
  readonly text: string
}

/** The same filters and one value more. */
export const addFilter = (filters: Filters, name: string, value: string): Filters => ({
  ...filters,
  [name]: [...new Set([...(filters[name] ?? []), value])].sort(),
})
