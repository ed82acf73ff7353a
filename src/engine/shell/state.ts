import type { ExitCode, Pid, Process } from '../kernel/process.ts'
import type { Signal } from '../kernel/signals.ts'
import type { Builtin } from './builtins/builtin.ts'
import type { Dialect } from './dialect.ts'
import type { KeyBindings } from './editor/inputrc.ts'
import type { ExpansionMemory } from './history/expansion.ts'
import type { JobTable } from './jobs/table.ts'
import type { FunctionNode, ParsedScript } from './syntax/ast.ts'
import type { Variables } from './variables.ts'

/** A text being run, to which positions in its tree refer. */
export interface Source {
  readonly text: string
  /** Number of its first line. */
  readonly firstLine: number
  readonly input: 'file' | 'string' | 'stdin'
}

export interface ShellFunction {
  readonly node: FunctionNode
  readonly source: Source
}

/** What expansion needs of execution. */
export interface Runner {
  /** Output of `$(…)` without the newlines at its end. Sets the status. */
  capture(
    sh: Shell,
    part: { readonly script: ParsedScript | undefined; readonly text: string },
  ): Promise<string>
  /** Starts `<(…)` or `>(…)`; the path to open. */
  substituteProcess(sh: Shell, operator: '<' | '>', script: ParsedScript | undefined): Promise<string>
}

export interface CallFrame {
  /** Name of the function, or `source`. */
  readonly name: string
  readonly kind: 'function' | 'source'
}

/** Addresses of a host, or why there are none, in the words of getaddrinfo(3). */
export type HostLookup = (process: Process, host: string) => Promise<readonly string[] | string>

/** Everything a shell knows. A subshell is a copy with a process of its own. */
export interface Shell {
  process: Process
  readonly dialect: Dialect
  readonly runner: Runner
  readonly lookUp: HostLookup
  /** Every builtin by name; each says in which dialects it is. */
  readonly builtins: ReadonlyMap<string, Builtin>
  vars: Variables
  functions: Map<string, ShellFunction>
  aliases: Map<string, string>
  /** `$1` and on. */
  positional: string[]
  /** `$0`. */
  name: string
  /** `set -o` options that are on, by long name. */
  options: Set<string>
  /** `shopt` options that are on. */
  shopts: Set<string>
  /** `$?`. */
  status: ExitCode
  /** `$$`: the first shell's, also in subshells. */
  readonly shellPid: Pid
  /** `$!`. */
  lastBackground: Pid | undefined
  traps: Map<TrapName, string>
  /** Signals that came and have a trap that has not run yet. */
  pendingSignals: Signal[]
  /** Ctrl-C came while an interactive shell was busy. */
  interrupted: boolean
  jobs: JobTable
  /** Paths of commands found before. */
  hashed: Map<string, { path: string; hits: number }>
  directories: string[]
  source: Source
  /** Offset of the command that runs, for messages and LINENO. */
  position: number
  frames: CallFrame[]
  loops: number
  /** Above 0 where a failure is looked at (`if`, `&&`, `!`): `set -e` does not act. */
  conditions: number
  subshell: number
  readonly login: boolean
  /** Reads commands from a terminal. False in subshells. */
  interactive: boolean
  /** Descriptor of the terminal job control works with. */
  tty: number | undefined
  pipeStatus: number[]
  history: HistoryList
  /** Keys of the line editor. */
  readonly bindings: KeyBindings
  /** Builtins switched off by `enable -n`. */
  disabled: Set<string>
  startedAt: bigint
  secondsBase: number
  lastArgument: string
}

export type TrapName = Signal | 'EXIT' | 'ERR' | 'DEBUG' | 'RETURN'

export interface HistoryList {
  readonly lines: string[]
  /** When each line was remembered, in seconds since the epoch; 0 where it is not known. */
  readonly times: number[]
  /** How many lines, from the first, the history file has already. */
  filed: number
  readonly memory: ExpansionMemory
}

/** A copy for a subshell. Jobs are not the copy's own; traps that are not ignored are gone (POSIX 2.12). */
export function copyShell(sh: Shell): Shell {
  const copy: Shell = {
    ...sh,
    vars: sh.vars.copy(),
    functions: new Map(sh.functions),
    aliases: new Map(sh.aliases),
    positional: [...sh.positional],
    options: new Set(sh.options),
    shopts: new Set(sh.shopts),
    traps: new Map([...sh.traps].filter(([, action]) => action === '')),
    pendingSignals: [],
    interrupted: false,
    jobs: sh.jobs.forSubshell(),
    hashed: new Map(sh.hashed),
    directories: [...sh.directories],
    frames: [...sh.frames],
    subshell: sh.subshell + 1,
    interactive: false,
    tty: undefined,
    pipeStatus: [...sh.pipeStatus],
    disabled: new Set(sh.disabled),
  }
  copy.options.delete('monitor')
  return copy
}

/** Line of the command that runs. */
export function currentLine(sh: Shell): number {
  let line = sh.source.firstLine
  const end = Math.min(sh.position, sh.source.text.length)
  for (let i = 0; i < end; i++) if (sh.source.text.charCodeAt(i) === 10) line++
  return line
}
