import { familiarName, parseReference } from '../../base/reference.ts'
import { byCodeUnit } from '../../base/text.ts'
import { type Instant, parseRfc3339, unixSeconds } from '../../base/time.ts'
import type { DiskUsage } from '../../daemon/api.ts'
import { ClientError } from '../cli/errors.ts'
import { containerFormat, containerRowType } from '../container/rows.ts'
import { formatRows, type RowType, rowOf } from '../format/table.ts'
import { TemplateExecError } from '../format/template/failure.ts'
import { TemplateSyntaxError } from '../format/template/parser.ts'
import { compileTemplate } from '../format/template/template.ts'
import { Slice, Struct, type Value } from '../format/template/value.ts'
import { ago } from '../format/time.ts'
import { humanSize } from '../format/units.ts'
import { type ImageRow, imageFormat, imageRowType } from '../image/rows.ts'
import { volumeRowType } from '../volume/rows.ts'

/** One line of `docker system df`: what there is of a kind, in bytes where it is a size. */
interface Usage {
  readonly kind: 'Images' | 'Containers' | 'Local Volumes' | 'Build Cache'
  readonly total: number
  readonly active: number
  readonly size: number
  readonly reclaimable: number
}

const sum = <T>(items: readonly T[], of: (item: T) => number): number =>
  items.reduce((total, item) => total + of(item), 0)

/** What the daemon told, counted (docker/cli, formatter/disk_usage.go). */
function usageOf({ LayersSize, Images, Containers, Volumes, BuildCache }: DiskUsage): Usage[] {
  const inUse = Images.filter((image) => image.Containers > 0)
  const running = (container: DiskUsage['Containers'][number]): boolean =>
    ['running', 'paused', 'restarting'].includes(container.State)
  const written = (container: DiskUsage['Containers'][number]): number => container.SizeRw ?? 0
  const idle = BuildCache.filter((record) => !record.InUse && !record.Shared)
  return [
    {
      kind: 'Images',
      total: Images.length,
      active: inUse.length,
      size: LayersSize,
      reclaimable: LayersSize - sum(inUse, (image) => image.Size - image.SharedSize),
    },
    {
      kind: 'Containers',
      total: Containers.length,
      active: Containers.filter(running).length,
      size: sum(Containers, written),
      reclaimable: sum(
        Containers.filter((container) => !running(container)),
        written,
      ),
    },
    {
      kind: 'Local Volumes',
      total: Volumes.length,
      active: Volumes.filter(({ UsageData }) => UsageData.RefCount > 0).length,
      size: sum(Volumes, ({ UsageData }) => UsageData.Size),
      reclaimable: sum(
        Volumes.filter(({ UsageData }) => UsageData.RefCount === 0),
        ({ UsageData }) => UsageData.Size,
      ),
    },
    {
      kind: 'Build Cache',
      total: BuildCache.length,
      active: BuildCache.filter(({ InUse }) => InUse).length,
      // What images hold as well counts as theirs.
      size: sum(
        BuildCache.filter(({ Shared }) => !Shared),
        ({ Size }) => Size,
      ),
      reclaimable: sum(idle, ({ Size }) => Size),
    },
  ]
}

const USAGE_TYPES: Readonly<Record<Usage['kind'], string>> = {
  Images: '*formatter.diskUsageImagesContext',
  Containers: '*formatter.diskUsageContainersContext',
  'Local Volumes': '*formatter.diskUsageVolumesContext',
  'Build Cache': '*formatter.diskUsageBuilderContext',
}
const usageRow = (kind: Usage['kind']): RowType<Usage> => ({
  type: USAGE_TYPES[kind],
  headers: {
    Type: 'TYPE',
    TotalCount: 'TOTAL',
    Active: 'ACTIVE',
    Size: 'SIZE',
    Reclaimable: 'RECLAIMABLE',
  },
  columns: {
    Type: (usage) => usage.kind,
    TotalCount: ({ total }) => String(total),
    Active: ({ active }) => String(active),
    Size: ({ size }) => humanSize(size),
    Reclaimable: ({ kind: of, reclaimable, size }) => {
      const share = of === 'Build Cache' || size === 0 ? '' : ` (${Math.trunc((reclaimable * 100) / size)}%)`
      return humanSize(reclaimable) + share
    },
  },
})

const TABLE = 'table {{.Type}}\t{{.TotalCount}}\t{{.Active}}\t{{.Size}}\t{{.Reclaimable}}'
const RAW = `type: {{.Type}}
total: {{.TotalCount}}
active: {{.Active}}
size: {{.Size}}
reclaimable: {{.Reclaimable}}
`

/** `docker system df`. */
export function formatUsage(format: string, usage: DiskUsage): string {
  const source = format === 'table' ? TABLE : format === 'raw' ? RAW : format
  return formatRows(source, usageRow('Images'), usageOf(usage))
}

const IMAGES =
  'table {{.Repository}}\t{{.Tag}}\t{{.ID}}\t{{.CreatedSince}}\t{{.Size}}\t{{.SharedSize}}\t{{.UniqueSize}}\t{{.Containers}}'
const CONTAINERS =
  'table {{.ID}}\t{{.Image}}\t{{.Command}}\t{{.LocalVolumes}}\t{{.Size}}\t{{.RunningFor}}\t{{.Status}}\t{{.Names}}'

type Volume = DiskUsage['Volumes'][number]
const VOLUME_ROW: RowType<Volume> = {
  ...volumeRowType,
  columns: {
    ...volumeRowType.columns,
    Links: ({ UsageData }) => String(UsageData.RefCount),
    Size: ({ UsageData }) => humanSize(UsageData.Size),
  },
}
type Cached = DiskUsage['BuildCache'][number]
/** Seconds ago of an RFC 3339 time; nothing where there is none. */
const since = (time: string | null, now: Instant): string =>
  time === null ? '' : ago(unixSeconds(parseRfc3339(time) ?? 0n), now)

/** Go's time.String of an RFC 3339 time in UTC. */
const shownTime = (time: string): string => time.replace(/^(.*)T(.*)Z$/, '$1 $2 +0000 UTC')

const cacheRow = (now: Instant, whole: boolean): RowType<Cached> => ({
  type: '*formatter.buildCacheContext',
  headers: {
    ID: 'CACHE ID',
    Parent: 'PARENT',
    CacheType: 'CACHE TYPE',
    Description: 'DESCRIPTION',
    Size: 'SIZE',
    CreatedAt: 'CREATED AT',
    CreatedSince: 'CREATED',
    LastUsedAt: 'LAST USED AT',
    LastUsedSince: 'LAST USED',
    UsageCount: 'USAGE',
    InUse: 'IN USE',
    Shared: 'SHARED',
  },
  columns: {
    ID: ({ ID }) => (whole ? ID : ID.slice(0, 12)),
    Parent: ({ Parents }) => (whole ? Parents.join(', ') : Parents.join(', ').slice(0, 12)),
    CacheType: ({ Type }) => Type,
    Description: ({ Description }) => Description,
    Size: ({ Size }) => humanSize(Size),
    CreatedAt: ({ CreatedAt }) => shownTime(CreatedAt),
    LastUsedAt: ({ LastUsedAt }) => (LastUsedAt === null ? '' : shownTime(LastUsedAt)),
    CreatedSince: ({ CreatedAt }) => since(CreatedAt, now),
    LastUsedSince: ({ LastUsedAt }) => since(LastUsedAt, now),
    UsageCount: ({ UsageCount }) => String(UsageCount),
    InUse: ({ InUse }) => String(InUse),
    Shared: ({ Shared }) => String(Shared),
  },
})

/** What was not used for longest comes first (docker/cli, formatter/buildcache.go). */
const byUse = (a: Cached, b: Cached): number =>
  Number((parseRfc3339(a.LastUsedAt ?? '') ?? 0n) - (parseRfc3339(b.LastUsedAt ?? '') ?? 0n)) ||
  byCodeUnit(a.ID, b.ID)

const VOLUMES = 'table {{.Name}}\t{{.Links}}\t{{.Size}}'
const CACHE =
  'table {{.ID}}\t{{.CacheType}}\t{{.Size}}\t{{.CreatedSince}}\t{{.LastUsedSince}}\t{{.UsageCount}}\t{{.Shared}}'

/** An image under its first tag. */
function imageRow(image: DiskUsage['Images'][number]): ImageRow {
  const [first] = image.RepoTags
  if (first === undefined) return { image, repository: '<none>', tag: '<none>', digest: '' }
  const reference = parseReference(first)
  return { image, repository: familiarName(reference), tag: reference.tag ?? '<none>', digest: '' }
}

/** `docker system df -v`: a table of each kind, or what a template makes of them all. */
export function formatDetails(format: string, usage: DiskUsage, now: Instant): string {
  const images = usage.Images.map(imageRow)
  const containers = usage.Containers.map(({ SizeRootFs: _, ...container }) => container)
  if (format === 'table') {
    const cached = humanSize(
      sum(
        usage.BuildCache.filter(({ Shared }) => !Shared),
        ({ Size }) => Size,
      ),
    )
    return [
      `Images space usage:\n\n${formatRows(IMAGES, imageRowType(true, now), images)}`,
      `Containers space usage:\n\n${formatRows(CONTAINERS, containerRowType(true, now), containers)}`,
      `Local Volumes space usage:\n\n${formatRows(VOLUMES, VOLUME_ROW, usage.Volumes)}`,
      `Build cache usage: ${cached}\n\n${formatRows(CACHE, cacheRow(now, false), [...usage.BuildCache].sort(byUse))}`,
    ].join('\n')
  }
  const rows = <T>(type: RowType<T>, items: readonly T[]): Slice =>
    new Slice(
      type.type,
      items.map((item) => rowOf(type, item)),
    )
  const fields: [string, Value][] = [
    ['Images', rows(imageRowType(false, now), images)],
    ['Containers', rows(containerRowType(false, now), containers)],
    ['Volumes', rows(VOLUME_ROW, usage.Volumes)],
    ['BuildCache', rows(cacheRow(now, true), [...usage.BuildCache].sort(byUse))],
  ]
  const source = format === 'json' ? '{{json .}}' : format === 'raw' ? RAW_DETAILS : format
  try {
    const template = compileTemplate(source.replaceAll('\\t', '\t').replaceAll('\\n', '\n'))
    return template.execute(new Struct('*formatter.diskUsageContext', new Map(fields)))
  } catch (error) {
    if (error instanceof TemplateSyntaxError)
      throw new ClientError(`template parsing error: ${error.message}`)
    if (error instanceof TemplateExecError) throw new ClientError(error.message)
    throw error
  }
}

const RAW_DETAILS = [
  `{{range .Images}}type: Image\n${imageFormat('raw', { quiet: false, digests: true })}\n{{end -}}`,
  `{{range .Containers}}type: Container\n${containerFormat('raw', false, true)}\n{{end -}}`,
  '{{range .Volumes}}type: Volume\nname: {{.Name}}\ndriver: {{.Driver}}\n\n{{end -}}',
  '{{range .BuildCache}}type: Build Cache\ncache_id: {{.ID}}\ncache_type: {{.CacheType}}\nsize: {{.Size}}\n\n{{end -}}',
].join('\n')
