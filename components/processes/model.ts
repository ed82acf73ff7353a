import type { ProcessRow } from '../../src/engine/world.ts'

/** A namespace as it is named on a process. */
export interface Badge {
  readonly kind: string
  /** The last digits of its number; '' where it has none. */
  readonly digits: string
  readonly host: boolean
}

const DIGITS = 4

/** Namespaces that are worth naming: all of the first process, and of any that has another one than its parent. */
export function badgesOf({ namespaces }: ProcessRow): Badge[] {
  if (namespaces.every(({ inherited }) => inherited)) return []
  return namespaces.map(({ kind, number, host }) => ({
    kind,
    digits: number === undefined ? '' : String(number).slice(-DIGITS),
    host,
  }))
}

/** A container's first row: here a heading with its name belongs. */
export const beginsContainer = (row: ProcessRow, before: ProcessRow | undefined): boolean =>
  row.container !== undefined && row.container.id !== before?.container?.id

/** What came and went between two states of the tree. */
export function processNews(
  before: readonly ProcessRow[],
  after: readonly ProcessRow[],
): { readonly added: readonly ProcessRow[]; readonly gone: readonly ProcessRow[] } {
  const missing = (from: readonly ProcessRow[], of: readonly ProcessRow[]): ProcessRow[] => {
    const known = new Set(of.map(({ pid }) => pid))
    return from.filter(({ pid }) => !known.has(pid))
  }
  return { added: missing(after, before), gone: missing(before, after) }
}
