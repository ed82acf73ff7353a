import type { Dialect } from './dialect.ts'
import { OPTION_BY_LETTER } from './specials.ts'

/** What the command line of a shell asks for (bash(1), "Invocation"). */
export interface Invocation {
  readonly login: boolean
  readonly interactive: boolean
  /** `-c`: the commands. */
  readonly commands: string | undefined
  /** `-s`: read standard input although there are arguments. */
  readonly stdin: boolean
  readonly options: ReadonlyMap<string, boolean>
  readonly shopts: ReadonlyMap<string, boolean>
  /** `--norc`, `--noprofile`, `--posix`, `--version`, `--help`. */
  readonly long: ReadonlySet<string>
  readonly rcfile: string | undefined
  /** What follows the options: a script or `$0`, then the arguments. */
  readonly operands: readonly string[]
  /** An option that there is not. */
  readonly unknown: string | undefined
}

const LONG = new Set([
  '--login',
  '--norc',
  '--noprofile',
  '--noediting',
  '--posix',
  '--version',
  '--help',
  '--verbose',
])

export function parseInvocation(argv: readonly string[], dialect: Dialect): Invocation {
  let login = argv[0]?.startsWith('-') === true
  let interactive = false
  let wantsCommands = false
  let stdin = false
  let rcfile: string | undefined
  let unknown: string | undefined
  const options = new Map<string, boolean>()
  const shopts = new Map<string, boolean>()
  const long = new Set<string>()
  let i = 1
  for (; i < argv.length; i++) {
    const arg = argv[i]!
    if (arg === '--' || arg === '-') {
      i++
      break
    }
    if (dialect === 'bash' && arg.startsWith('--')) {
      if (arg === '--rcfile' || arg === '--init-file') rcfile = argv[++i]
      else if (!LONG.has(arg)) unknown ??= arg
      else if (arg === '--login') login = true
      else long.add(arg)
      continue
    }
    if (!/^[-+]./.test(arg)) break
    const on = arg.startsWith('-')
    for (const letter of arg.slice(1)) {
      if (letter === 'c') wantsCommands = true
      else if (letter === 's') stdin = true
      else if (letter === 'i') interactive = true
      else if (letter === 'l') login = true
      else if (letter === 'o') options.set(argv[++i] ?? '', on)
      else if (letter === 'O' && dialect === 'bash') shopts.set(argv[++i] ?? '', on)
      else if (OPTION_BY_LETTER.has(letter)) options.set(OPTION_BY_LETTER.get(letter)!, on)
      else unknown ??= `${arg[0]}${letter}`
    }
  }
  const rest = argv.slice(i)
  const commands = wantsCommands ? rest[0] : undefined
  if (wantsCommands && commands === undefined) unknown ??= '-c'
  return {
    login,
    interactive,
    commands,
    stdin,
    options,
    shopts,
    long,
    rcfile,
    operands: wantsCommands ? rest.slice(1) : rest,
    unknown,
  }
}
