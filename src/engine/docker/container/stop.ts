import { atLeast, defineCommand } from '../cli/command.ts'
import { int, string } from '../cli/values.ts'

export const containerStop = defineCommand({
  name: 'stop',
  usage: '[OPTIONS] CONTAINER [CONTAINER...]',
  summary: 'Stop one or more running containers',
  calledAs: ['docker container stop', 'docker stop'],
  args: atLeast(1),
  flags: {
    signal: string('Signal to send to the container', { short: 's' }),
    time: int('Seconds to wait before killing the container (deprecated: use --timeout)', {
      deprecated: 'use --timeout instead',
    }),
    timeout: int('Seconds to wait before killing the container', { short: 't' }),
  },
})
