import { defineCommand, none } from '../cli/command.ts'
import { bool, string } from '../cli/values.ts'

export const imageLoad = defineCommand({
  name: 'load',
  usage: '[OPTIONS]',
  summary: 'Load an image from a tar archive or STDIN',
  calledAs: ['docker image load', 'docker load'],
  args: none,
  flags: {
    input: string('Read from tar archive file, instead of STDIN', { short: 'i' }),
    platform: string(
      'Load only the given platform variant. Formatted as "os[/arch[/variant]]" (e.g., "linux/amd64")',
    ),
    quiet: bool('Suppress the load output', { short: 'q' }),
  },
})
