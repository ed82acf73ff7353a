import { EngineError, FsError } from '../base/errors.ts'
import type { ExitCode, Process, Program } from '../kernel/process.ts'
import { type ApiClient, createApiClient } from './cli/api.ts'
import { any, type ClientContext, type Command } from './cli/command.ts'
import { loadSettings, type Settings } from './cli/config-file.ts'
import { currentContext, type Endpoint, resolveEndpoint } from './cli/endpoint.ts'
import { ClientError, InitializeError, messageOf, notSimulated } from './cli/errors.ts'
import type { FlagScope } from './cli/flags.ts'
import { type GlobalOptions, globalFlags, helpFlag } from './cli/global-flags.ts'
import { commandHelp, rootHelp, useLine } from './cli/help.ts'
import { helpCommand, helpTopic } from './cli/help-command.ts'
import { checkFlags, offered, offeredCommands, onlyExperimental } from './cli/offered.ts'
import { FlagError, type ParsedFlags, parseFlags } from './cli/parse.ts'
import { chooseBuilder, findPlugin, runPlugin, withPlugins } from './cli/plugins.ts'
import { arityError, atRoot, below, childOf, type Located, traverse } from './cli/tree.ts'
import { commonCommands, otherCommands } from './commands.ts'
import { CLIENT_BUILD, CLIENT_VERSION } from './version.ts'

type RootOptions = GlobalOptions & { help: boolean }

/** One call of the client. */
class Client {
  private readonly process: Process
  private readonly scope: FlagScope
  private readonly root: Located
  private options!: RootOptions
  private settings: Settings = {}
  /** `--tls`, or `--tlsverify` with whatever value. */
  private tls = false
  private endpoint: Endpoint | undefined

  constructor(process: Process) {
    this.process = process
    // The directory is asked for where a flag needs it: it may be gone.
    this.scope = {
      env: process.env,
      get cwd() {
        return process.cwd()
      },
    }
    const command: Command = {
      name: 'docker',
      usage: '[OPTIONS] COMMAND [ARG...]',
      summary: 'A self-sufficient runtime for containers',
      args: any,
      flags: globalFlags(process.env),
      commands: [...commonCommands, ...otherCommands],
    }
    this.root = atRoot(command)
  }

  private readonly out = (text: string): Promise<void> => this.process.write(1, text)
  private readonly err = (text: string): Promise<void> => this.process.write(2, text)
  private readonly say = async (
    write: (text: string) => Promise<void>,
    lines: readonly string[],
  ): Promise<void> => {
    if (lines.length > 0) await write(`${lines.join('\n')}\n`)
  }

  /** Help shows what the daemon offers; without one, all that the client knows. */
  private async helpOf(located: Located, values?: Readonly<Record<string, unknown>>): Promise<string> {
    const columns = this.process.isatty(0) ? this.process.windowSize(0).columns : undefined
    const answers = await this.daemonAnswers()
    if (located.command !== this.root.command) {
      if (answers && located.experimentalDaemon) return `${onlyExperimental(located.path)}\n`
      const command = answers ? offered(located.command) : located.command
      return commandHelp({ ...located, command }, { columns, values: values ?? {} })
    }
    const lists = [commonCommands, otherCommands].map((commands) =>
      answers ? offeredCommands(commands) : commands,
    )
    const { common, others } = withPlugins(this.process, this.options.config, {
      common: lists[0]!,
      others: lists[1]!,
    })
    return rootHelp(this.root.command, common, others, { columns, values: { ...this.options } })
  }

  private async daemonAnswers(): Promise<boolean> {
    try {
      await createApiClient(this.process, this.connect()).call('GET /_ping', {})
      return true
    } catch (error) {
      if (error instanceof ClientError || error instanceof InitializeError) return false
      if (error instanceof EngineError || error instanceof FsError) return false
      throw error
    }
  }

  async run(argv: readonly string[]): Promise<ExitCode> {
    const global = await this.readGlobal(argv)
    const { args } = global
    await this.say(this.err, global.notices)
    const options = this.options
    const builder = chooseBuilder(this.process, options.config, args, this.settings.aliases)
    if (builder.forward) {
      const { path, argv } = builder.forward
      const env = new Map([
        ...this.process.env,
        ['BUILDX_BUILDER', this.process.env.get('BUILDX_BUILDER') || this.contextName],
      ])
      return runPlugin(this.process, path, this.forPlugin(argv), env)
    }
    if (builder.warning) await this.err(builder.warning)
    const plugin =
      args[0] !== undefined &&
      args[0] !== helpCommand.name &&
      !childOf(this.root.command, args[0]) &&
      findPlugin(this.process, options.config, args[0])
    if (plugin) return runPlugin(this.process, plugin, this.forPlugin(args))
    if (args[0] === helpCommand.name) return this.help(args.slice(1))
    const located = this.traverse(args)
    if (located.command === this.root.command) return this.runRoot(located.args)
    return this.runCommand(located)
  }

  /** A plugin hears of `--debug` too. */
  private forPlugin(args: readonly string[]): readonly string[] {
    return this.options.debug ? ['--debug', ...args] : args
  }

  /** What stands before the command, and the settings that it leads to. */
  private async readGlobal(argv: readonly string[]): Promise<ParsedFlags> {
    const flags = { ...helpFlag, ...this.root.command.flags }
    try {
      const global = parseFlags(flags, argv, { scope: this.scope, interspersed: false })
      await this.initialize(global)
      return global
    } catch (error) {
      if (!(error instanceof FlagError)) throw error
      await this.say(this.err, error.notices)
      const defaults = parseFlags(flags, [], { scope: this.scope })
      // Settings as far as they were read count before the complaint.
      await this.initialize({
        ...defaults,
        values: { ...defaults.values, ...error.values },
        changed: new Set(),
      })
      throw this.usageFailure(this.root, error)
    }
  }

  private async initialize({ values, changed }: ParsedFlags): Promise<void> {
    const options = { ...values } as unknown as { -readonly [K in keyof RootOptions]: RootOptions[K] }
    this.options = options
    const level = options['log-level']
    if (level !== '' && !/^(panic|fatal|error|warn|warning|info|debug|trace)$/i.test(level))
      throw new ClientError(`Unable to parse logging level: ${level}`)
    if (options.context && options.host.length > 0)
      throw new ClientError('conflicting options: cannot specify both --host and --context')
    const loaded = loadSettings(this.process, options.config)
    this.settings = loaded.settings
    if (loaded.warning) await this.err(`${loaded.warning}\n`)
    this.tls = options.tls || options.tlsverify || changed.has('tlsverify')
    for (const name of ['tlscert', 'tlskey'] as const)
      if (this.tls && !this.process.exists(options[name])) options[name] = ''
  }

  private get contextName(): string {
    return currentContext(this.process.env, this.options, this.settings)
  }

  private connect(): Endpoint {
    this.endpoint ??= resolveEndpoint(this.process, this.options, {
      context: this.contextName,
      tls: this.tls,
    })
    return this.endpoint
  }

  private traverse(args: readonly string[]): Located {
    try {
      return traverse({ ...this.root, args }, this.scope)
    } catch (error) {
      if (!(error instanceof FlagError)) throw error
      throw new ClientError(error.message)
    }
  }

  private usageFailure(located: Located, { message }: FlagError): ClientError {
    this.refuseUnsupported(located)
    return new ClientError(
      `${message}\n\nUsage:  ${useLine(located)}\n\nRun '${located.path} --help' for more information`,
      125,
    )
  }

  /** Without a daemon all is thought to be supported; where not even its address is known, nothing is. */
  private refuseUnsupported({ experimentalDaemon, path }: Located): void {
    try {
      if (experimentalDaemon) this.connect()
    } catch (error) {
      if (!(error instanceof InitializeError)) throw error
      throw new ClientError(onlyExperimental(path))
    }
  }

  private parse(located: Located, argv: readonly string[]): ParsedFlags {
    const { interspersed } = located.command
    try {
      return parseFlags({ ...helpFlag, ...located.command.flags }, argv, {
        scope: this.scope,
        ...(interspersed !== undefined && { interspersed }),
      })
    } catch (error) {
      if (!(error instanceof FlagError)) throw error
      throw this.usageFailure(located, error)
    }
  }

  /** `docker` without a command, or with a word that is none. */
  private async runRoot(argv: readonly string[]): Promise<ExitCode> {
    const { options } = this
    const { values, args, notices } = this.parse(this.root, argv)
    await this.say(this.out, notices)
    if (options.help || values.help) {
      await this.out(await this.helpOf(this.root))
      return 0
    }
    if (options.version || values.version) {
      await this.out(`Docker version ${CLIENT_VERSION}, build ${CLIENT_BUILD}\n`)
      return 0
    }
    if (args.length === 0) {
      await this.err(await this.helpOf(this.root))
      return 0
    }
    throw new ClientError(
      `docker: unknown command: docker ${args[0]}\n\nRun 'docker --help' for more information`,
    )
  }

  /** `docker help image ls`. */
  private async help(argv: readonly string[]): Promise<ExitCode> {
    const own = below(this.root, helpCommand, argv)
    const { values, args, notices } = this.parse(own, argv)
    await this.say(this.out, notices)
    const wanted = values.help || this.options.help ? own : helpTopic(this.root, args)
    await this.out(await this.helpOf(wanted))
    return 0
  }

  private async runCommand(located: Located): Promise<ExitCode> {
    const { command } = located
    await this.say(this.out, located.notices)
    const parsed = this.parse(located, located.args)
    await this.say(this.out, parsed.notices)
    if (this.options.help || located.wantsHelp || parsed.values.help) {
      // The client walks down to the command once more, and says all warnings of the way again.
      await this.say(this.out, [...located.notices, ...located.notices])
      await this.out(await this.helpOf(located, parsed.values))
      return 0
    }
    this.refuseUnsupported(located)
    const wrong = arityError(located, useLine(located), parsed.args)
    if (wrong !== undefined) throw new ClientError(wrong)
    if (command.commands && !command.run) {
      await this.err(await this.helpOf(located))
      return 0
    }
    await this.checkOffered(located, parsed.changed)
    if (!command.run) return this.refuse(located, parsed)
    const code = await command.run(this.context(located, parsed), parsed.args, parsed.values as never)
    return code ?? 0
  }

  /** A command that Strata does not run. What is for nodes of a swarm the daemon refuses by itself: it is in none. */
  private async refuse(located: Located, parsed: ParsedFlags): Promise<ExitCode> {
    if (located.needsSwarm && (await this.daemonAnswers())) {
      if (located.command.name === 'inspect') await this.out('[]\n')
      await this.context(located, parsed).api.call('GET /swarm', {})
    }
    throw notSimulated(located)
  }

  /** What is given must suit the daemon; asked only where it might not. */
  private async checkOffered(
    { command, experimentalDaemon, path }: Located,
    given: ReadonlySet<string>,
  ): Promise<void> {
    const special = Object.entries(command.flags).some(
      ([name, { needs }]) => needs !== undefined && given.has(name),
    )
    if ((!experimentalDaemon && !special) || !(await this.daemonAnswers())) return
    if (experimentalDaemon) throw new ClientError(onlyExperimental(path))
    checkFlags(command.flags, given)
  }

  private context(located: Located, parsed: ParsedFlags): ClientContext {
    const { process, options } = this
    const apiFor = (caller: Process): ApiClient => {
      let client: ApiClient | undefined
      return {
        call: (route, request) => {
          client ??= createApiClient(caller, this.connect())
          return client.call(route, request)
        },
      }
    }
    return {
      process,
      api: apiFor(process),
      apiFor,
      configDir: options.config,
      settings: this.settings,
      currentContext: this.contextName,
      debug: options.debug,
      out: this.out,
      err: this.err,
      ...(process.isatty(1) && { terminal: process.windowSize(1) }),
      path: located.path,
      initialize: () => void this.connect(),
      helpText: () => this.helpOf(located),
      changed: (flag) => parsed.changed.has(flag),
    }
  }
}

/** The docker client, over nothing but a `Process` and the daemon's socket. */
export const docker: Program = {
  name: 'docker',
  async run(process: Process): Promise<ExitCode> {
    try {
      return await new Client(process).run(process.argv.slice(1))
    } catch (error) {
      const message = error instanceof InitializeError ? error.message : messageOf(error)
      if (message === undefined) throw error
      if (message !== '') await process.write(2, `${message}\n`)
      return error instanceof ClientError ? error.exit : 1
    }
  },
}
