import { defineCommand, none } from '../cli/command.ts'
import { INSPECT_FORMAT_HELP } from '../cli/descriptions.ts'
import { ClientError, ConnectionError, messageOf } from '../cli/errors.ts'
import { string } from '../cli/values.ts'
import { formatInfo, type InfoReply, infoTemplate } from './info-format.ts'

export const systemInfo = defineCommand({
  name: 'info',
  usage: '[OPTIONS]',
  summary: 'Display system-wide information',
  calledAs: ['docker system info', 'docker info'],
  args: none,
  flags: {
    format: string(INSPECT_FORMAT_HELP, { short: 'f' }),
  },
  async run(context, _args, flags) {
    let server: InfoReply | undefined
    let failure: string | undefined
    try {
      server = (await context.api.call('GET /info', {})).value
    } catch (error) {
      failure = messageOf(error)
      if (failure === undefined) throw error
      if (flags.format !== '' || !(error instanceof ConnectionError)) throw error
    }
    if (flags.format !== '') {
      await context.out(infoTemplate(flags.format, server!))
      return
    }
    await context.out(formatInfo(server, context.process, context.configDir, failure))
    for (const warning of server?.Warnings ?? []) await context.err(`${warning}\n`)
    if (failure !== undefined) throw new ClientError('errors pretty printing info')
  },
})
