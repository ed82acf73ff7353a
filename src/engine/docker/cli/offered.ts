import type { Command } from './command.ts'
import { ClientError } from './errors.ts'
import type { Flags } from './flags.ts'

/** What a Linux daemon without experimental features and outside a swarm offers (docker/cli, cmd/docker, hideUnsupportedFeatures). */

const offeredFlags = (flags: Flags): Flags =>
  Object.fromEntries(Object.entries(flags).filter(([, flag]) => flag.needs === undefined))

export const offeredCommands = (commands: readonly Command[]): readonly Command[] =>
  commands.filter((command) => !command.needsSwarm && !command.experimentalDaemon)

/** A command without the flags and the commands below it that need another daemon. */
export const offered = (command: Command): Command => ({
  ...command,
  flags: offeredFlags(command.flags),
  ...(command.commands && { commands: offeredCommands(command.commands) }),
})

export const onlyExperimental = (path: string): string =>
  `${path} is only supported on a Docker daemon with experimental features enabled`

/** Refuses flags that were given and need another daemon (areFlagsSupported). */
export function checkFlags(flags: Flags, given: ReadonlySet<string>): void {
  const wrong = Object.entries(flags).flatMap(([name, { needs }]) => {
    if (!given.has(name)) return []
    if (needs === 'windows')
      return [
        `"--${name}" is only supported on a Docker daemon running on windows, but the Docker daemon is running on linux`,
      ]
    if (needs === 'experimental') return [onlyExperimental(`"--${name}"`)]
    return []
  })
  if (wrong.length > 0) throw new ClientError(wrong.join('\n'))
}
