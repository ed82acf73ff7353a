import { defineCommand, exactly } from '../cli/command.ts'
import { string } from '../cli/values.ts'

export const checkpointRm = defineCommand({
  name: 'rm',
  aliases: ['remove'],
  usage: '[OPTIONS] CONTAINER CHECKPOINT',
  summary: 'Remove a checkpoint',
  args: exactly(2),
  flags: {
    'checkpoint-dir': string('Use a custom checkpoint storage directory'),
  },
})
