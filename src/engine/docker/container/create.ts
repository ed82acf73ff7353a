import { atLeast, defineCommand } from '../cli/command.ts'
import { startFailure } from '../cli/errors.ts'
import { string } from '../cli/values.ts'
import { containerConfig } from './config.ts'
import { createContainer } from './create-container.ts'
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
  async run(context, args, flags) {
    let body: ReturnType<typeof containerConfig>
    try {
      body = containerConfig(context, flags, args)
    } catch (error) {
      throw startFailure('docker create', error)
    }
    await context.out(`${await createContainer(context, flags, body)}\n`)
  },
})
