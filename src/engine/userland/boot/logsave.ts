import { isErrno } from '../../base/errors.ts'
import { exitStatus } from '../../kernel/signals.ts'
import { formatTime, momentOf, zoneOf } from '../calendar.ts'
import { optionTable, parseOptions } from '../options.ts'
import { Failure, type Main, program } from '../program.ts'
import { pathOfProgram } from './find-program.ts'

const OPTIONS = optionTable('[-asv] logfile cmd_prog [args ...]', '-a -s -v', { inOrder: true })

/** `logsave`: runs a program; what it writes goes to a log too (e2fsprogs). */
const logsaveMain: Main = async (io) => {
  const options = parseOptions(io, OPTIONS)
  const [log, name, ...args] = options.operands
  if (log === undefined || name === undefined) throw new Failure('Usage: logsave [-v] logfile program')
  const { p } = io
  const { read, write } = p.pipe()
  const fds = new Map([
    [0, 0],
    [1, write],
    [2, write],
  ])
  let pid: number
  try {
    pid = p.spawn({ path: pathOfProgram(p, name), argv: [name, ...args], fds })
  } catch (error) {
    if (!isErrno(error)) throw error
    throw new Failure(`${name}: ${error.message}`)
  }
  p.close(write)
  const file = p.open(log, {
    write: true,
    create: true,
    append: options.has('a'),
    truncate: !options.has('a'),
  })
  const now = (): string => formatTime('%a %b %e %H:%M:%S %Y', momentOf(p.now(), zoneOf(p)))
  await p.write(file, `Log of ${[name, ...args].join(' ')} \n${now()}\n\n`)
  for (;;) {
    const bytes = await p.read(read)
    if (bytes.length === 0) break
    await p.write(1, bytes)
    await p.write(file, bytes)
  }
  const ended = await p.wait(pid)
  await p.write(file, `\n${now()}\n----------------\n`)
  return ended ? exitStatus(ended.status) : 1
}

export const logsave = program('logsave', logsaveMain)
