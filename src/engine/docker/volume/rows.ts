import { byCodeUnit } from '../../base/text.ts'
import type { VolumeReply } from '../../daemon/api.ts'
import type { RowType } from '../format/table.ts'

/** The template behind `--format` and `-q` (docker/cli, formatter/volume.go). */
export function volumeFormat(format: string, quiet: boolean): string {
  if (format === 'raw') return quiet ? 'name: {{.Name}}' : 'name: {{.Name}}\ndriver: {{.Driver}}\n'
  if (format !== '' && format !== 'table') return format
  return quiet ? '{{.Name}}' : 'table {{.Driver}}\t{{.Name}}'
}

const UNKNOWN = 'N/A'

/** What templates see of a line. Sizes and links are known to `docker system df` alone. */
export const volumeRowType: RowType<VolumeReply> = {
  type: '*formatter.volumeContext',
  headers: {
    Name: 'VOLUME NAME',
    Driver: 'DRIVER',
    Scope: 'SCOPE',
    Availability: 'AVAILABILITY',
    Mountpoint: 'MOUNTPOINT',
    Labels: 'LABELS',
    Links: 'LINKS',
    Size: 'SIZE',
    Group: 'GROUP',
    Status: 'STATUS',
  },
  columns: {
    Name: ({ Name }) => Name,
    Driver: ({ Driver }) => Driver,
    Scope: ({ Scope }) => Scope,
    Mountpoint: ({ Mountpoint }) => Mountpoint,
    Labels: ({ Labels }) =>
      Object.entries(Labels ?? {})
        .map(([key, value]) => `${key}=${value}`)
        .sort(byCodeUnit)
        .join(','),
    Links: () => UNKNOWN,
    Size: () => UNKNOWN,
    Availability: () => UNKNOWN,
    Group: () => UNKNOWN,
    Status: () => UNKNOWN,
  },
  methods: { Label: ({ Labels }, name: string) => Labels?.[name] ?? '' },
}
