import { atLeast, defineCommand } from '../cli/command.ts'
import { alignColumns } from '../format/tabwriter.ts'

export const containerTop = defineCommand({
  name: 'top',
  usage: 'CONTAINER [ps OPTIONS]',
  summary: 'Display the running processes of a container',
  calledAs: ['docker container top', 'docker top'],
  args: atLeast(1),
  interspersed: false,
  flags: {},
  async run(context, [id, ...options]) {
    const { value } = await context.api.call('GET /containers/{id}/top', {
      params: { id: id! },
      query: { ps_args: options.join(' ') },
    })
    const rows = [value.Titles, ...value.Processes].map((row) => `${row.join('\t')}\n`)
    await context.out(alignColumns(rows.join(''), { minWidth: 20, padding: 3 }))
  },
})
