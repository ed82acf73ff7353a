import { byCodeUnit } from '../../base/text.ts'
import { Failure } from '../failure.ts'
import type { Shell } from '../state.ts'
import { ALIAS } from './alias.ts'
import { BIND } from './bind.ts'
import { type Builtin, builtin } from './builtin.ts'
import { DECLARE } from './declare.ts'
import { DIRECTORY } from './directory.ts'
import { FLOW } from './flow.ts'
import { GETOPTS } from './getopts.ts'
import { HELP } from './help.ts'
import { HISTORY } from './history.ts'
import { INPUT } from './input.ts'
import { JOB_CONTROL } from './jobcontrol.ts'
import { LIMITING } from './limits.ts'
import { LOOKUP } from './lookup.ts'
import { OUTPUT } from './output.ts'
import { SETTINGS } from './settings.ts'
import { SIGNALLING } from './signals.ts'
import { TEST } from './test.ts'

/** `exec` is run where redirections are known; only `command exec` comes here. */
const exec = builtin('exec [-cl] [-a name] [command [argument ...]]', async (_sh, args) => {
  if (args.length === 0) return 0
  throw new Failure('exec through `command` is not supported here')
})

/** Every builtin by name. Whether a dialect has it, it says itself. */
export const BUILTINS: ReadonlyMap<string, Builtin> = new Map<string, Builtin>([
  ...FLOW,
  ...OUTPUT,
  ...INPUT,
  ...DIRECTORY,
  ...DECLARE,
  ...SETTINGS,
  ...TEST,
  ...LOOKUP,
  ...ALIAS,
  ...SIGNALLING,
  ...JOB_CONTROL,
  ...LIMITING,
  ...GETOPTS,
  ...HISTORY,
  ...BIND,
  ...HELP,
  ['exec', exec],
])

export const isBuiltin = (sh: Shell, name: string): boolean =>
  BUILTINS.get(name)?.in(sh.dialect) === true && !sh.disabled.has(name)

/** Names of the dialect's builtins, in order. */
export const names = (sh: Shell): string[] =>
  [...BUILTINS]
    .filter(([, each]) => each.in(sh.dialect))
    .map(([name]) => name)
    .sort(byCodeUnit)
