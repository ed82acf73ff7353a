import { EngineError, FsError } from '../../base/errors.ts'
import type { ExitCode, Process, Program } from '../../kernel/process.ts'
import { type ApiClient, createApiClient } from '../cli/api.ts'
import { any, type ClientContext, type Command } from '../cli/command.ts'
import { loadSettings } from '../cli/config-file.ts'
import { currentContext, resolveEndpoint } from '../cli/endpoint.ts'
import { ClientError, ConnectionError, goErrno, InitializeError } from '../cli/errors.ts'
import { defaultConfigDir, type GlobalOptions, globalFlags, helpFlag } from '../cli/global-flags.ts'
import { commandHelp, useLine } from '../cli/help.ts'
import { FlagError, type ParsedFlags, parseFlags } from '../cli/parse.ts'
import { arityError, atRoot, below, type Located, traverse } from '../cli/tree.ts'
import { buildxCommands } from './commands.ts'
import { common } from './common.ts'

const EXPERIMENTAL = '\nExperimental commands and flags are hidden. Set BUILDX_EXPERIMENTAL=1 to show them.\n'

const buildx: Command = {
  name: 'buildx',
  usage: '[OPTIONS] COMMAND',
  summary: 'Extended build capabilities with BuildKit',
  args: any,
  flags: { ...common.builder, ...common.debug },
  commands: buildxCommands,
}

/** One call of the plugin, as the client makes it: `docker-buildx buildx COMMAND …`. */
class Buildx {
  private readonly process: Process
  private readonly options: GlobalOptions
  /** Of the client's own flags. */
  private debug = false

  constructor(process: Process) {
    this.process = process
    const flags = globalFlags(process.env)
    this.options = parseFlags(flags, [], { scope: this.scope }).values as GlobalOptions
  }

  private get scope() {
    const { process } = this
    return { env: process.env, cwd: process.cwd() }
  }

  async run(given: readonly string[]): Promise<ExitCode> {
    this.debug = ['-D', '--debug'].includes(given[0] ?? '')
    const argv = this.debug ? given.slice(1) : given
    const docker: Command = { name: 'docker', summary: '', args: any, flags: {}, commands: [buildx] }
    const root = below(atRoot(docker), buildx, argv[0] === 'buildx' ? argv.slice(1) : argv)
    const located = traverse(root, this.scope)
    if (located.command === buildx || (located.command.commands && !located.command.run))
      return this.group(located)
    return this.command(located)
  }

  private help(located: Located, parsed?: ParsedFlags): string {
    const columns = this.process.isatty(0) ? this.process.windowSize(0).columns : undefined
    const text = commandHelp(this.known(located), { columns, values: parsed?.values ?? {} })
    if (located.command !== buildx) return text
    return text.replace('buildx COMMAND\n', 'buildx [OPTIONS] COMMAND\n') + EXPERIMENTAL
  }

  /** A command whose help shows the builder that the environment names. */
  private known(located: Located): Located {
    const name = this.process.env.get('BUILDX_BUILDER') ?? ''
    const { flags } = located.command
    if (name === '' || !flags.builder) return located
    return {
      ...located,
      command: { ...located.command, flags: { ...flags, builder: { ...flags.builder, default: name } } },
    }
  }

  /** A word that is no command: the help, and a complaint where there was such a word. */
  private async group(located: Located): Promise<ExitCode> {
    const parsed = this.parse(located)
    const [word] = parsed.args
    await this.process.write(1, this.help(located, parsed))
    if (word === undefined || parsed.values.help) return 0
    throw new ClientError(`unknown command: ${JSON.stringify(word)}`)
  }

  private parse(located: Located): ParsedFlags {
    const { flags, interspersed } = located.command
    try {
      return parseFlags({ ...helpFlag, ...flags }, located.args, {
        scope: this.scope,
        ...(interspersed !== undefined && { interspersed }),
      })
    } catch (error) {
      if (!(error instanceof FlagError)) throw error
      throw new UsageError(
        `${error.message}\n\nUsage:  ${useLine(located)}\n\nRun '${located.path} --help' for more information`,
        125,
      )
    }
  }

  private async command(located: Located): Promise<ExitCode> {
    const { command, path } = located
    const help = located.args.some((word) => word === '--help' || word === '-h')
    if (!command.run && !help) throw new ClientError(`${path}: not simulated by Strata`)
    const parsed = this.parse(located)
    if (located.wantsHelp || parsed.values.help) {
      await this.process.write(1, this.help(located, parsed))
      return 0
    }
    const wrong = arityError(located, useLine(located), parsed.args)
    if (wrong !== undefined) throw new ClientError(wrong)
    const code = await command.run?.(this.context(located, parsed), parsed.args, parsed.values as never)
    return code ?? 0
  }

  private context(located: Located, parsed: ParsedFlags): ClientContext {
    const { process, options } = this
    const configDir = defaultConfigDir(process.env)
    const { settings } = loadSettings(process, configDir)
    const contextName = currentContext(process.env, options, settings)
    const connect = () => resolveEndpoint(process, options, { context: contextName, tls: false })
    const apiFor = (caller: Process): ApiClient => {
      let client: ApiClient | undefined
      return {
        call: (route, request) => {
          client ??= createApiClient(caller, connect())
          return client.call(route, request)
        },
      }
    }
    return {
      process,
      api: apiFor(process),
      apiFor,
      configDir,
      settings,
      currentContext: contextName,
      debug: this.debug,
      out: (text) => process.write(1, text),
      err: (text) => process.write(2, text),
      ...(process.isatty(1) && { terminal: process.windowSize(1) }),
      path: located.path,
      initialize: () => void connect(),
      helpText: () => Promise.resolve(this.help(located, parsed)),
      changed: (flag) => parsed.changed.has(flag),
    }
  }
}

/** A command line that is refused: without the word before it that other errors have. */
class UsageError extends ClientError {}

function messageOf(error: unknown): string | undefined {
  if (error instanceof UsageError) return error.message
  if (error instanceof ConnectionError || error instanceof InitializeError) return `ERROR: ${error.message}`
  if (error instanceof ClientError || error instanceof EngineError) return `ERROR: ${error.message}`
  return error instanceof FsError ? `ERROR: ${goErrno(error)}` : undefined
}

/** The buildx plugin, over nothing but a `Process` and the daemon's socket. */
export const dockerBuildx: Program = {
  name: 'docker-buildx',
  async run(process: Process): Promise<ExitCode> {
    try {
      return await new Buildx(process).run(process.argv.slice(1))
    } catch (error) {
      const message = messageOf(error)
      if (message === undefined) throw error
      await process.write(2, `${message}\n`)
      return error instanceof ClientError ? error.exit : 1
    }
  },
}
