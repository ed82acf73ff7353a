import { formatOperand, type Spec } from './print.ts'
import { typeName, type Value, wholeNumber } from './value.ts'

/** Wider than this is not meant (fmt, tooLarge). */
const MOST = 1_000_000

/** Reads one format as fmt.Sprintf does: flags, `[n]`, width, precision, verb, one after the other. */
class Formatter {
  private readonly format: readonly string[]
  private readonly args: readonly Value[]
  private at = 0
  private next = 0
  private reordered = false
  private goodIndex = true
  private out = ''

  constructor(format: string, args: readonly Value[]) {
    this.format = [...format]
    this.args = args
  }

  run(): string {
    while (this.at < this.format.length) {
      const c = this.format[this.at++]!
      if (c === '%') this.verb()
      else this.out += c
    }
    if (this.reordered || this.next >= this.args.length) return this.out
    const extra = this.args
      .slice(this.next)
      .map((value) =>
        value === null ? '<nil>' : `${typeName(value)}=${formatOperand({ verb: 'v' }, value)}`,
      )
    return `${this.out}%!(EXTRA ${extra.join(', ')})`
  }

  /** A number of digits at this place. */
  private number(): number | undefined {
    let text = ''
    while (/[0-9]/.test(this.format[this.at] ?? '')) text += this.format[this.at++]
    if (text === '') return undefined
    return Number(text) > MOST ? undefined : Number(text)
  }

  /** `[n]`: the operand to go on with. True where there was one. */
  private index(): boolean {
    if (this.format[this.at] !== '[') return false
    this.reordered = true
    const close = this.format.indexOf(']', this.at)
    if (close === -1) {
      this.goodIndex = false
      this.at++
      return false
    }
    const text = this.format.slice(this.at + 1, close).join('')
    this.at = close + 1
    const index = /^\d+$/.test(text) ? Number(text) - 1 : -1
    if (index >= 0 && index < this.args.length) this.next = index
    else this.goodIndex = false
    return /^\d+$/.test(text)
  }

  /** `*`: width or precision from an operand. */
  private fromOperand(wrong: string): number | undefined {
    const value = this.next < this.args.length ? wholeNumber(this.args[this.next]!) : undefined
    if (this.next < this.args.length) this.next++
    if (value !== undefined && Math.abs(value) <= MOST) return value
    this.out += wrong
    return undefined
  }

  private verb(): void {
    this.goodIndex = true
    const flags = { minus: false, plus: false, sharp: false, space: false, zero: false }
    for (;;) {
      const name = FLAGS[this.format[this.at] ?? '']
      if (!name) break
      flags[name] = true
      this.at++
    }
    let afterIndex = this.index()
    let width: number | undefined
    if (this.format[this.at] === '*') {
      this.at++
      width = this.fromOperand('%!(BADWIDTH)')
      if (width !== undefined && width < 0) {
        width = -width
        flags.minus = true
      }
      afterIndex = false
    } else {
      width = this.number()
      if (afterIndex && width !== undefined) this.goodIndex = false
    }
    let precision: number | undefined
    if (this.format[this.at] === '.') {
      this.at++
      if (afterIndex) this.goodIndex = false
      afterIndex = this.index()
      if (this.format[this.at] === '*') {
        this.at++
        precision = this.fromOperand('%!(BADPREC)')
        if (precision !== undefined && precision < 0) {
          precision = undefined
          this.out += '%!(BADPREC)'
        }
        afterIndex = false
      } else precision = this.number() ?? 0
    }
    if (!afterIndex) this.index()
    if (flags.minus) flags.zero = false
    this.operand({ ...flags, width, precision, verb: this.format[this.at++] ?? '' })
  }

  private operand(spec: Spec): void {
    const { verb } = spec
    if (verb === '') this.out += '%!(NOVERB)'
    else if (verb === '%') this.out += '%'
    else if (!this.goodIndex) this.out += `%!${verb}(BADINDEX)`
    else if (this.next >= this.args.length) this.out += `%!${verb}(MISSING)`
    else this.out += formatOperand(spec, this.args[this.next++]!)
  }
}

const FLAGS: Readonly<Record<string, 'minus' | 'plus' | 'sharp' | 'space' | 'zero'>> = {
  '-': 'minus',
  '+': 'plus',
  '#': 'sharp',
  ' ': 'space',
  '0': 'zero',
}

/** fmt.Sprintf. */
export const sprintf = (format: string, args: readonly Value[]): string => new Formatter(format, args).run()
