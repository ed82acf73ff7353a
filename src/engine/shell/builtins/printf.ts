import { ansiC } from '../expand/escapes.ts'
import { backslashQuote } from '../expand/quote.ts'
import { complain, print } from '../report.ts'
import type { Shell } from '../state.ts'
import { strftime } from '../strftime.ts'
import { usageFailure } from './builtin.ts'

const DIRECTIVE = /^%([-+ 0#']*)(\*|\d+)?(?:\.(\*|-?\d+)?)?(?:[hlLqjzt]*)(\([^)]*\)T|[a-zA-Z%])/

/** printf(1) as the shells have it: the format is used again while arguments are left. */
export async function printf(sh: Shell, args: readonly string[]): Promise<number> {
  let rest = [...args]
  let variable: string | undefined
  if (rest[0] === '-v' && sh.dialect === 'bash') {
    variable = rest[1]
    rest = rest.slice(2)
  }
  if (rest[0] === '--') rest.shift()
  const format = rest.shift()
  if (format === undefined) {
    if (sh.dialect === 'bash')
      throw await usageFailure(sh, 'printf', '', 'printf [-v var] format [arguments]')
    await complain(sh, 'usage: printf format [arg ...]', 'printf')
    return 2
  }
  const printer = new Printer(sh, rest)
  const text = printer.run(format)
  if (variable === undefined) await print(sh, text)
  else sh.vars.set(variable, text)
  for (const message of printer.complaints) await complain(sh, message, 'printf')
  return printer.complaints.length > 0 ? 1 : 0
}

class Printer {
  readonly complaints: string[] = []
  private readonly sh: Shell
  private readonly args: readonly string[]
  private next = 0
  private stopped = false

  constructor(sh: Shell, args: readonly string[]) {
    this.sh = sh
    this.args = args
  }

  run(format: string): string {
    let out = ''
    do {
      const before = this.next
      out += this.once(format)
      if (this.next === before) break
    } while (this.next < this.args.length && !this.stopped)
    return out
  }

  private once(format: string): string {
    let out = ''
    for (let i = 0; i < format.length && !this.stopped; ) {
      if (format[i] === '%') {
        const m = DIRECTIVE.exec(format.slice(i))
        if (!m) {
          this.complaints.push(`\`${format[i + 1] ?? ''}': invalid format character`)
          this.stopped = true
          return out
        }
        out += this.convert(m)
        i += m[0].length
        continue
      }
      let end = format.indexOf('%', i)
      if (end < 0) end = format.length
      const { text, stopped } = ansiC(format.slice(i, end), 'printf')
      out += text
      this.stopped ||= stopped
      i = end
    }
    return out
  }

  private take(): string | undefined {
    return this.args[this.next++]
  }

  private convert(m: RegExpExecArray): string {
    let flags = m[1]!
    const kind = m[4]!
    if (kind === '%') return '%'
    let width = m[2] === '*' ? this.integer(this.take()) : m[2] === undefined ? 0n : BigInt(m[2])
    if (width < 0n) {
      flags += '-'
      width = -width
    }
    const dotted = /\./.test(m[0].replace(/\(.*/, ''))
    const precision = !dotted
      ? undefined
      : m[3] === '*'
        ? Number(this.integer(this.take()))
        : Number(m[3] ?? 0)
    const pad = (text: string, zero = false): string => padded(text, Number(width), flags, zero)
    switch (kind) {
      case 's':
        return pad((this.take() ?? '').slice(0, precision))
      case 'b': {
        const { text, stopped } = ansiC(this.take() ?? '', 'echo')
        this.stopped ||= stopped
        return pad(text.slice(0, precision))
      }
      case 'q':
        return pad(backslashQuote(this.take() ?? ''))
      case 'c':
        return pad((this.take() ?? '').slice(0, 1))
      case 'd':
      case 'i':
        return pad(signed(this.integer(this.take()), flags, precision), precision === undefined)
      case 'u':
        return pad(digits(BigInt.asUintN(64, this.integer(this.take())), 10, precision), true)
      case 'o':
        return pad(
          (flags.includes('#') ? '0' : '') +
            digits(BigInt.asUintN(64, this.integer(this.take())), 8, precision),
          true,
        )
      case 'x':
      case 'X': {
        const value = BigInt.asUintN(64, this.integer(this.take()))
        const text = (flags.includes('#') && value !== 0n ? '0x' : '') + digits(value, 16, precision)
        return pad(kind === 'X' ? text.toUpperCase() : text, true)
      }
      case 'f':
      case 'F':
      case 'e':
      case 'E':
      case 'g':
      case 'G':
        return pad(floating(this.float(this.take()), kind, flags, precision), true)
      default:
        if (kind.endsWith('T')) return pad(this.time(kind.slice(1, -2)))
        this.complaints.push(
          this.sh.dialect === 'bash' ? `\`${kind}': invalid format character` : `%${kind}: invalid directive`,
        )
        this.stopped = true
        return ''
    }
  }

  private integer(text: string | undefined): bigint {
    if (text === undefined || text === '') return 0n
    if (/^['"]/.test(text)) return BigInt(text.codePointAt(1) ?? 0)
    const m = /^\s*([-+]?)(0[xX][0-9a-fA-F]+|0[0-7]*|[1-9]\d*)/.exec(text)
    if (!m || m[0].length !== text.length) this.bad(text)
    if (!m) return 0n
    const body = m[2]!
    const value = BigInt(/^0[0-7]+$/.test(body) ? `0o${body.slice(1)}` : body)
    return m[1] === '-' ? -value : value
  }
  private float(text: string | undefined): number {
    if (text === undefined || text === '') return 0
    if (/^['"]/.test(text)) return text.codePointAt(1) ?? 0
    const value = Number(text)
    if (!Number.isNaN(value)) return value
    this.bad(text)
    return Number.parseFloat(text) || 0
  }
  private bad(text: string): void {
    const wording = {
      bash: `${text}: invalid number`,
      dash: /^\s*[-+]?\d/.test(text)
        ? `${text}: not completely converted`
        : `${text}: expected numeric value`,
      ash: `invalid number '${text}'`,
    }
    this.complaints.push(wording[this.sh.dialect])
  }

  /** `%(…)T`: strftime(3) in UTC. -1 or nothing is now. */
  private time(format: string): string {
    const argument = this.take()
    const now = argument === undefined || argument === '-1' || argument === '-2'
    const seconds = now ? this.sh.process.now() / 1_000_000_000n : this.integer(argument)
    return strftime(format || '%T', Number(seconds))
  }
}

function padded(text: string, width: number, flags: string, zero: boolean): string {
  if (text.length >= width) return text
  if (flags.includes('-')) return text.padEnd(width)
  if (!zero || !flags.includes('0')) return text.padStart(width)
  const sign = /^(?:[-+ ]|0x)/i.exec(text)?.[0] ?? ''
  return sign + text.slice(sign.length).padStart(width - sign.length, '0')
}

const digits = (value: bigint, base: number, precision = 0): string =>
  value.toString(base).padStart(precision, '0')

function signed(value: bigint, flags: string, precision: number | undefined): string {
  const sign = value < 0n ? '-' : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : ''
  return sign + digits(value < 0n ? -value : value, 10, precision)
}

function floating(value: number, kind: string, flags: string, precision = 6): string {
  const sign = value < 0 ? '-' : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : ''
  const size = Math.abs(value)
  const exponent = (text: string): string => text.replace(/e([-+])(\d)$/, 'e$10$2')
  let text: string
  if (kind === 'f' || kind === 'F') text = size.toFixed(precision)
  else if (kind === 'e' || kind === 'E') text = exponent(size.toExponential(precision))
  else {
    const significant = precision === 0 ? 1 : precision
    const power = size === 0 ? 0 : Number(size.toExponential(significant - 1).split('e')[1])
    const wide = power < -4 || power >= significant
    text = wide ? size.toExponential(significant - 1) : size.toFixed(significant - 1 - power)
    if (text.includes('.') && !flags.includes('#')) text = text.replace(/\.?0+(?=e|$)/, '')
    text = exponent(text)
  }
  return sign + (/[EG]/.test(kind) ? text.toUpperCase() : text)
}
