import { defineCommand, exactly } from '../cli/command.ts'
import { bool, string } from '../cli/values.ts'

export const checkpointCreate = defineCommand({
  name: 'create',
  usage: '[OPTIONS] CONTAINER CHECKPOINT',
  summary: 'Create a checkpoint from a running container',
  args: exactly(2),
  flags: {
    'checkpoint-dir': string('Use a custom checkpoint storage directory'),
    'leave-running': bool('Leave the container running after checkpoint'),
  },
})
