import { mountsOf } from './mounts.ts'
import type { Main } from './program.ts'
import { Failure, program } from './program.ts'

/** `mount` without arguments and `mount -t TYPE`: the table of mounts. Mounting is the daemon's here. */
export const mountMain: Main = async (io) => {
  const args = [...io.args]
  let type: string | undefined
  if (args[0] === '-l') args.shift()
  if (args[0] === '-t' && args.length === 2) type = args[1]
  else if (args.length > 0)
    throw new Failure('mounting is not part of this simulation; without arguments the mounts are listed', 1)
  for (const m of mountsOf(io.p))
    if (type === undefined || type.split(',').includes(m.type))
      await io.out.write(`${m.source} on ${m.path} type ${m.type} (${m.options})\n`)
  return 0
}

export const mount = program('mount', mountMain)
