import { optionTable, parseOptions } from './options.ts'
import type { Main } from './program.ts'
import { program, reason } from './program.ts'
import { quoteFile } from './quoting.ts'
import { chunks } from './stdio.ts'

const OPTIONS = optionTable('[OPTION]... [FILE]...', '-a/--append -i/--ignore-interrupts -p --output-error::')

export const teeMain: Main = async (io) => {
  const options = parseOptions(io, OPTIONS)
  if (options.has('i')) io.p.onSignal('SIGINT', 'ignore')
  const append = options.has('a')
  const sinks: { fd: number; name: string }[] = []
  let code = 0
  for (const name of options.operands) {
    try {
      sinks.push({ fd: io.p.open(name, { write: true, create: true, append, truncate: !append }), name })
    } catch (error) {
      await io.error(`${io.busybox ? name : quoteFile(name)}: ${reason(error)}`)
      code = 1
    }
  }
  for await (const chunk of chunks(io.p, 0)) {
    await io.out.write(new Uint8Array(chunk))
    await io.out.flush()
    for (const { fd, name } of sinks) {
      try {
        await io.p.write(fd, chunk)
      } catch (error) {
        await io.error(`${quoteFile(name)}: ${reason(error)}`)
        code = 1
      }
    }
  }
  return code
}

export const tee = program('tee', teeMain)
