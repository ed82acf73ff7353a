import { shortID } from '../../base/digest.ts'
import { familiarName, parseReference } from '../../base/reference.ts'
import type { Instant } from '../../base/time.ts'
import type { ImageSummary } from '../../daemon/api.ts'
import type { RowType } from '../format/table.ts'
import { ago, goTime } from '../format/time.ts'
import { humanSize } from '../format/units.ts'

/** One line of `docker images`: an image under one of its names (docker/cli, formatter/image.go). */
export interface ImageRow {
  readonly image: ImageSummary
  readonly repository: string
  readonly tag: string
  readonly digest: string
}

const NONE = '<none>'
const CREATED = '{{if .CreatedSince }}{{.CreatedSince}}{{else}}N/A{{end}}'
const RAW_HEAD = 'repository: {{ .Repository }}\ntag: {{.Tag}}\n'
const RAW_TAIL = 'image_id: {{.ID}}\ncreated_at: {{.CreatedAt}}\nvirtual_size: {{.Size}}\n'

export interface ImageFormatOptions {
  readonly quiet: boolean
  readonly digests: boolean
}

/** The template behind `--format`, `-q` and `--digests`. */
export function imageFormat(format: string, { quiet, digests }: ImageFormatOptions): string {
  if (format === 'table') {
    if (quiet) return '{{.ID}}'
    return `table {{.Repository}}\t{{.Tag}}\t${digests ? '{{.Digest}}\t' : ''}{{.ID}}\t${CREATED}\t{{.Size}}`
  }
  if (format === 'raw') {
    if (quiet) return 'image_id: {{.ID}}'
    return RAW_HEAD + (digests ? 'digest: {{.Digest}}\n' : '') + RAW_TAIL
  }
  return format.startsWith('table') && digests && !format.includes('{{.Digest}}')
    ? `${format}\t{{.Digest}}`
    : format
}

function add(lists: Map<string, string[]>, key: string, value: string): void {
  const list = lists.get(key)
  if (list) list.push(value)
  else lists.set(key, [value])
}

/** Lines of an image: one for each tag; with digests wanted, one for each digest of a tag too. */
export function imageRows(image: ImageSummary, format: string, digests: boolean): ImageRow[] {
  const wantsDigest = digests || format.includes('{{.Digest}}')
  const row = (repository: string, tag: string, digest: string): ImageRow => ({
    image,
    repository,
    tag,
    digest,
  })
  const tags = new Map<string, string[]>()
  const repoDigests = new Map<string, string[]>()
  for (const name of image.RepoTags.filter((tag) => tag !== `${NONE}:${NONE}`)) {
    const reference = parseReference(name)
    if (reference.tag) add(tags, familiarName(reference), reference.tag)
  }
  for (const name of image.RepoDigests.filter((digest) => digest !== `${NONE}@${NONE}`)) {
    const reference = parseReference(name)
    if (reference.digest) add(repoDigests, familiarName(reference), reference.digest)
  }
  if (tags.size === 0 && repoDigests.size === 0) return [row(NONE, NONE, NONE)]
  const rows: ImageRow[] = []
  for (const [repository, names] of tags) {
    const known = wantsDigest ? (repoDigests.get(repository) ?? []) : []
    repoDigests.delete(repository)
    for (const tag of names)
      if (known.length === 0) rows.push(row(repository, tag, NONE))
      else rows.push(...known.map((digest) => row(repository, tag, digest)))
  }
  for (const [repository, known] of repoDigests)
    if (digests) rows.push(...known.map((digest) => row(repository, NONE, digest)))
    else rows.push(row(repository, NONE, ''))
  return rows
}

const orNone = (value: number, text: (value: number) => string): string =>
  value === -1 ? 'N/A' : text(value)

/** What templates see of a line. */
export const imageRowType = (truncate: boolean, now: Instant): RowType<ImageRow> => ({
  type: '*formatter.imageContext',
  headers: {
    ID: 'IMAGE ID',
    Repository: 'REPOSITORY',
    Tag: 'TAG',
    Digest: 'DIGEST',
    CreatedSince: 'CREATED',
    CreatedAt: 'CREATED AT',
    Size: 'SIZE',
    Containers: 'CONTAINERS',
    VirtualSize: 'SIZE',
    SharedSize: 'SHARED SIZE',
    UniqueSize: 'UNIQUE SIZE',
  },
  columns: {
    ID: ({ image }) => (truncate ? shortID(image.Id) : image.Id),
    Repository: ({ repository }) => repository,
    Tag: ({ tag }) => tag,
    Digest: ({ digest }) => digest,
    CreatedSince: ({ image }) => ago(image.Created, now),
    CreatedAt: ({ image }) => goTime(image.Created),
    Size: ({ image }) => humanSize(image.Size, 3),
    Containers: ({ image }) => orNone(image.Containers, String),
    VirtualSize: ({ image }) => humanSize(image.Size),
    SharedSize: ({ image }) => orNone(image.SharedSize, humanSize),
    UniqueSize: ({ image }) =>
      image.Size === -1 ? 'N/A' : orNone(image.SharedSize, (shared) => humanSize(image.Size - shared)),
  },
})
