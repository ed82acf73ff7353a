import type { Figure } from './measure.ts'

/** What the engine is meant to reach. Printed with a verdict, never asserted: machines differ. */
interface Goal {
  readonly name: string
  readonly value: string
  readonly target: string
  readonly met: boolean | undefined
}

const goals: Goal[] = []

export function section(title: string): void {
  console.log(`\n${title}`)
}
export function note(text: string): void {
  console.log(`  ${text}`)
}

/** A table of texts, the first column to the left, the others to the right. */
export function table(rows: readonly (readonly string[])[]): void {
  const widths = rows[0]!.map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)))
  for (const row of rows) {
    const cells = row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!)))
    console.log(`  ${cells.join('   ')}`.trimEnd())
  }
}

/** A ratio and whether it keeps to `most` or reaches `least`. */
export function goal(name: string, value: number, target: { most: number } | { least: number }): void {
  const met = 'most' in target ? value <= target.most : value >= target.least
  const text = 'most' in target ? `≤ ${target.most}×` : `≥ ${target.least}×`
  goals.push({ name, value: times(value), target: text, met })
}
/** A time in nanoseconds and whether it stays below another. */
export function limit(name: string, value: number, most: number): void {
  goals.push({ name, value: duration(value), target: `≤ ${duration(most)}`, met: value <= most })
}
/** Bytes and whether they stay below others. */
export function weight(name: string, bytes: number, most: number): void {
  goals.push({ name, value: kilobytes(bytes), target: `≤ ${kilobytes(most)}`, met: bytes <= most })
}
/** A figure to know, without a target. */
export function fact(name: string, value: string): void {
  goals.push({ name, value, target: '', met: undefined })
}
export function printGoals(): void {
  if (goals.length === 0) return
  section('What it comes to')
  const verdict = ({ met }: Goal): string => (met === undefined ? '' : met ? 'met' : 'MISSED')
  table([
    ['figure', 'value', 'target', 'verdict'],
    ...goals.map((entry) => [entry.name, entry.value, entry.target, verdict(entry)]),
  ])
}

const threeDigits = (value: number): string =>
  value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2)

const kilobytes = (bytes: number): string => `${(bytes / 1e3).toFixed(1)} kB`

/** Nanoseconds in a unit that suits. */
export function duration(ns: number): string {
  if (ns < 1e3) return `${threeDigits(ns)} ns`
  if (ns < 1e6) return `${threeDigits(ns / 1e3)} µs`
  return ns < 1e9 ? `${threeDigits(ns / 1e6)} ms` : `${threeDigits(ns / 1e9)} s`
}

export const bytes = (count: number): string => `${threeDigits(count / 1e6)} MB`

/** Median and half the distance between the quartiles. */
export const shown = ({ median, low, high }: Figure): string =>
  `${duration(median)} ±${(((high - low) / 2 / median) * 100).toFixed(0)}%`

export const times = (ratio: number): string => `${threeDigits(ratio)}×`
/** Throughput of `bytes` in a time. */
export const throughput = (bytes: number, { median }: Figure): string =>
  `${threeDigits(bytes / 1e6 / (median / 1e9))} MB/s`
