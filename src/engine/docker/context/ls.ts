import { defineCommand, none } from '../cli/command.ts'
import { allContexts } from '../cli/context-store.ts'
import { FORMAT_HELP } from '../cli/descriptions.ts'
import { contextNotFound, DEFAULT_CONTEXT } from '../cli/endpoint.ts'
import { bool, string } from '../cli/values.ts'
import { naturally } from '../format/natural.ts'
import { formatRows, type RowType } from '../format/table.ts'
import { ellipsis } from '../format/width.ts'
import { contextHost, DEFAULT_DESCRIPTION } from './contexts.ts'

const COLUMNS = 'table {{.Name}}{{if .Current}} *{{end}}\t{{.Description}}\t{{.DockerEndpoint}}\t{{.Error}}'
const ERROR_WIDTH = 45

const contextFormat = (format: string, quiet: boolean): string => {
  if (quiet) return '{{.Name}}'
  return format === 'table' ? COLUMNS : format
}

interface ContextRow {
  readonly name: string
  readonly current: boolean
  readonly description: string
  readonly endpoint: string
  readonly error: string
}

const ROW: RowType<ContextRow> = {
  type: '*formatter.clientContextContext',
  headers: { Name: 'NAME', Description: 'DESCRIPTION', DockerEndpoint: 'DOCKER ENDPOINT', Error: 'ERROR' },
  columns: {
    Current: ({ current }) => current,
    Description: ({ description }) => description,
    DockerEndpoint: ({ endpoint }) => endpoint,
    Error: ({ error }) => ellipsis(error, ERROR_WIDTH),
    Name: ({ name }) => name,
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
    const { currentContext, configDir, process } = context
    const own = { name: DEFAULT_CONTEXT, description: DEFAULT_DESCRIPTION, endpoint: contextHost(context) }
    const kept = allContexts(process, configDir).map(({ Name, Metadata, Endpoints }) => ({
      name: Name,
      description: Metadata.Description ?? '',
      endpoint: Endpoints.docker?.Host ?? '',
    }))
    const rows = [own, ...kept].map((row) => ({ ...row, current: row.name === currentContext, error: '' }))
    if (!rows.some(({ current }) => current))
      rows.push({
        name: currentContext,
        current: true,
        description: '',
        endpoint: '',
        error: contextNotFound(configDir, currentContext),
      })
    rows.sort((a, b) => naturally(a.name, b.name))
    await context.out(formatRows(contextFormat(flags.format || 'table', flags.quiet), ROW, rows))
    if (context.process.env.get('DOCKER_HOST'))
      await context.err(
        'Warning: DOCKER_HOST environment variable overrides the active context. To use a context, either set the global --context flag, or unset DOCKER_HOST environment variable.\n',
      )
  },
})
