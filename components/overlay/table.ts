import type { NotedOperation, OverlayColumn, OverlayRow, ShownOverlay } from '../../src/engine/world.ts'
import { button, code, element, heard } from '../dom.ts'
import { humanSize, shortInstruction } from '../layers/model.ts'
import { text } from '../page-strings.ts'
import type { StringKey } from '../strings.ts'
import { shortIDs } from '../views/short.ts'
import { cellWord, columnLooks, columnName, depthOf, nameOf, ordersOf, rowsOf, supplierOf } from './model.ts'

/**
 * Paths down, layers across: what each layer has of a path, and what of it the merged view shows. The row of the chosen
 * operation carries the order in which the layers were searched.
 */
export function overlayTable(
  shown: ShownOverlay,
  chosen: NotedOperation | undefined,
  toggle: (path: string) => void,
): HTMLElement {
  const { columns } = shown
  const looks = columnLooks(columns)
  const head = element(
    'tr',
    {},
    element('th', { scope: 'col', class: 'overlay-path' }, text('strata.overlay.path')),
    element('th', { scope: 'col', translate: 'no' }, 'merged'),
    ...columns.map((column, i) =>
      element(
        'th',
        { scope: 'col', translate: 'no', title: column.directory },
        ...(column.layer !== 'upper' && !column.init
          ? [heard(text('strata.layers.layer', { number: columnName(column) }))]
          : []),
        element(
          'span',
          column.layer !== 'upper' && !column.init ? { 'aria-hidden': 'true' } : {},
          columnName(column),
        ),
        element('span', { class: `overlay-swatch ${looks[i]}` }),
      ),
    ),
  )
  const orders = chosen ? ordersOf(chosen, columns) : []
  return element(
    'table',
    { class: 'overlay-table' },
    element('caption', { class: 'sr-only' }, text('strata.overlay.table')),
    element('thead', {}, head),
    element(
      'tbody',
      {},
      ...rowsOf(shown, chosen).map((row) => {
        const about = chosen !== undefined && row.path === chosen.path
        const target = chosen?.to === row.path
        return rowOf(row, { looks, orders: about ? orders : [], chosen: about || target, toggle })
      }),
    ),
  )
}

interface RowLook {
  readonly looks: readonly string[]
  readonly orders: readonly number[]
  readonly chosen: boolean
  toggle(path: string): void
}

function rowOf(row: OverlayRow, { looks, orders, chosen, toggle }: RowLook): HTMLElement {
  const supplier = supplierOf(row)
  const merged = row.merged
  return element(
    'tr',
    { class: chosen && 'overlay-chosen', 'aria-current': chosen && 'true' },
    element(
      'th',
      { scope: 'row', class: 'overlay-path', style: `--depth:${Math.max(0, depthOf(row.path) - 1)}` },
      ...(row.names > 0 ? [toggler(row, toggle)] : [element('span', { class: 'overlay-leaf' })]),
      element(
        'span',
        { translate: 'no', title: row.path, class: !merged && 'overlay-gone' },
        nameOf(row.path),
      ),
    ),
    element(
      'td',
      { class: merged ? `overlay-shown ${looks[supplier] ?? ''}` : '' },
      ...(merged
        ? [
            word(
              row.path === '/' ? 'root' : cellWord({ kind: merged.kind, opaque: false, above: false }),
              merged.size,
            ),
          ]
        : [element('span', { 'aria-hidden': 'true' }, '—'), heard(text('strata.overlay.nothing'))]),
    ),
    ...row.cells.map((cell, i) => {
      const order = orders[i] ?? 0
      const mark = order > 0 ? [orderMark(order)] : []
      if (!cell)
        return element(
          'td',
          { class: order > 0 && 'overlay-asked' },
          ...mark,
          element('span', { class: 'overlay-none' }),
        )
      const supplies = cell.role === 'supplies'
      const state = supplies
        ? text('strata.overlay.shown')
        : cell.role === 'merged'
          ? text('strata.overlay.merges')
          : cell.role === 'hidden'
            ? text('strata.overlay.hidden')
            : ''
      return element(
        'td',
        {
          class: [`overlay-${cell.role}`, supplies ? looks[i] : '', order > 0 ? 'overlay-asked' : ''].join(
            ' ',
          ),
          title: state || undefined,
        },
        ...mark,
        word(row.path === '/' ? 'root' : cellWord(cell), cell.size),
        ...(state ? [heard(`, ${state}`)] : []),
      )
    }),
  )
}

const orderMark = (order: number): HTMLElement =>
  element(
    'span',
    { class: 'overlay-order' },
    heard(`${text('strata.overlay.step', { number: order })}: `),
    element('span', { 'aria-hidden': 'true' }, String(order)),
  )

const SIGNS = { above: '↑', root: '/' } as const

/** A size for a file, a word for the rest. */
function word(kind: string, size: number): HTMLElement {
  const said =
    kind === 'file'
      ? humanSize(size)
      : kind === 'whiteout' || kind === 'opaque'
        ? kind
        : kind === 'above' || kind === 'root'
          ? SIGNS[kind]
          : text(`strata.overlay.${kind}` as StringKey)
  return element('span', { class: `overlay-word word-${kind}` }, said)
}

function toggler(row: OverlayRow, toggle: (path: string) => void): HTMLElement {
  const { path, names, open } = row
  const label = open
    ? text('strata.overlay.collapse', { path })
    : text('strata.overlay.expand', { path, count: names })
  const made = button(
    '',
    { class: 'overlay-toggle', 'aria-label': label, title: label, 'data-path': path },
    () => toggle(path),
  )
  made.setAttribute('aria-expanded', String(open))
  return made
}

/** Which directories the columns stand for. */
export function columnList(columns: readonly OverlayColumn[]): HTMLElement {
  const looks = columnLooks(columns)
  const items = columns.map((column, i) => {
    const about =
      column.layer === 'upper'
        ? text('strata.overlay.upper')
        : column.init
          ? text('strata.overlay.init')
          : shortInstruction(column.createdBy)
    return element(
      'li',
      {},
      element('span', { class: `overlay-swatch ${looks[i]}` }),
      element('strong', { translate: 'no' }, columnName(column)),
      element(
        'span',
        {},
        ...(about ? [element('span', { class: 'overlay-about' }, about)] : []),
        code(shortIDs(column.directory), column.directory),
      ),
    )
  })
  return element('ul', { class: 'overlay-columns' }, ...items)
}
