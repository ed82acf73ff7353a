import { SECOND } from '../base/time.ts'
import { optionTable, parseOptions, usageError } from './options.ts'
import type { Main } from './program.ts'
import { Failure, program } from './program.ts'
import { quoteAlways } from './quoting.ts'

const OPTIONS = optionTable('NUMBER[SUFFIX]...', '')
const UNITS: Record<string, number> = { '': 1, s: 1, m: 60, h: 3600, d: 86400 }
/** A length of time is exact up to 104 days: a longer sleep is several. */
const SLICE = 86_400 * SECOND

export const sleepMain: Main = async (io) => {
  const { operands } = parseOptions(io, OPTIONS)
  if (operands.length === 0) throw usageError(io, io.busybox ? '' : 'missing operand')
  let seconds = 0
  for (const text of operands) {
    const m = /^(\d+\.?\d*|\.\d+)([smhd]?)$/.exec(text)
    if (m) seconds += Number(m[1]) * UNITS[m[2]!]!
    else if (/^inf(inity)?$/i.test(text)) seconds = Number.POSITIVE_INFINITY
    else if (io.busybox) throw new Failure(`invalid number '${text}'`)
    else throw usageError(io, `invalid time interval ${quoteAlways(text)}`)
  }
  for (let left = seconds * SECOND; left > 0; left -= SLICE) await io.p.sleep(Math.min(left, SLICE))
  return 0
}

export const sleep = program('sleep', sleepMain)
