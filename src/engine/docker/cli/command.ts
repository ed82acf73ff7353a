import type { ExitCode, Process } from '../../kernel/process.ts'
import type { ApiClient } from './api.ts'
import type { Settings } from './config-file.ts'
import type { Flags, FlagValues } from './flags.ts'

/** What a command works with: its process, the daemon, and where it writes. One is made for each call. */
export interface ClientContext {
  readonly process: Process
  /** Connects at its first call, so that a command that needs no daemon works without one. */
  readonly api: ApiClient
  /** The same for a process that the client forked, which makes its own calls. */
  apiFor(process: Process): ApiClient
  /** Writes to standard output, as it is. */
  out(text: string): Promise<void>
  /** Writes to standard error, as it is. */
  err(text: string): Promise<void>
  /** Size of the terminal on standard output; undefined where it is none. */
  readonly terminal?: { readonly columns: number; readonly rows: number }
  /** Where the client's settings live: `~/.docker`. */
  readonly configDir: string
  /** What `config.json` there says. */
  readonly settings: Settings
  /** Name of the context in use. */
  readonly currentContext: string
  /** `--debug` was given. */
  readonly debug: boolean
  /** Finds out where the daemon is, as the first call to it would. Throws `InitializeError`. */
  initialize(): void
  /** The command's `--help`. */
  helpText(): Promise<string>
  /** What the user called: `docker run`, `docker container run`. */
  readonly path: string
  /** True where the flag was given, whatever its value. */
  changed(flag: string): boolean
}

/** How many arguments a command takes, and how it says so (docker/cli, cli/required.go). */
export interface Arity {
  readonly min: number
  readonly max: number
  /** Cobra's own wording instead of Docker's. */
  readonly plain?: boolean
}
export const none: Arity = { min: 0, max: 0 }
export const any: Arity = { min: 0, max: Number.POSITIVE_INFINITY }
export const exactly = (count: number): Arity => ({ min: count, max: count })
export const atLeast = (min: number): Arity => ({ min, max: Number.POSITIVE_INFINITY })
export const atMost = (max: number): Arity => ({ min: 0, max })
export const between = (min: number, max: number): Arity => ({ min, max })

export interface Command<F extends Flags = Flags> {
  readonly name: string
  /** Other names under the same parent. */
  readonly aliases?: readonly string[]
  /** What follows the name on the usage line: `[OPTIONS] NAME[:TAG|@DIGEST]`. */
  readonly usage?: string
  readonly summary: string
  /** Help shows this instead of the summary. */
  readonly long?: string
  /** All full names, as help lists them under Aliases. */
  readonly calledAs?: readonly string[]
  readonly args: Arity
  readonly flags: F
  /** False: the first argument ends the flags, the rest belongs to another program (`docker run IMAGE ls -l`). */
  readonly interspersed?: boolean
  /** Failures are about starting a container: exit 125 and a `docker: ` prefix. */
  readonly starts?: boolean
  readonly experimental?: boolean
  /** Works with an experimental daemon only. */
  readonly experimentalDaemon?: boolean
  /** Works on a node of a swarm only. */
  readonly needsSwarm?: boolean
  readonly swarm?: boolean
  readonly hidden?: boolean
  /** A group: the commands below it. */
  readonly commands?: readonly Command[]
  /** `run` looks at what it was given and goes no further: the work itself is not simulated. */
  readonly checksOnly?: boolean
  /** Absent: Docker has the command and Strata does not simulate it. */
  run?(context: ClientContext, args: readonly string[], flags: FlagValues<F>): Promise<ExitCode | void>
}

/** Declares a command; the table's types reach `run`. */
export const defineCommand = <const F extends Flags>(command: Command<F>): Command =>
  command as unknown as Command

/** Declares a noun: commands below a name, with no work of its own. */
export const defineGroup = (
  group: Omit<Command, 'args' | 'flags'> & { commands: readonly Command[] },
): Command => ({
  ...group,
  args: none,
  flags: {},
})

/** A command under another name right below `docker`: `docker images` for `docker image ls`. */
export function topLevel(command: Command, name = command.name): Command {
  const { aliases: _, ...rest } = command
  return { ...rest, name }
}
