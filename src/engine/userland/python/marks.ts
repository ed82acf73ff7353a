import type { Span } from './syntax.ts'

/** The line of `^` below the part of a source line that went wrong; undefined where that is all of the line (PEP 657). */
export function markBelow(source: string, { line, column, endLine, end, focus }: Span): string | undefined {
  const text = source.trimEnd()
  const indent = text.length - text.trimStart().length
  const last = endLine === line ? Math.min(end, text.length) : text.length
  if (last <= column) return undefined
  if (focus) {
    const marked = '^'.repeat(focus.end - focus.column)
    const before = '~'.repeat(focus.column - column)
    return ' '.repeat(column - indent) + before + marked + '~'.repeat(last - focus.end)
  }
  if (column <= indent && last >= text.length) return undefined
  return ' '.repeat(column - indent) + '^'.repeat(last - column)
}
