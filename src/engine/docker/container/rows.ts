import { shortID } from '../../base/digest.ts'
import { EngineError } from '../../base/errors.ts'
import { familiarString, parseReference } from '../../base/reference.ts'
import { byCodeUnit } from '../../base/text.ts'
import type { Instant } from '../../base/time.ts'
import type { ContainerSummary } from '../../daemon/api.ts'
import type { RowType } from '../format/table.ts'
import { Nil } from '../format/template/value.ts'
import { ago, goTime } from '../format/time.ts'
import { humanSize } from '../format/units.ts'
import { ellipsis } from '../format/width.ts'
import { quote } from '../go/quote.ts'
import { displayPorts } from './display-ports.ts'

const COLUMNS =
  'table {{.ID}}\t{{.Image}}\t{{.Command}}\t{{.RunningFor}}\t{{.Status}}\t{{.Ports}}\t{{.Names}}'
const RAW = `container_id: {{.ID}}
image: {{.Image}}
command: {{.Command}}
created_at: {{.CreatedAt}}
state: {{- pad .State 1 0}}
status: {{- pad .Status 1 0}}
names: {{.Names}}
labels: {{- pad .Labels 1 0}}
ports: {{- pad .Ports 1 0}}
`

/** The template behind `--format`, `-q` and `-s` of `docker ps` (docker/cli, formatter/container.go). */
export function containerFormat(format: string, quiet: boolean, size: boolean): string {
  if (format === 'raw') return quiet ? 'container_id: {{.ID}}' : RAW + (size ? 'size: {{.Size}}\\n' : '')
  if (quiet) return '{{.ID}}'
  return format === '' || format === 'table' ? COLUMNS + (size ? '\t{{.Size}}' : '') : format
}

/** What the container was made from, without a digest that a tag is there for. */
function shownImage({ Image, ImageID }: ContainerSummary, truncate: boolean): string {
  if (Image === '') return '<no image>'
  if (!truncate) return Image
  if (shortID(ImageID) === shortID(Image)) return shortID(Image)
  try {
    const { digest: _, ...reference } = parseReference(Image)
    return familiarString(reference)
  } catch (error) {
    if (error instanceof EngineError) return Image
    throw error
  }
}

interface MountSummary {
  readonly Name?: string
  readonly Source?: string
  readonly Driver?: string
}
const mountsOf = ({ Mounts }: ContainerSummary): readonly MountSummary[] => Mounts as MountSummary[]

/** What templates see of a line. `onSize` tells that sizes are asked for. */
export const containerRowType = (
  truncate: boolean,
  now: Instant,
  onSize: () => void = () => {},
): RowType<ContainerSummary> => ({
  type: '*formatter.ContainerContext',
  headers: {
    ID: 'CONTAINER ID',
    Names: 'NAMES',
    Image: 'IMAGE',
    Command: 'COMMAND',
    CreatedAt: 'CREATED AT',
    RunningFor: 'CREATED',
    Ports: 'PORTS',
    State: 'STATE',
    Status: 'STATUS',
    Size: 'SIZE',
    Labels: 'LABELS',
    Mounts: 'MOUNTS',
    LocalVolumes: 'LOCAL VOLUMES',
    Networks: 'NETWORKS',
    Platform: 'PLATFORM',
  },
  columns: {
    ID: ({ Id }) => (truncate ? shortID(Id) : Id),
    Names: ({ Names }) => {
      const names = Names.map((name) => name.slice(1))
      const own = truncate ? names.find((name) => !name.includes('/')) : undefined
      return own ?? names.join(',')
    },
    Image: (container) => shownImage(container, truncate),
    Command: ({ Command }) => quote(truncate ? ellipsis(Command, 20) : Command),
    CreatedAt: ({ Created }) => goTime(Created),
    RunningFor: ({ Created }) => ago(Created, now),
    Platform: () => new Nil('*formatter.Platform'),
    Ports: ({ Ports }) => displayPorts(Ports),
    State: ({ State }) => State,
    Status: ({ Status }) => Status,
    Size: ({ SizeRw = 0, SizeRootFs = 0 }) => {
      onSize()
      const own = humanSize(SizeRw, 3)
      return SizeRootFs > 0 ? `${own} (virtual ${humanSize(SizeRootFs, 3)})` : own
    },
    Labels: ({ Labels }) =>
      Object.entries(Labels ?? {})
        .map(([key, value]) => `${key}=${value}`)
        .sort(byCodeUnit)
        .join(','),
    Mounts: (container) =>
      mountsOf(container)
        .map(({ Name, Source = '' }) => Name || Source)
        .map((name) => (truncate ? ellipsis(name, 15) : name))
        .join(','),
    LocalVolumes: (container) =>
      String(mountsOf(container).filter(({ Driver }) => Driver === 'local').length),
    Networks: ({ NetworkSettings }) => Object.keys(NetworkSettings?.Networks ?? {}).join(','),
  },
  methods: { Label: ({ Labels }, name: string) => Labels?.[name] ?? '' },
})

/** A container of which nothing is known: what a template is tried on before the daemon is asked. */
export const NO_CONTAINER: ContainerSummary = {
  Id: '',
  Names: [],
  Image: '',
  ImageID: '',
  Command: '',
  Created: 0,
  Ports: [],
  Labels: {},
  State: '',
  Status: '',
  HostConfig: { NetworkMode: '' },
  NetworkSettings: { Networks: {} },
  Mounts: [],
}
