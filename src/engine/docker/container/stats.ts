import { any, defineCommand } from '../cli/command.ts'
import { FORMAT_HELP } from '../cli/descriptions.ts'
import { bool, string } from '../cli/values.ts'

export const containerStats = defineCommand({
  name: 'stats',
  usage: '[OPTIONS] [CONTAINER...]',
  summary: 'Display a live stream of container(s) resource usage statistics',
  calledAs: ['docker container stats', 'docker stats'],
  args: any,
  flags: {
    all: bool('Show all containers (default shows just running)', { short: 'a' }),
    format: string(FORMAT_HELP),
    'no-stream': bool('Disable streaming stats and only pull the first result'),
    'no-trunc': bool('Do not truncate output'),
  },
})
