import { defineCommand, exactly } from '../cli/command.ts'
import { bool } from '../cli/values.ts'

export const networkDisconnect = defineCommand({
  name: 'disconnect',
  usage: '[OPTIONS] NETWORK CONTAINER',
  summary: 'Disconnect a container from a network',
  args: exactly(2),
  flags: {
    force: bool('Force the container to disconnect from a network', { short: 'f' }),
  },
  async run(context, [id = '', container = ''], { force }) {
    const body = { Container: container, Force: force }
    await context.api.call('POST /networks/{id}/disconnect', { params: { id }, body })
  },
})
