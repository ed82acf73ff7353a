import { defineCommand, none } from '../cli/command.ts'
import { FORMAT_HELP } from '../cli/descriptions.ts'
import { bool, string } from '../cli/values.ts'
import { formatRows, type RowType } from '../format/table.ts'
import { contextHost, DEFAULT_CONTEXT } from './contexts.ts'

const COLUMNS = 'table {{.Name}}{{if .Current}} *{{end}}\t{{.Description}}\t{{.DockerEndpoint}}\t{{.Error}}'

const contextFormat = (format: string, quiet: boolean): string => {
  if (quiet) return '{{.Name}}'
  return format === 'table' ? COLUMNS : format
}

const ROW: RowType<{ endpoint: string }> = {
  type: '*formatter.clientContextContext',
  headers: { Name: 'NAME', Description: 'DESCRIPTION', DockerEndpoint: 'DOCKER ENDPOINT', Error: 'ERROR' },
  columns: {
    Current: () => true,
    Description: () => 'Current DOCKER_HOST based configuration',
    DockerEndpoint: ({ endpoint }) => endpoint,
    Error: () => '',
    Name: () => DEFAULT_CONTEXT,
  },
}

export const contextLs = defineCommand({
  name: 'ls',
  aliases: ['list'],
  usage: '[OPTIONS]',
  summary: 'List contexts',
  args: none,
  flags: {
    format: string(FORMAT_HELP),
    quiet: bool('Only show context names', { short: 'q' }),
  },
  async run(context, _args, flags) {
    const endpoint = contextHost(context)
    await context.out(formatRows(contextFormat(flags.format || 'table', flags.quiet), ROW, [{ endpoint }]))
    if (context.process.env.get('DOCKER_HOST'))
      await context.err(
        'Warning: DOCKER_HOST environment variable overrides the active context. To use a context, either set the global --context flag, or unset DOCKER_HOST environment variable.\n',
      )
  },
})
