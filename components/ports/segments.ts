import type { PortsView, SegmentRow } from '../../src/engine/world.ts'
import { button, element, heard } from '../dom.ts'
import { text } from '../page-strings.ts'
import { later } from './model.ts'
import { pathList } from './path.ts'

/** Packets between two lifelines, oldest first; each opens to its way. */
export function segmentList(
  view: PortsView,
  open: number | undefined,
  toggle: (number: number) => void,
): HTMLElement {
  const { left, right, segments } = view
  const rows = segments.map((row) => {
    const press = button(
      '',
      { 'data-segment': String(row.number), 'aria-expanded': String(row.number === open) },
      () => toggle(row.number),
    )
    press.append(
      element('span', { class: 'ports-time' }, `+${later(row.at)}`),
      element('span', { class: 'ports-what' }, whatText(row)),
      heard(` ${directionText(row, left.name, right.name)}`),
      element('span', { class: 'ports-arrow', 'aria-hidden': 'true' }),
      ...fate(row),
    )
    const way = row.number === open && view.path?.number === open ? [pathList(view.path)] : []
    return element('li', { class: `ports-${row.direction} ports-${row.outcome}` }, press, ...way)
  })
  return element(
    'ol',
    {
      class: left.name === right.name ? 'ports-segments ports-alone' : 'ports-segments',
      'aria-label': text('strata.ports.segments'),
    },
    ...rows,
  )
}

/** `SYN, seq 0, ack 1, 5 bytes`; names as in the header. */
export function whatText({ protocol, what, seq, ack, length }: SegmentRow): string {
  if (protocol !== 'tcp')
    return [protocol.toUpperCase(), what, text('strata.ports.bytes', { count: length })]
      .filter((part) => part !== '')
      .join(' ')
  const numbers = [`seq ${seq}`, ...(ack === undefined ? [] : [`ack ${ack}`])]
  return `${what} · ${numbers.join(' · ')}${length > 0 ? ` · ${text('strata.ports.bytes', { count: length })}` : ''}`
}

export function directionText({ direction, from, to }: SegmentRow, left: string, right: string): string {
  const ends = direction === 'self' ? [left, left] : direction === 'right' ? [left, right] : [right, left]
  return text('strata.ports.to', { from: `${ends[0]} (${from})`, to: `${ends[1]} (${to})` })
}

function fate({ outcome, lost }: SegmentRow): HTMLElement[] {
  if (outcome === 'held') return [element('span', { class: 'ports-fate' }, text('strata.ports.held'))]
  if (!lost) return []
  const where = [lost.machine, ...(lost.table === undefined ? [] : [lost.table])].join(', ')
  return [
    element(
      'span',
      { class: 'ports-fate ports-fate-lost' },
      `✕ ${where}: ${text(`strata.ports.lost.${lost.why}`)}`,
    ),
  ]
}
