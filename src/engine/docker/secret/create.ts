import { list } from '../cli/collections.ts'
import { between, defineCommand } from '../cli/command.ts'
import { ClientError } from '../cli/errors.ts'
import { label } from '../cli/validate.ts'
import { string } from '../cli/values.ts'
import { contentOf } from '../stream/input-file.ts'

export const secretCreate = defineCommand({
  name: 'create',
  usage: '[OPTIONS] SECRET [file|-]',
  summary: 'Create a secret from a file or STDIN as content',
  args: between(1, 2),
  flags: {
    driver: string('Secret driver', { short: 'd' }),
    label: list('Secret labels', { short: 'l', validate: label }),
    'template-driver': string('Template driver'),
  },
  async run(context, [, file], { driver }) {
    if (!file && driver === '') throw new ClientError('secret file is required')
    if (file) await contentOf(context.process, file)
    await context.api.call('GET /swarm', {})
  },
})
