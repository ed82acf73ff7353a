import { findCommand } from './lookup.ts'
import type { Main } from './program.ts'
import { Failure, program } from './program.ts'

export const whichMain: Main = async (io) => {
  const all = io.args[0] === '-a'
  const names = all ? io.args.slice(1) : io.args
  const odd = names.find((name) => name.startsWith('-'))
  if (odd !== undefined)
    throw new Failure(
      '',
      io.busybox ? 1 : 2,
      io.busybox ? io.usage : `Illegal option ${odd}\nUsage: ${io.name} [-a] args`,
    )
  let code = names.length === 0 ? 1 : 0
  for (const name of names) {
    const found = findCommand(io.p, name)
    if (found.length === 0) code = 1
    for (const path of all ? found : found.slice(0, 1)) await io.out.write(`${path}\n`)
  }
  return code
}

export const which = program('which', whichMain)
