import { atLeast, defineCommand } from '../cli/command.ts'
import { bool, string } from '../cli/values.ts'

export const containerStart = defineCommand({
  name: 'start',
  usage: '[OPTIONS] CONTAINER [CONTAINER...]',
  summary: 'Start one or more stopped containers',
  calledAs: ['docker container start', 'docker start'],
  args: atLeast(1),
  flags: {
    attach: bool('Attach STDOUT/STDERR and forward signals', { short: 'a' }),
    checkpoint: string('Restore from this checkpoint'),
    'checkpoint-dir': string('Use a custom checkpoint storage directory'),
    'detach-keys': string('Override the key sequence for detaching a container'),
    interactive: bool("Attach container's STDIN", { short: 'i' }),
  },
})
