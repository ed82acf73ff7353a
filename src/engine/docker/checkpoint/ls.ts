import { defineCommand, exactly } from '../cli/command.ts'
import { string } from '../cli/values.ts'

export const checkpointLs = defineCommand({
  name: 'ls',
  aliases: ['list'],
  usage: '[OPTIONS] CONTAINER',
  summary: 'List checkpoints for a container',
  args: exactly(1),
  flags: {
    'checkpoint-dir': string('Use a custom checkpoint storage directory'),
  },
})
