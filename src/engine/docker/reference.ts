import type { Command } from './cli/command.ts'
import { type Flag, shownDefault } from './cli/flags.ts'
import { globalFlags } from './cli/global-flags.ts'
import { commandHelp, rootHelp, useLine } from './cli/help.ts'
import { atRoot, below, type Located } from './cli/tree.ts'
import { commonCommands, otherCommands } from './commands.ts'

/** One flag as a reference page shows it. */
export interface ReferenceOption {
  /** Without its dashes. */
  readonly name: string
  readonly short?: string
  /** As help names it; empty for a bool. */
  readonly type: string
  readonly default?: string
  readonly help: string
}

/** One command as a reference page shows it; everything comes from its flag table. */
export interface ReferenceCommand {
  /** `docker image ls`. */
  readonly path: string
  readonly usage: string
  readonly summary: string
  /** All full names where there are more than one. */
  readonly aliases: readonly string[]
  readonly options: readonly ReferenceOption[]
  /** What `--help` prints. */
  readonly help: string
  readonly simulated: boolean
  readonly swarm: boolean
  /** Path of the command that this one is another name of: `docker image ls` for `docker images`. */
  readonly same?: string
  /** Commands below it; a command of its own has none. */
  readonly commands: readonly ReferenceCommand[]
}

function optionOf([name, flag]: readonly [string, Flag]): ReferenceOption {
  const value = shownDefault(flag, flag.default)
  return {
    name,
    ...(flag.short && !flag.shortDeprecated && { short: flag.short }),
    type: flag.type.name,
    ...(value !== undefined && { default: value }),
    help: flag.help,
  }
}

function describe(located: Located, nouns: readonly Command[]): ReferenceCommand {
  const { command, path, parent } = located
  const same =
    parent === 'docker' && !command.commands
      ? nouns.find(
          ({ name, commands }) => name !== 'builder' && commands!.some((one) => one.flags === command.flags),
        )
      : undefined
  const twin = same?.commands?.find((one) => one.flags === command.flags)
  return {
    path,
    usage: command.commands ? `${path} COMMAND` : useLine(located),
    summary: command.summary,
    aliases:
      command.calledAs ??
      (command.aliases ? [path, ...command.aliases.map((name) => `${parent} ${name}`)] : []),
    options: Object.entries(command.flags)
      .filter(([, flag]) => !flag.hidden && !flag.deprecated)
      .map(optionOf),
    help: commandHelp(located),
    simulated: command.run !== undefined && !command.checksOnly,
    swarm: command.swarm === true,
    ...(twin && { same: `docker ${same!.name} ${twin.name}` }),
    commands: (command.commands ?? [])
      .filter(({ hidden }) => !hidden)
      .map((child) => describe(below(located, child, []), nouns)),
  }
}

/** The whole command line of docker, from the tables that parse it and print its help. */
export function dockerReference(): ReferenceCommand {
  const commands = [...commonCommands, ...otherCommands]
  const root: Command = {
    name: 'docker',
    summary: 'A self-sufficient runtime for containers',
    args: { min: 0, max: 0 },
    flags: globalFlags(new Map([['HOME', '~']])),
    commands,
  }
  return {
    ...describe(
      atRoot(root),
      commands.filter((command) => command.commands),
    ),
    usage: 'docker [OPTIONS] COMMAND',
    help: rootHelp(root, commonCommands, otherCommands),
  }
}
