import { defineCommand, exactly } from '../cli/command.ts'
import { ClientError } from '../cli/errors.ts'
import { string } from '../cli/values.ts'

export const volumeUpdate = defineCommand({
  name: 'update',
  needsSwarm: true,
  usage: '[OPTIONS] [VOLUME]',
  summary: 'Update a volume (cluster volumes only)',
  args: exactly(1),
  flags: {
    availability: string('Cluster Volume availability ("active", "pause", "drain")', {
      default: 'active',
      needs: 'swarm',
    }),
  },
  async run(context, [name = '']) {
    await context.api.call('GET /volumes/{name}', { params: { name } })
    throw new ClientError('can only update cluster volumes')
  },
})
