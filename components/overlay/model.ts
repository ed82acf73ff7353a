import type {
  NotedOperation,
  OverlayCell,
  OverlayColumn,
  OverlayRow,
  ShownOverlay,
} from '../../src/engine/world.ts'
import { lookOf } from '../layers/model.ts'

const LOOKS = 8

/** The last name of a path; `/` for the root. */
export const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1) || '/'

/** Names on the way to a path: 0 for the root. */
export const depthOf = (path: string): number => path.split('/').filter(Boolean).length

/** What a column is called: `upper`, `init`, or the number of the layer, 1 for the base. */
export const columnName = ({ layer, init }: Pick<OverlayColumn, 'layer' | 'init'>): string =>
  layer === 'upper' ? 'upper' : init ? 'init' : String(layer + 1)

/**
 * Classes of the columns' fills. A layer of an image looks as it does among the images' layers; a directory that the
 * reader mounted gets a look by its place.
 */
export function columnLooks(columns: readonly OverlayColumn[]): string[] {
  const looks: string[] = []
  let below = -1
  for (const { layer, init, chainID } of columns.toReversed()) {
    if (layer === 'upper' || init) looks.push(init ? 'look-init' : 'look-upper')
    else {
      below = chainID === undefined ? (layer * 3) % LOOKS : lookOf(chainID, LOOKS, below)
      looks.push(`look-${below}`)
    }
  }
  return looks.reverse()
}

/** Which column the merged view shows of a row; -1 where it shows nothing. */
export const supplierOf = ({ cells }: OverlayRow): number =>
  cells.findIndex((cell) => cell?.role === 'supplies')

/** What a cell holds, in a word. `above`: it is a directory above that hides the path here. */
export function cellWord(cell: Pick<OverlayCell, 'kind' | 'opaque' | 'above'>): string {
  if (cell.above) return 'above'
  if (cell.kind === 'directory') return cell.opaque ? 'opaque' : 'directory'
  return cell.kind === 'file' || cell.kind === 'symlink' || cell.kind === 'whiteout' ? cell.kind : 'other'
}

/** A part of a search: neighbouring layers that gave the same answer. */
export interface TrailStep {
  /** `upper`, `7–2`, `1`. */
  readonly layers: string
  readonly found: NotedOperation['searched'][number]['found']
  readonly size: number
}

/** The layers that were searched, top first, equal answers of neighbouring lower layers as one. */
export function trailOf(
  { searched }: Pick<NotedOperation, 'searched'>,
  columns: readonly OverlayColumn[],
): TrailStep[] {
  const steps: (TrailStep & { first: string; plain: boolean })[] = []
  for (const { layer, found, size } of searched) {
    const column = columns.find((other) => other.layer === layer)
    const name = column ? columnName(column) : String(layer)
    const plain = layer !== 'upper' && !column?.init && size === 0
    const last = steps.at(-1)
    if (last?.plain && plain && last.found === found)
      steps[steps.length - 1] = { ...last, layers: `${last.first}–${name}` }
    else steps.push({ layers: name, first: name, found, size, plain })
  }
  return steps.map(({ layers, found, size }) => ({ layers, found, size }))
}

/** In which order each column was searched, from 1; 0 where it was not. */
export const ordersOf = (
  { searched }: Pick<NotedOperation, 'searched'>,
  columns: readonly OverlayColumn[],
): number[] => columns.map(({ layer }) => searched.findIndex((step) => step.layer === layer) + 1)

/** What an operation came to, in one word, the weightiest first; with the bytes that were copied. */
export function outcomeOf({ done, error }: Pick<NotedOperation, 'done' | 'error'>): {
  readonly kind: 'failed' | 'whiteout' | 'opaque' | 'copied' | 'copiedDirectory' | 'made' | 'removed' | 'none'
  readonly size: number
} {
  if (error !== undefined) return { kind: 'failed', size: 0 }
  const copied = done.find(({ kind, directory }) => kind === 'copied' && !directory)
  if (copied) return { kind: 'copied', size: copied.size }
  for (const kind of ['whiteout', 'opaque', 'made', 'removed'] as const)
    if (done.some((deed) => deed.kind === kind)) return { kind, size: 0 }
  return { kind: done.length > 0 ? 'copiedDirectory' : 'none', size: 0 }
}

/** The operation that is looked at: the chosen one, else the latest. */
export const chosenOf = (
  { operations }: Pick<ShownOverlay, 'operations'>,
  number: number | undefined,
): NotedOperation | undefined => operations.find((one) => one.number === number) ?? operations[0]

/**
 * The rows worth drawing: what the merged view shows, what hides something in it, and what the chosen operation is about.
 * What only lies below a directory that is gone is left out.
 */
export const rowsOf = (
  { rows }: Pick<ShownOverlay, 'rows'>,
  chosen: Pick<NotedOperation, 'path' | 'to'> | undefined,
): OverlayRow[] =>
  rows.filter(
    ({ path, merged, cells }) =>
      merged !== undefined ||
      path === chosen?.path ||
      path === chosen?.to ||
      cells.some((cell) => cell?.role === 'hides' && !cell.above),
  )
