import { list } from '../cli/collections.ts'
import { defineCommand, exactly } from '../cli/command.ts'
import { ClientError } from '../cli/errors.ts'
import { label } from '../cli/validate.ts'
import { string } from '../cli/values.ts'
import { quote } from '../go/quote.ts'
import { contentOf } from '../stream/input-file.ts'

export const configCreate = defineCommand({
  name: 'create',
  usage: '[OPTIONS] CONFIG file|-',
  summary: 'Create a config from a file or STDIN',
  args: exactly(2),
  flags: {
    label: list('Config labels', { short: 'l', validate: label }),
    'template-driver': string('Template driver'),
  },
  async run(context, [, file = '']) {
    try {
      await contentOf(context.process, file)
    } catch (error) {
      if (!(error instanceof ClientError)) throw error
      throw new ClientError(`Error reading content from ${quote(file)}: ${error.message}`)
    }
    await context.api.call('GET /swarm', {})
  },
})
