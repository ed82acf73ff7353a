import type { LinkInfo } from '../../../kernel/net/calls.ts'
import type { IpOptions } from './call.ts'
import type { Row } from './row.ts'

const UNITS = ['', 'k', 'M', 'G', 'T']

/** A counter with `-h`: three digits and a unit (iproute2, print_num). */
function human(value: number): string {
  let unit = 0
  let shown = value
  while (shown >= 1000 && unit < UNITS.length - 1) {
    shown /= 1000
    unit++
  }
  return unit === 0 ? String(value) : `${Number(shown.toPrecision(3))}${UNITS[unit]}`
}

/** Widths of the columns; wider where a counter is (iproute2, size_columns). */
const WIDTHS = [10, 7, 6, 7, 7, 7]
const LAST = 10

const padded = (cells: readonly string[], widths: readonly number[], from: number): string =>
  cells.map((cell, i) => cell.padStart(widths[from + i]!)).join(' ')

/** The counters of an interface: `-s`, and with `-s -s` the kinds of errors too. */
export function statisticsOf(row: Row, { stats }: LinkInfo, options: IpOptions): void {
  const text = (value: number): string => (options.human ? human(value) : String(value))
  const received = [stats.rxBytes, stats.rxPackets, stats.rxErrors, stats.rxDropped, 0, stats.multicast]
  const sent = [stats.txBytes, stats.txPackets, stats.txErrors, stats.txDropped, 0, 0]
  const part = (side: 'RX' | 'TX', counters: number[], titles: string[], kinds: string[]): void => {
    const cells = counters.map(text)
    const widths = WIDTHS.map((width, i) => Math.max(width, cells[i]!.length))
    const head = `    ${side}: `
    row.say(`${head}${titles[0]!.padStart(widths[0]! - 4)} ${padded(titles.slice(1), widths, 1)}`)
    row.say(' '.repeat(LAST + 1)).line()
    row.say(`    ${padded(cells, widths, 0)} `)
    if (options.statistics < 2) return
    row
      .line()
      .say(`    ${side} errors:${' '.repeat(widths[0]! - 10)} ${padded(kinds, widths, 1)}`)
      .line()
    row.say(
      `    ${' '.repeat(widths[0]!)} ${padded(
        kinds.map(() => '0'),
        widths,
        1,
      )} `,
    )
  }
  part('RX', received, ['bytes', 'packets', 'errors', 'dropped', 'missed', 'mcast'], RX_ERRORS)
  row.line()
  part('TX', sent, ['bytes', 'packets', 'errors', 'dropped', 'carrier', 'collsns'], TX_ERRORS)
  const common = (bytes: number, packets: number, errors: number, dropped: number) => ({
    bytes,
    packets,
    errors,
    dropped,
  })
  row.note('stats64', {
    rx: {
      ...common(stats.rxBytes, stats.rxPackets, stats.rxErrors, stats.rxDropped),
      over_errors: 0,
      multicast: stats.multicast,
    },
    tx: {
      ...common(stats.txBytes, stats.txPackets, stats.txErrors, stats.txDropped),
      carrier_errors: 0,
      collisions: 0,
    },
  })
}

const RX_ERRORS = ['length', 'crc', 'frame', 'fifo', 'overrun']
const TX_ERRORS = ['aborted', 'fifo', 'window', 'heartbt', 'transns']
