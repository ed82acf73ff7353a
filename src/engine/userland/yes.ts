import type { Main } from './program.ts'
import { program } from './program.ts'

export const yesMain: Main = async (io) => {
  const line = `${io.args.length > 0 ? io.args.join(' ') : 'y'}\n`
  const block = line.repeat(Math.max(1, Math.floor(8192 / line.length)))
  for (;;) await io.p.write(1, block)
}

export const yes = program('yes', yesMain)
