import type { ExitCode, Process, Program } from '../kernel/process.ts'
import { type ApiClient, createApiClient } from './cli/api.ts'
import { any, type ClientContext, type Command } from './cli/command.ts'
import { resolveEndpoint } from './cli/endpoint.ts'
import { ClientError, messageOf, notSimulated } from './cli/errors.ts'
import type { FlagScope } from './cli/flags.ts'
import { type GlobalOptions, globalFlags, helpFlag } from './cli/global-flags.ts'
import { commandHelp, rootHelp, useLine } from './cli/help.ts'
import { FlagError, type ParsedFlags, parseFlags } from './cli/parse.ts'
import { chooseBuilder, findPlugin, runPlugin } from './cli/plugins.ts'
import { arityError, below, childOf, type Located, traverse } from './cli/tree.ts'
import { commonCommands, otherCommands } from './commands.ts'
import { CLIENT_BUILD, CLIENT_VERSION } from './version.ts'

/** One call of the client. */
class Client {
  private readonly process: Process
  private readonly scope: FlagScope
  private readonly root: Located

  constructor(process: Process) {
    this.process = process
    this.scope = { env: process.env, cwd: process.cwd() }
    const configDir = process.env.get('DOCKER_CONFIG') || `${process.env.get('HOME') ?? ''}/.docker`
    const command: Command = {
      name: 'docker',
      usage: '[OPTIONS] COMMAND [ARG...]',
      summary: 'A self-sufficient runtime for containers',
      args: any,
      flags: globalFlags(configDir),
      commands: [...commonCommands, ...otherCommands],
    }
    this.root = { command, path: 'docker', parent: '', experimental: false, args: [] }
  }

  private readonly out = (text: string): Promise<void> => this.process.write(1, text)
  private readonly err = (text: string): Promise<void> => this.process.write(2, text)

  private helpOf(located: Located): string {
    const columns = this.process.isatty(0) ? this.process.windowSize(0).columns : undefined
    return located.command === this.root.command
      ? rootHelp(this.root.command, commonCommands, otherCommands, columns)
      : commandHelp(located, columns)
  }

  async run(argv: readonly string[]): Promise<ExitCode> {
    const global = this.parse(this.root, argv, false)
    if (global.notices.length > 0) await this.err(`${global.notices.join('\n')}\n`)
    const options = global.values as unknown as GlobalOptions & { help: boolean }
    if (!/^(panic|fatal|error|warn|warning|info|debug|trace)$/i.test(options['log-level']))
      throw new ClientError(`Unable to parse logging level: ${options['log-level']}`)
    if (options.context && options.host.length > 0)
      throw new ClientError('conflicting options: cannot specify both --host and --context')
    const { args } = global
    const builder = chooseBuilder(this.process, options.config, args)
    if (builder.forward) return runPlugin(this.process, builder.forward.path, builder.forward.argv)
    if (builder.warning) await this.err(builder.warning)
    if (args[0] === 'help') return this.help(args.slice(1))
    const plugin =
      args[0] !== undefined &&
      !childOf(this.root.command, args[0]) &&
      findPlugin(this.process, options.config, args[0])
    if (plugin) return runPlugin(this.process, plugin, args)
    const located = traverse({ ...this.root, args }, this.scope)
    if (located.command === this.root.command) return this.runRoot(options, located.args)
    return this.runCommand(located, options)
  }

  private parse(
    located: Located,
    argv: readonly string[],
    interspersed = located.command.interspersed,
  ): ParsedFlags {
    try {
      return parseFlags({ ...helpFlag, ...located.command.flags }, argv, {
        scope: this.scope,
        ...(interspersed !== undefined && { interspersed }),
      })
    } catch (error) {
      if (!(error instanceof FlagError)) throw error
      throw new ClientError(
        `${error.message}\n\nUsage:  ${useLine(located)}\n\nRun '${located.path} --help' for more information`,
        125,
      )
    }
  }

  /** `docker` without a command, or with a word that is none. */
  private async runRoot(
    options: GlobalOptions & { help: boolean },
    argv: readonly string[],
  ): Promise<ExitCode> {
    const { values, args } = this.parse(this.root, argv)
    if (options.help || values.help) {
      await this.out(this.helpOf(this.root))
      return 0
    }
    if (options.version || values.version) {
      await this.out(`Docker version ${CLIENT_VERSION}, build ${CLIENT_BUILD}\n`)
      return 0
    }
    if (args.length === 0) {
      await this.err(this.helpOf(this.root))
      return 0
    }
    throw new ClientError(
      `docker: unknown command: docker ${args[0]}\n\nRun 'docker --help' for more information`,
    )
  }

  /** `docker help image ls`. */
  private async help(words: readonly string[]): Promise<ExitCode> {
    let located = this.root
    for (const [i, word] of words.entries()) {
      const child = childOf(located.command, word)
      if (!child)
        throw new ClientError(`unknown help topic: ${words.slice(located === this.root ? 0 : i).join(' ')}`)
      located = below(located, child, [])
    }
    await this.out(this.helpOf(located))
    return 0
  }

  private async runCommand(located: Located, options: GlobalOptions & { help: boolean }): Promise<ExitCode> {
    const { command } = located
    const parsed = this.parse(located, located.args)
    if (parsed.notices.length > 0) await this.out(`${parsed.notices.join('\n')}\n`)
    if (options.help || parsed.values.help) {
      await this.out(this.helpOf(located))
      return 0
    }
    const wrong = arityError(located, useLine(located), parsed.args)
    if (wrong !== undefined) throw new ClientError(wrong)
    if (command.commands && !command.run) {
      await this.err(this.helpOf(located))
      return 0
    }
    if (!command.run) throw notSimulated(located)
    const code = await command.run(
      this.context(located, parsed, options),
      parsed.args,
      parsed.values as never,
    )
    return code ?? 0
  }

  private context(located: Located, parsed: ParsedFlags, options: GlobalOptions): ClientContext {
    const { process } = this
    const apiFor = (caller: Process): ApiClient => {
      let client: ApiClient | undefined
      return {
        call: (route, request) => {
          if (!client) {
            const { socket, host } = resolveEndpoint(process, options)
            client = createApiClient(caller, socket, host)
          }
          return client.call(route, request)
        },
      }
    }
    return {
      process,
      api: apiFor(process),
      apiFor,
      configDir: options.config,
      out: this.out,
      err: this.err,
      ...(process.isatty(1) && { terminal: process.windowSize(1) }),
      path: located.path,
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
      const message = messageOf(error)
      if (message === undefined) throw error
      if (message !== '') await process.write(2, `${message}\n`)
      return error instanceof ClientError ? error.exit : 1
    }
  },
}
