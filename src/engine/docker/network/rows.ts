import { byCodeUnit } from '../../base/text.ts'
import type { NetworkReply } from '../../daemon/api.ts'
import type { RowType } from '../format/table.ts'

/** The template behind `--format` and `-q` (docker/cli, command/network/formatter.go). */
export function networkFormat(format: string, quiet: boolean): string {
  if (format === 'raw')
    return quiet
      ? 'network_id: {{.ID}}'
      : 'network_id: {{.ID}}\nname: {{.Name}}\ndriver: {{.Driver}}\nscope: {{.Scope}}\n'
  if (format !== '' && format !== 'table') return format
  return quiet ? '{{.ID}}' : 'table {{.ID}}\t{{.Name}}\t{{.Driver}}\t{{.Scope}}'
}

/** Go's time.Time.String of an RFC 3339 time in UTC. */
const goTime = (text: string): string => text.replace('T', ' ').replace('Z', ' +0000 UTC')

/** What templates see of a line. */
export const networkRowType = (truncate: boolean): RowType<NetworkReply> => ({
  type: '*network.networkContext',
  headers: {
    ID: 'NETWORK ID',
    Name: 'NAME',
    Driver: 'DRIVER',
    Scope: 'SCOPE',
    IPv4: 'IPV4',
    IPv6: 'IPV6',
    Internal: 'INTERNAL',
    Labels: 'LABELS',
    CreatedAt: 'CREATED AT',
  },
  columns: {
    ID: ({ Id }) => (truncate ? Id.slice(0, 12) : Id),
    Name: ({ Name }) => Name,
    Driver: ({ Driver }) => Driver,
    Scope: ({ Scope }) => Scope,
    IPv4: ({ EnableIPv4 }) => String(EnableIPv4),
    IPv6: ({ EnableIPv6 }) => String(EnableIPv6),
    Internal: ({ Internal }) => String(Internal),
    Labels: ({ Labels }) =>
      Object.entries(Labels)
        .map(([key, value]) => `${key}=${value}`)
        .sort(byCodeUnit)
        .join(','),
    CreatedAt: ({ Created }) => goTime(Created),
  },
  methods: { Label: ({ Labels }, name: string) => Labels[name] ?? '' },
})
