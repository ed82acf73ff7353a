import { isErrno } from '../../base/errors.ts'
import { optionTable, parseOptions, usageError } from '../options.ts'
import { Failure, type Main, program } from '../program.ts'
import { pathOfProgram } from './find-program.ts'

const OPTIONS = optionTable('[options] <program> [arguments ...]', '-c/--ctty -f/--fork -w/--wait', {
  suite: 'util-linux 2.38.1)',
  inOrder: true,
})

/** `setsid`: a program in a session of its own; with `-c` its standard input is that session's terminal. */
export const setsidMain: Main = async (io) => {
  const options = parseOptions(io, OPTIONS)
  const [name, ...args] = options.operands
  if (name === undefined) throw usageError(io, io.busybox ? '' : 'no command specified')
  const { p } = io
  const path = pathOfProgram(p, name)
  const start = async (child: typeof p): Promise<number> => {
    child.setsid()
    if (options.has('c')) child.takeTerminal(0)
    try {
      return await child.exec(path, [name, ...args], child.env)
    } catch (error) {
      if (!isErrno(error)) throw error
      throw new Failure(
        io.busybox
          ? `can't execute '${name}': ${error.message}`
          : `failed to execute ${name}: ${error.message}`,
        127,
      )
    }
  }
  // The leader of a group cannot begin a session.
  if (p.getpgid() !== p.pid) return start(p)
  const pid = p.fork(start)
  const ended = await p.wait(pid)
  return ended?.status.kind === 'exited' ? ended.status.code : 1
}

export const setsid = program('setsid', setsidMain)
