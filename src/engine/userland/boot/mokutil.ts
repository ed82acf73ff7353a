import { optionTable, parseOptions } from '../options.ts'
import { type Main, program } from '../program.ts'
import { BootVariables } from './boot-entries.ts'

const OPTIONS = optionTable(
  'OPTIONS [ARGS...]',
  '--sb-state -h/--help !-l/--list-enrolled !-i/--import: !-d/--delete: !-t/--test-key: !--pk !--kek !--db !--dbx',
)

/** `mokutil --sb-state`: whether the firmware starts only what is signed. */
const main: Main = async (io) => {
  const options = parseOptions(io, OPTIONS)
  const variables = new BootVariables(io.p)
  if (!variables.supported) {
    await io.stderr('EFI variables are not supported on this system\n')
    return 1
  }
  if (options.has('sb-state')) {
    const isOn = variables.get('SecureBoot')?.[0] === 1
    await io.out.write(`SecureBoot ${isOn ? 'enabled' : 'disabled'}\n`)
    if (!isOn && variables.get('SetupMode')?.[0] === 1) await io.out.write('Platform is in Setup Mode\n')
  }
  return 0
}

export const mokutil = program('mokutil', main)
