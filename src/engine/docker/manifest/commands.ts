import { defineGroup } from '../cli/command.ts'
import { manifestAnnotate } from './annotate.ts'
import { manifestCreate } from './create.ts'
import { manifestInspect } from './inspect.ts'
import { manifestPush } from './push.ts'
import { manifestRm } from './rm.ts'

export const manifestCommands = defineGroup({
  name: 'manifest',
  usage: 'COMMAND',
  summary: 'Manage Docker image manifests and manifest lists',
  long: `The **docker manifest** command has subcommands for managing image manifests and
manifest lists. A manifest list allows you to use one name to refer to the same image
built for multiple architectures.

To see help for a subcommand, use:

    docker manifest CMD --help

For full details on using docker manifest lists, see the registry v2 specification.`,
  experimental: true,
  run: async (context) => context.err(`\n${await context.helpText()}`),
  commands: [manifestAnnotate, manifestCreate, manifestInspect, manifestPush, manifestRm],
})
