/** Python text whose pieces stand at given lines, as those of the real library do that appear in tracebacks. */
export function atLines(pieces: readonly (readonly [line: number, text: string])[]): string {
  const lines: string[] = []
  for (const [line, text] of pieces) {
    const body = text
      .replace(/^\n/, '')
      .replace(/\n\s*$/, '')
      .split('\n')
    while (lines.length < line - 1) lines.push('')
    lines.push(...body)
  }
  return `${lines.join('\n')}\n`
}
