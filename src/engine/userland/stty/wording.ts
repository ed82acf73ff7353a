import { Failure } from '../program.ts'
import { quoteAlways } from '../quoting.ts'

export const MAX_INT = 2 ** 31 - 1

/** How a program says that a command line is wrong, and which numbers it takes. */
export interface Words {
  missing(arg: string): Failure
  unknown(arg: string): Failure
  integer(text: string, max: number): number
  /** A terminal that did a part only. */
  readonly partly: string
}

const times = (unit: string | undefined): number => (unit === 'b' ? 512 : unit ? 1024 : 1)

/** coreutils 9.1. Numbers are as in C: decimal, octal or hexadecimal, `b` for 512 and `B` for 1024. */
export const gnu = (name: string): Words => {
  const hint = `Try '${name} --help' for more information.`
  return {
    missing: (arg) => new Failure(`missing argument to ${quoteAlways(arg)}`, 1, hint),
    unknown: (arg) => new Failure(`invalid argument ${quoteAlways(arg)}`, 1, hint),
    integer(text, max) {
      const invalid = `invalid integer argument: ${quoteAlways(text)}`
      const [, digits = '', unit] = /^(0x[0-9a-f]+|0[0-7]*|[1-9]\d*)([bB])?$/i.exec(text) ?? []
      if (digits === '') throw new Failure(invalid)
      const radix = /^0x/i.test(digits) ? 16 : digits.startsWith('0') ? 8 : 10
      const number = Number.parseInt(radix === 16 ? digits.slice(2) : digits, radix) * times(unit)
      if (number <= max) return number
      const why = max < MAX_INT ? 'Numerical result out of range' : 'Value too large for defined data type'
      throw new Failure(`${invalid}: ${why}`)
    },
    partly: 'unable to perform all requested operations',
  }
}

/** busybox 1.35 (coreutils/stty.c). A word that it does not know it takes for a speed. */
export const BUSYBOX: Words = {
  missing: (arg) => new Failure(`${arg} requires an argument`),
  unknown: (arg) =>
    new Failure(
      arg.startsWith('-') || /^\d+$/.test(arg) ? `invalid argument '${arg}'` : `invalid number '${arg}'`,
    ),
  integer(text, max) {
    const [, digits, unit] = /^(\d+)([bB])?$/.exec(text) ?? []
    if (digits === undefined) throw new Failure(`invalid number '${text}'`)
    const number = Number(digits) * times(unit)
    const least = max === MAX_INT ? 1 : 0
    if (number < least || number > max) throw new Failure(`number ${text} is not in ${least}..${max} range`)
    return number
  },
  partly: 'cannot perform all requested operations',
}
