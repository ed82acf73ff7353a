/** Fills a text to a width by printf(3)'s flags. */
export function pad(text: string, flags: string, width: string, numeric = false): string {
  const cells = Number(width || 0)
  if (flags.includes('-')) return text.padEnd(cells)
  if (!numeric || !flags.includes('0')) return text.padStart(cells)
  const sign = /^[-+ ]/.exec(text)?.[0] ?? ''
  return sign + text.slice(sign.length).padStart(cells - sign.length, '0')
}

/** As toFixed, of any size; what lies just between two goes to the even one, as C rounds. */
function fixed(value: number, digits: number): string {
  if (Math.abs(value) >= 1e21) return `${BigInt(value)}${digits > 0 ? `.${'0'.repeat(digits)}` : ''}`
  const text = value.toFixed(digits)
  if (digits > 60) return text
  const tail = value
    .toFixed(digits + 30)
    .split('.')[1]!
    .slice(digits)
  if (!/^50*$/.test(tail)) return text
  const lower = value
    .toFixed(digits + 30)
    .slice(0, -30)
    .replace(/\.$/, '')
  return Number(lower.at(-1)) % 2 === 0 ? lower : text
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
  if (!Number.isFinite(value)) text = Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf'
  else if (/f/i.test(kind)) text = fixed(value, digits)
  else if (/e/i.test(kind)) text = exponential(digits)
  else {
    const significant = digits || 1
    const exponent = Number(value.toExponential(significant - 1).split('e')[1])
    text =
      exponent < -4 || exponent >= significant
        ? exponential(significant - 1)
        : value.toFixed(Math.max(0, significant - 1 - exponent))
    if (!flags.includes('#') && text.includes('.')) text = text.replace(/\.?0+(?=e|$)/, '')
  }
  if (flags.includes('+') && value >= 0) text = `+${text}`
  else if (flags.includes(' ') && value >= 0) text = ` ${text}`
  return pad(/[EFG]/.test(kind) ? text.toUpperCase() : text, flags, width, Number.isFinite(value))
}
