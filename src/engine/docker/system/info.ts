import { defineCommand, none } from '../cli/command.ts'
import { INSPECT_FORMAT_HELP } from '../cli/descriptions.ts'
import { messageOf } from '../cli/errors.ts'
import { string } from '../cli/values.ts'
import { loginFor } from '../registry/credentials.ts'
import { clientInfo } from './client-info.ts'
import { formatInfo, type InfoReply, needsServer } from './info-format.ts'
import { printClient, printServer } from './info-print.ts'

export const systemInfo = defineCommand({
  name: 'info',
  usage: '[OPTIONS]',
  summary: 'Display system-wide information',
  calledAs: ['docker system info', 'docker info'],
  args: none,
  flags: {
    format: string(INSPECT_FORMAT_HELP, { short: 'f' }),
  },
  async run(context, _args, { format }) {
    const client = clientInfo(context.process, context.configDir, context.debug)
    let server: InfoReply | undefined
    let failure: unknown
    if (format === '' || needsServer(format, client))
      try {
        server = (await context.api.call('GET /info', {})).value
      } catch (error) {
        if (messageOf(error) === undefined) throw error
        failure = error
      }
    if (format === '') {
      await context.out(`${printClient(client)}\nServer:\n`)
      if (server)
        await context.out(printServer(server, context.debug, loginFor(context, 'docker.io').auth?.username))
      for (const warning of (server?.Warnings ?? []) as string[]) await context.err(`${warning}\n`)
    } else {
      const formatted = formatInfo(format, server, client)
      await context.out(formatted.text)
      failure ??= formatted.failure
    }
    if (failure !== undefined) throw failure
  },
})
