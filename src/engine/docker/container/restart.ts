import { atLeast, defineCommand } from '../cli/command.ts'
import { notSimulated } from '../cli/errors.ts'
import { int, string } from '../cli/values.ts'
import { refuseBothTimes } from './stop.ts'

export const containerRestart = defineCommand({
  name: 'restart',
  usage: '[OPTIONS] CONTAINER [CONTAINER...]',
  summary: 'Restart one or more containers',
  calledAs: ['docker container restart', 'docker restart'],
  checksOnly: true,
  args: atLeast(1),
  flags: {
    signal: string('Signal to send to the container', { short: 's' }),
    time: int('Seconds to wait before killing the container (deprecated: use --timeout)', {
      deprecated: 'use --timeout instead',
    }),
    timeout: int('Seconds to wait before killing the container', { short: 't' }),
  },
  async run(context) {
    refuseBothTimes(context)
    throw notSimulated(context)
  },
})
