import type { Instant } from '../base/time.ts'
import { formatTime, momentOf, UTC, zoneOf } from './calendar.ts'
import { parseDate } from './dates.ts'
import { optionTable, parseOptions, usageError } from './options.ts'
import type { Main } from './program.ts'
import { Failure, program, reason } from './program.ts'
import { quoteAlways, quoteFile } from './quoting.ts'

const OPTIONS = optionTable(
  '[OPTION]... [+FORMAT]',
  '-d/--date: !--debug !-f/--file: -I/--iso-8601:: -R/--rfc-email --rfc-3339: -r/--reference: !-s/--set: -u/--utc --universal --resolution',
)
const ISO: Record<string, string> = {
  '': '%Y-%m-%d',
  date: '%Y-%m-%d',
  hours: '%Y-%m-%dT%H%:z',
  minutes: '%Y-%m-%dT%H:%M%:z',
  seconds: '%Y-%m-%dT%H:%M:%S%:z',
  ns: '%Y-%m-%dT%H:%M:%S,%N%:z',
}

export const dateMain: Main = async (io) => {
  const options = parseOptions(io, OPTIONS)
  const zone = options.has('u', 'universal') ? UTC : zoneOf(io.p)
  const [format, extra] = options.operands
  if (extra !== undefined) throw usageError(io, `extra operand ${quoteAlways(extra)}`)
  if (format !== undefined && !format.startsWith('+'))
    throw io.busybox
      ? new Failure(`invalid date '${format}'`)
      : new Failure(`invalid date ${quoteAlways(format)}`)
  let at: Instant | undefined = io.p.now()
  const text = options.get('d')
  const reference = options.get('r')
  if (text !== undefined) at = parseDate(text, at, zone)
  if (at === undefined) throw new Failure(`invalid date ${quoteAlways(text!)}`)
  if (reference !== undefined) {
    try {
      at = io.p.stat(reference).mtime
    } catch (error) {
      throw new Failure(`${quoteFile(reference)}: ${reason(error)}`)
    }
  }
  const iso = options.get('I')
  const rfc = options.get('rfc-3339')
  let pattern = format?.slice(1) ?? (io.busybox ? '%a %b %e %H:%M:%S %Z %Y' : '%a %b %e %H:%M:%S %Z %Y')
  if (iso !== undefined) {
    const found = Object.keys(ISO).find((key) => key !== '' && iso !== '' && key.startsWith(iso)) ?? iso
    if (ISO[found] === undefined)
      throw usageError(io, `invalid argument ${quoteAlways(iso)} for '--iso-8601'`)
    pattern = ISO[found]!
  } else if (rfc !== undefined)
    pattern = rfc === 'date' ? '%Y-%m-%d' : rfc === 'ns' ? '%Y-%m-%d %H:%M:%S.%N%:z' : '%Y-%m-%d %H:%M:%S%:z'
  else if (options.has('R')) pattern = '%a, %d %b %Y %H:%M:%S %z'
  await io.out.write(`${formatTime(pattern, momentOf(at, zone))}\n`)
  return 0
}

export const date = program('date', dateMain)
