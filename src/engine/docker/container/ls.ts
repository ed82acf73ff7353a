import { filter } from '../cli/collections.ts'
import { defineCommand, none } from '../cli/command.ts'
import { FORMAT_HELP } from '../cli/descriptions.ts'
import { bool, int, string } from '../cli/values.ts'

export const containerLs = defineCommand({
  name: 'ls',
  aliases: ['ps', 'list'],
  usage: '[OPTIONS]',
  summary: 'List containers',
  calledAs: ['docker container ls', 'docker container list', 'docker container ps', 'docker ps'],
  args: none,
  flags: {
    all: bool('Show all containers (default shows just running)', { short: 'a' }),
    filter: filter('Filter output based on conditions provided', { short: 'f' }),
    format: string(FORMAT_HELP),
    last: int('Show n last created containers (includes all states)', { short: 'n', default: -1 }),
    latest: bool('Show the latest created container (includes all states)', { short: 'l' }),
    'no-trunc': bool("Don't truncate output"),
    quiet: bool('Only display container IDs', { short: 'q' }),
    size: bool('Display total file sizes', { short: 's' }),
  },
})
