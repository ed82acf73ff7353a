/** Fills a text to a width by printf(3)'s flags. */
export function pad(text: string, flags: string, width: string, numeric = false): string {
  const cells = Number(width || 0)
  if (flags.includes('-')) return text.padEnd(cells)
  if (!numeric || !flags.includes('0')) return text.padStart(cells)
  const sign = /^[-+ ]/.exec(text)?.[0] ?? ''
  return sign + text.slice(sign.length).padStart(cells - sign.length, '0')
}

/** A floating-point number by `%e`, `%f` or `%g` (printf(3)). */
export function formatNumber(
  value: number,
  flags: string,
  width: string,
  precision: string | undefined,
  kind: string,
): string {
  const digits = precision === undefined ? 6 : Number(precision)
  let text: string
  const exponential = (n: number): string => value.toExponential(n).replace(/e([-+])(\d)$/, 'e$10$2')
  if (/f/i.test(kind)) text = value.toFixed(digits)
  else if (/e/i.test(kind)) text = exponential(digits)
  else {
    const significant = digits || 1
    const exponent = value === 0 ? 0 : Math.floor(Math.log10(Math.abs(value)))
    text =
      exponent < -4 || exponent >= significant
        ? exponential(significant - 1)
        : value.toFixed(Math.max(0, significant - 1 - exponent))
    if (!flags.includes('#') && text.includes('.')) text = text.replace(/\.?0+(?=e|$)/, '')
  }
  if (flags.includes('+') && value >= 0) text = `+${text}`
  else if (flags.includes(' ') && value >= 0) text = ` ${text}`
  return pad(/[EG]/.test(kind) ? text.toUpperCase() : text, flags, width, true)
}
