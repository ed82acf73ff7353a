import { strings } from '../cli/collections.ts'
import { atLeast, defineCommand } from '../cli/command.ts'
import { bool } from '../cli/values.ts'

export const imageRm = defineCommand({
  name: 'rm',
  aliases: ['rmi', 'remove'],
  usage: '[OPTIONS] IMAGE [IMAGE...]',
  summary: 'Remove one or more images',
  calledAs: ['docker image rm', 'docker image remove', 'docker rmi'],
  args: atLeast(1),
  flags: {
    force: bool('Force removal of the image', { short: 'f' }),
    'no-prune': bool('Do not delete untagged parents'),
    platform: strings(
      'Remove only the given platform variant. Formatted as "os[/arch[/variant]]" (e.g., "linux/amd64")',
    ),
  },
})
