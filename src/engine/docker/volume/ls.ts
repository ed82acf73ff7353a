import { filter } from '../cli/collections.ts'
import { defineCommand, none } from '../cli/command.ts'
import { FORMAT_HELP } from '../cli/descriptions.ts'
import { bool, string } from '../cli/values.ts'
import { naturally } from '../format/natural.ts'
import { formatRows } from '../format/table.ts'
import { volumeFormat, volumeRowType } from './rows.ts'

export const volumeLs = defineCommand({
  name: 'ls',
  aliases: ['list'],
  usage: '[OPTIONS]',
  summary: 'List volumes',
  args: none,
  flags: {
    cluster: bool('Display only cluster volumes, and use cluster volume list formatting', { needs: 'swarm' }),
    filter: filter('Provide filter values (e.g. "dangling=true")', { short: 'f' }),
    format: string(FORMAT_HELP),
    quiet: bool('Only display volume names', { short: 'q' }),
  },
  async run(context, _args, flags) {
    // A daemon outside of a swarm has no volumes of a cluster.
    if (flags.cluster) {
      if (!flags.quiet && flags.format === '')
        await context.out('VOLUME NAME   GROUP     DRIVER    AVAILABILITY   STATUS\n')
      return
    }
    const reply = await context.api.call('GET /volumes', { query: { filters: flags.filter } })
    const volumes = [...(reply.value.Volumes ?? [])].sort((a, b) => naturally(a.Name, b.Name))
    await context.out(formatRows(volumeFormat(flags.format, flags.quiet), volumeRowType, volumes))
  },
})
