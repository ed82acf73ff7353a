import { formatTime, momentOf, zoneOf } from '../../userland/calendar.ts'
import { optionTable, parseOptions } from '../../userland/options.ts'
import { program } from '../../userland/program.ts'
import { entriesOf } from '../utmp.ts'

const OPTIONS = optionTable(
  '[OPTION]... [ FILE | ARG1 ARG2 ]',
  '-a/--all -b/--boot -d/--dead -H/--heading -l/--login !--lookup -m -p/--process -q/--count -r/--runlevel -s/--short -t/--time -T/--mesg -u/--users -w/--message --writable',
)

/** `who`: who is logged in, the last boot, the runlevel (utmp(5)). */
export const who = program('who', async (io) => {
  const options = parseOptions(io, OPTIONS)
  const all = entriesOf(io.p)
  const time = (at: bigint): string => formatTime('%Y-%m-%d %H:%M', momentOf(at, zoneOf(io.p)))
  const users = all.filter(({ kind }) => kind === 'user')
  if (options.has('q')) {
    await io.out.write(`${users.map(({ user }) => user).join(' ')}\n# users=${users.length}\n`)
    return 0
  }
  const any = options.has('a')
  if (options.has('H')) await io.out.write('NAME     LINE         TIME             COMMENT\n')
  for (const { kind, line, at, user } of all) {
    if (kind === 'boot' && (any || options.has('b')))
      await io.out.write(`         system boot  ${time(at)}\n`)
    if (kind === 'runlevel' && (any || options.has('r')))
      await io.out.write(`         run-level ${line}  ${time(at)}\n`)
    if (kind === 'user' && (any || options.has('u') || !options.has('b', 'r', 'd', 'l', 'p', 't')))
      await io.out.write(`${user.padEnd(8)} ${line.padEnd(12)} ${time(at)}\n`)
  }
  return 0
})
