import { isErrno } from '../base/errors.ts'
import { dirName, joinPath } from './listing.ts'
import { optionTable, parseOptions, usageError } from './options.ts'
import type { Main } from './program.ts'
import { Failure, program, reason } from './program.ts'
import { quoteAlways } from './quoting.ts'

const OPTIONS = optionTable(
  '[OPTION]... [TEMPLATE]',
  '-d/--directory -u/--dry-run -q/--quiet --suffix: -p -t --tmpdir::',
)
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

export const mktempMain: Main = async (io) => {
  const takesDir = io.args.indexOf('-p')
  const args =
    takesDir < 0
      ? io.args
      : [
          ...io.args.slice(0, takesDir),
          `--tmpdir=${io.args[takesDir + 1] ?? ''}`,
          ...io.args.slice(takesDir + 2),
        ]
  const options = parseOptions(io, OPTIONS, args)
  const [given, extra] = options.operands
  if (extra !== undefined) throw usageError(io, 'too many templates')
  const suffix = options.get('suffix') ?? ''
  const template = (given ?? (io.busybox ? 'tmp.XXXXXX' : 'tmp.XXXXXXXXXX')) + suffix
  const body = suffix === '' ? template : template.slice(0, -suffix.length)
  const m = /^([\s\S]*?)(X{3,})([^X]*)$/.exec(body)
  if (!m) throw new Failure(`too few X's in template ${quoteAlways(template)}`)
  const home = options.get('tmpdir') || io.p.env.get('TMPDIR') || '/tmp'
  const dir = given === undefined || options.has('tmpdir', 't') ? home : ''
  for (let attempt = 0; attempt < 100; attempt++) {
    const random = Array.from(
      { length: m[2]!.length },
      () => LETTERS[io.p.random.below(LETTERS.length)],
    ).join('')
    const path = joinPath(dir, m[1] + random + m[3] + suffix)
    if (io.p.exists(path)) continue
    try {
      if (!options.has('u')) {
        if (options.has('d')) io.p.mkdir(path, 0o700)
        else io.p.close(io.p.open(path, { write: true, create: true, exclusive: true }, 0o600))
      }
      await io.out.write(`${path}\n`)
      return 0
    } catch (error) {
      if (isErrno(error, 'EEXIST')) continue
      const shown = joinPath(dir, template)
      if (!options.has('q'))
        await io.error(
          io.busybox
            ? `(null): ${reason(error)}`
            : `failed to create ${options.has('d') ? 'directory' : 'file'} via template ${quoteAlways(shown)}: ${reason(error)}`,
        )
      return 1
    }
  }
  throw new Failure(`failed to create ${dirName(template)}: File exists`)
}

export const mktemp = program('mktemp', mktempMain)
