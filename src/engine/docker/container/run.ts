import { atLeast, defineCommand } from '../cli/command.ts'
import { bool, string } from '../cli/values.ts'
import { containerFlags } from './options.ts'

export const containerRun = defineCommand({
  name: 'run',
  usage: '[OPTIONS] IMAGE [COMMAND] [ARG...]',
  summary: 'Create and run a new container from an image',
  calledAs: ['docker container run', 'docker run'],
  args: atLeast(1),
  interspersed: false,
  flags: {
    ...containerFlags,
    detach: bool('Run container in background and print container ID', { short: 'd' }),
    'detach-keys': string('Override the key sequence for detaching a container'),
    pull: string('Pull image before running ("always", "missing", "never")', { default: 'missing' }),
    'sig-proxy': bool('Proxy received signals to the process', { default: true }),
  },
})
