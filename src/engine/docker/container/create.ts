import { atLeast, defineCommand } from '../cli/command.ts'
import { string } from '../cli/values.ts'
import { containerFlags } from './options.ts'

export const containerCreate = defineCommand({
  name: 'create',
  usage: '[OPTIONS] IMAGE [COMMAND] [ARG...]',
  summary: 'Create a new container',
  calledAs: ['docker container create', 'docker create'],
  args: atLeast(1),
  interspersed: false,
  flags: {
    ...containerFlags,
    pull: string('Pull image before creating ("always", "|missing", "never")', { default: 'missing' }),
  },
})
