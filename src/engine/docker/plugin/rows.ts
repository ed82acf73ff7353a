import { shortID } from '../../base/digest.ts'
import type { PluginSummary } from '../../daemon/api.ts'
import type { RowType } from '../format/table.ts'
import { ellipsis } from '../format/width.ts'

/** The template behind `--format` and `-q` (docker/cli, command/plugin/formatter.go). */
export function pluginFormat(format: string, quiet: boolean): string {
  if (format === 'raw')
    return quiet ? 'plugin_id: {{.ID}}' : 'plugin_id: {{.ID}}\nname: {{.Name}}\nenabled: {{.Enabled}}\n'
  if (format !== '' && format !== 'table') return format
  return quiet ? '{{.ID}}' : 'table {{.ID}}\t{{.Name}}\t{{.Description}}\t{{.Enabled}}'
}

/** What templates see of a line. */
export const pluginRowType = (truncate: boolean): RowType<PluginSummary> => ({
  type: '*plugin.pluginContext',
  headers: { ID: 'ID', Name: 'NAME', Description: 'DESCRIPTION', Enabled: 'ENABLED' },
  columns: {
    ID: ({ Id }) => (truncate ? shortID(Id) : Id),
    Name: ({ Name }) => Name,
    Description: ({ Config }) => (truncate ? ellipsis(Config.Description, 45) : Config.Description),
    Enabled: ({ Enabled }) => Enabled,
  },
})
