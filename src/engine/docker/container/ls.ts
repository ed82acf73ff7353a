import { filter } from '../cli/collections.ts'
import { defineCommand, none } from '../cli/command.ts'
import { FORMAT_HELP } from '../cli/descriptions.ts'
import { bool, int, string } from '../cli/values.ts'
import { checkRows } from '../format/check-rows.ts'
import { formatRows } from '../format/table.ts'
import { containerFormat, containerRowType, NO_CONTAINER } from './rows.ts'

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
  async run(context, _args, flags) {
    const { format, quiet, latest, last } = flags
    if (format !== '' && quiet)
      await context.err('WARNING: Ignoring custom format, because both --format and --quiet are set.\n')
    let size = flags.size
    const now = context.process.now()
    if (format !== '')
      checkRows(
        format,
        containerRowType(true, now, () => {
          if (!quiet && !context.changed('size')) size = true
        }),
        NO_CONTAINER,
      )
    const limit = latest && last === -1 ? 1 : last
    const query = { all: flags.all, size, filters: flags.filter, ...(limit > 0 && { limit }) }
    const containers = (await context.api.call('GET /containers/json', { query })).value
    const template = containerFormat(format, quiet, flags.size)
    await context.out(formatRows(template, containerRowType(!flags['no-trunc'], now), containers))
  },
})
