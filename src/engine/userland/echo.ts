import { toBinary } from '../base/text.ts'
import { unescapeBytes } from './escapes.ts'
import type { Main } from './program.ts'
import { program } from './program.ts'
import { fromBinary, toBytes } from './text.ts'

/** `echo [-neE] [STRING]...`: what is no valid option is text. */
export const echoMain: Main = async (io) => {
  const args = [...io.args]
  if (!io.busybox && args.length === 1 && args[0] === '--version') {
    await io.out.write('echo (GNU coreutils) 9.1\n')
    return 0
  }
  let newline = true
  let escapes = false
  while (args.length > 0 && /^-[neE]+$/.test(args[0]!)) {
    for (const letter of args.shift()!.slice(1)) {
      if (letter === 'n') newline = false
      else escapes = letter === 'e'
    }
  }
  const text = args.join(' ')
  if (!escapes) {
    await io.out.write(text + (newline ? '\n' : ''))
    return 0
  }
  const out = unescapeBytes(toBinary(toBytes(text)), true)
  await io.out.write(fromBinary(out.text + (newline && !out.stop ? '\n' : '')))
  return 0
}

export const echo = program('echo', echoMain)
