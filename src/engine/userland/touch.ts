import type { Instant } from '../base/time.ts'
import { zoneOf } from './calendar.ts'
import { parseDate, parseStamp } from './dates.ts'
import { optionTable, parseOptions, usageError } from './options.ts'
import { statusOf } from './paths.ts'
import type { Main } from './program.ts'
import { Failure, program, reason } from './program.ts'
import { quoteAlways } from './quoting.ts'

const OPTIONS = optionTable(
  '[OPTION]... FILE...',
  '-a -c/--no-create -d/--date: -f -h/--no-dereference -m -r/--reference: -t: --time:',
)

export const touchMain: Main = async (io) => {
  const options = parseOptions(io, OPTIONS)
  const now = io.p.now()
  const zone = zoneOf(io.p)
  let atime: Instant = now
  let mtime: Instant = now
  const reference = options.get('r')
  if (reference !== undefined) {
    try {
      ;({ atime, mtime } = io.p.stat(reference))
    } catch (error) {
      throw new Failure(
        io.busybox
          ? `${reference}: ${reason(error)}`
          : `failed to get attributes of ${quoteAlways(reference)}: ${reason(error)}`,
      )
    }
  }
  const given = options.last('d', 't')
  if (given) {
    const text = options.get(given)!
    const at = given === 'd' ? parseDate(text, now, zone) : parseStamp(text, now, zone)
    if (at === undefined)
      throw new Failure(
        `invalid date ${io.busybox ? '' : 'format '}${io.busybox ? `'${text}'` : quoteAlways(text)}`,
      )
    atime = mtime = at
  }
  if (options.operands.length === 0) throw usageError(io, io.busybox ? '' : 'missing file operand')
  const which = options.get('time')
  const onlyAccess = options.has('a') || (which !== undefined && /^(access|atime|use)$/.test(which))
  const onlyModify = options.has('m') || (which !== undefined && /^(modify|mtime)$/.test(which))
  const noFollow = options.has('h')
  let code = 0
  for (const path of options.operands) {
    try {
      if (!(noFollow ? statusOf(io.p, path) : io.p.exists(path))) {
        if (options.has('c') || noFollow) continue
        io.p.close(io.p.open(path, { write: true, create: true }))
      }
      const old = noFollow ? io.p.lstat(path) : io.p.stat(path)
      const change = onlyAccess === onlyModify
      io.p.utimes(
        path,
        change || onlyAccess ? atime : old.atime,
        change || onlyModify ? mtime : old.mtime,
        noFollow,
      )
    } catch (error) {
      await io.error(
        io.busybox ? `${path}: ${reason(error)}` : `cannot touch ${quoteAlways(path)}: ${reason(error)}`,
      )
      code = 1
    }
  }
  return code
}

export const touch = program('touch', touchMain)
