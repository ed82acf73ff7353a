import type { SourceRange } from '../../daemon/api.ts'

/** The lines of a source around a place, with marks (BuildKit, solver/errdefs/source.go). */
export function sourceBlock({ filename, text, start, end }: SourceRange): string {
  const lines = text.split('\n')
  if (start > lines.length || start < 1) return ''
  const last = Math.min(end, lines.length)
  const pad = last === start ? 4 : 2
  let from = start
  let to = last
  for (let added = 0; added < pad; added++) {
    if (from > 1) {
      from--
      added++
    }
    if (to !== lines.length) {
      to++
      added++
    }
  }
  const shown = lines.slice(from - 1, to).map((line, i) => {
    const number = from + i
    const mark = number >= start && number <= last ? '>>>' : '   '
    return ` ${String(number).padStart(3)} | ${mark} ${line}\n`
  })
  return `${filename}:${start}\n--------------------\n${shown.join('')}--------------------\n`
}
