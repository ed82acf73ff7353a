import { defineCommand, exactly } from '../cli/command.ts'
import { bool, string } from '../cli/values.ts'

export const containerAttach = defineCommand({
  name: 'attach',
  usage: '[OPTIONS] CONTAINER',
  summary: 'Attach local standard input, output, and error streams to a running container',
  calledAs: ['docker container attach', 'docker attach'],
  args: exactly(1),
  flags: {
    'detach-keys': string('Override the key sequence for detaching a container'),
    'no-stdin': bool('Do not attach STDIN'),
    'sig-proxy': bool('Proxy all received signals to the process', { default: true }),
  },
})
