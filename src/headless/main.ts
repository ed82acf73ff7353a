import { boot } from './boot/boot.ts'
import { replay } from './replay.ts'
import { replayNet } from './replay-net.ts'
import { run } from './run.ts'
import { serve } from './serve.ts'

const COMMANDS: Readonly<Record<string, (argv: readonly string[]) => Promise<number>>> = {
  boot,
  run,
  replay,
  'replay-net': replayNet,
  serve,
}

const [name = '', ...rest] = process.argv.slice(2)
const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
if (command) process.exitCode = await command(rest)
else {
  console.error(`usage: strata ${Object.keys(COMMANDS).join(' | ')}`)
  process.exitCode = 2
}
