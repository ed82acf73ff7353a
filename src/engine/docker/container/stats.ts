import { shortID } from '../../base/digest.ts'
import { SECOND } from '../../base/time.ts'
import { any, type ClientContext, defineCommand } from '../cli/command.ts'
import { FORMAT_HELP } from '../cli/descriptions.ts'
import { ClientError, messageOf } from '../cli/errors.ts'
import { bool, string } from '../cli/values.ts'
import { formatRows } from '../format/table.ts'
import { STATS_TABLE, type StatsRow, statsRowType } from './stats-rows.ts'

/** Time between two pictures. */
const REFRESH = SECOND / 2

/** One sample of each container; what fails comes as messages. */
async function samples(
  { api }: ClientContext,
  names: readonly string[],
): Promise<{ rows: StatsRow[]; failures: string[] }> {
  const rows: StatsRow[] = []
  const failures: string[] = []
  for (const container of names)
    try {
      const stream = await api.call('GET /containers/{id}/stats', {
        params: { id: container },
        query: { stream: false },
      })
      const stats = await stream.next()
      if (stats) rows.push({ container, stats })
    } catch (error) {
      const message = messageOf(error)
      if (message === undefined) throw error
      failures.push(message)
    }
  return { rows, failures }
}

const listed = async ({ api }: ClientContext, all: boolean): Promise<string[]> =>
  (await api.call('GET /containers/json', { query: { all } })).value.map(({ Id }) => shortID(Id))

/** A picture over the one before (docker/cli, command/container/stats.go). */
const picture = (text: string): string =>
  `\x1b[H${text
    .split('\n')
    .map((line) => `${line} \x1b[K\n`)
    .join('')}\x1b[J`

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
  async run(context, names, flags) {
    const format = ['', 'table'].includes(flags.format) ? STATS_TABLE : flags.format
    for (;;) {
      const wanted = names.length > 0 ? [...new Set(names)] : await listed(context, flags.all)
      const { rows, failures } = await samples(context, wanted)
      if (failures.length > 0) throw new ClientError(failures.join('\n'))
      const text = formatRows(format, statsRowType(!flags['no-trunc']), rows)
      await context.out(flags['no-stream'] ? text : picture(text))
      if (flags['no-stream']) return
      await context.process.sleep(REFRESH)
    }
  },
})
