import type { ExitCode, Process, Program } from '../kernel/process.ts'
import { client } from './client.ts'
import { download } from './download.ts'
import { explain } from './explain.ts'
import { lab } from './lab/main.ts'
import { path } from './path.ts'
import { SESSION_COMMANDS, session } from './session.ts'
import { wire } from './wire.ts'

const COMMANDS: Readonly<Record<string, (process: Process, argv: readonly string[]) => Promise<ExitCode>>> = {
  client,
  download,
  explain,
  lab,
  path,
  wire,
  ...Object.fromEntries(
    SESSION_COMMANDS.map((name) => [
      name,
      (process: Process, argv: readonly string[]) => session(process, [name, ...argv]),
    ]),
  ),
}

/** The site's own command. */
export const strata: Program = {
  name: 'strata',
  async run(process) {
    const [, name = '', ...rest] = process.argv
    const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
    if (command) return command(process, rest)
    await process.write(2, `usage: strata ${Object.keys(COMMANDS).join(' | ')} …\n`)
    return 2
  },
}
