import { atLeast, defineCommand } from '../cli/command.ts'
import { bool } from '../cli/values.ts'

export const containerRm = defineCommand({
  name: 'rm',
  aliases: ['remove'],
  usage: '[OPTIONS] CONTAINER [CONTAINER...]',
  summary: 'Remove one or more containers',
  calledAs: ['docker container rm', 'docker container remove', 'docker rm'],
  args: atLeast(1),
  flags: {
    force: bool('Force the removal of a running container (uses SIGKILL)', { short: 'f' }),
    link: bool('Remove the specified link', { short: 'l' }),
    volumes: bool('Remove anonymous volumes associated with the container', { short: 'v' }),
  },
})
