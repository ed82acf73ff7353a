import { toBinary } from '../base/text.ts'
import { unescapeBytes } from './escapes.ts'
import { formatNumber, pad } from './format.ts'
import { usageError } from './options.ts'
import type { Main } from './program.ts'
import { program } from './program.ts'
import { quoteAlways, quoteFile } from './quoting.ts'
import { fromBinary, toBytes, toText } from './text.ts'

/** `printf FORMAT [ARGUMENT]...`: the format is used again until the arguments are used up. */
export const printfMain: Main = async (io) => {
  const args = io.args[0] === '--' ? io.args.slice(1) : [...io.args]
  const format = args.shift()
  if (format === undefined) throw usageError(io, io.busybox ? '' : 'missing operand')
  const source = toBinary(toBytes(format))
  let code = 0
  let stop = false
  const complaints: string[] = []

  const integer = (text: string): bigint => {
    if (/^['"]/.test(text)) return BigInt(text.codePointAt(1) ?? 0)
    const m = /^\s*([-+]?)(0[xX][0-9a-fA-F]+|0[0-7]*|[1-9]\d*)/.exec(text)
    if (!m || m[0].length !== text.length) {
      if (text !== '') {
        complaints.push(
          io.busybox
            ? `invalid number '${text}'`
            : `${quoteAlways(text)}: ${m ? 'value not completely converted' : 'expected a numeric value'}`,
        )
        code = 1
      }
      if (!m) return 0n
    }
    const digits = /^0[0-7]+$/.test(m![2]!) ? `0o${m![2]!.slice(1)}` : m![2]!
    return (m![1] === '-' ? -1n : 1n) * BigInt(digits)
  }

  const once = (): { text: string; used: boolean } => {
    let out = ''
    let used = false
    for (let i = 0; i < source.length && !stop; ) {
      if (source[i] === '\\') {
        const end = /^\\(?:[0-7]{1,3}|x[0-9a-fA-F]{1,2}|[\s\S])/.exec(source.slice(i))?.[0] ?? '\\'
        const done = unescapeBytes(end, false)
        out += done.text
        stop ||= done.stop
        i += end.length
        continue
      }
      const m =
        source[i] === '%' ? /^%([-+ 0#']*)(\*|\d*)(?:\.(\*|\d*))?([a-zA-Z%])/.exec(source.slice(i)) : null
      if (!m) {
        out += source[i++]
        continue
      }
      i += m[0].length
      const take = (): string => {
        used = true
        return args.shift() ?? ''
      }
      const kind = m[4]!
      if (kind === '%') {
        out += '%'
        continue
      }
      let flags = m[1]!
      let width = m[2] === '*' ? String(integer(take())) : m[2]!
      if (width.startsWith('-')) {
        flags += '-'
        width = width.slice(1)
      }
      const precision = m[3] === '*' ? String(integer(take())) : m[3]
      const arg = take()
      const bytes = toBinary(toBytes(arg))
      const cut = (text: string): string =>
        precision === undefined ? text : text.slice(0, Number(precision))
      if (kind === 's') out += pad(cut(bytes), flags, width)
      else if (kind === 'b') {
        const done = unescapeBytes(bytes, true)
        out += pad(cut(done.text), flags, width)
        stop ||= done.stop
      } else if (kind === 'q') out += toBinary(toBytes(pad(quoteFile(arg), flags, width)))
      else if (kind === 'c') out += pad(bytes.slice(0, 1), flags, width)
      else if ('diouxX'.includes(kind)) {
        const value = integer(arg)
        const unsigned = value < 0n && !'di'.includes(kind) ? value + (1n << 64n) : value
        let text = unsigned.toString(kind === 'o' ? 8 : kind === 'x' || kind === 'X' ? 16 : 10)
        if (kind === 'X') text = text.toUpperCase()
        if (precision) text = text.replace(/\d.*/, (d) => d.padStart(Number(precision), '0'))
        if (flags.includes('#') && kind === 'o') text = `0${text}`
        if (flags.includes('#') && /x/i.test(kind) && value !== 0n) text = `0${kind}${text}`
        if ('di'.includes(kind) && value >= 0n && flags.includes('+')) text = `+${text}`
        else if ('di'.includes(kind) && value >= 0n && flags.includes(' ')) text = ` ${text}`
        out += pad(text, flags, width, true)
      } else if ('eEfFgG'.includes(kind)) {
        const value = Number.parseFloat(arg === '' ? '0' : arg)
        if (Number.isNaN(value)) {
          complaints.push(`${quoteAlways(arg)}: expected a numeric value`)
          code = 1
        }
        out += formatNumber(Number.isNaN(value) ? 0 : value, flags, width, precision, kind)
      } else {
        complaints.push(
          io.busybox
            ? `%${kind}: invalid format`
            : `${toText(fromBinary(m[0]))}: invalid conversion specification`,
        )
        code = 1
        stop = true
      }
    }
    return { text: out, used }
  }

  for (;;) {
    const { text, used } = once()
    await io.out.write(fromBinary(text))
    for (const complaint of complaints.splice(0)) await io.error(complaint)
    if (stop || args.length === 0) break
    if (!used) {
      if (!io.busybox)
        await io.error(`warning: ignoring excess arguments, starting with ${quoteAlways(args[0]!)}`)
      break
    }
  }
  return code
}

export const printf = program('printf', printfMain)
