import { EngineError } from '../../base/errors.ts'
import { pathMatch } from '../../base/path-match.ts'
import { type Instant, parseRfc3339, unixSeconds } from '../../base/time.ts'
import type { StoredImage } from '../../store/images.ts'
import type { Filters, ImageSummary } from '../api.ts'
import type { Daemon } from '../daemon.ts'
import { imageSize, namesOf } from './inspect.ts'
import { getImage } from './lookup.ts'

const ACCEPTED = new Set(['dangling', 'label', 'before', 'since', 'reference', 'until'])

export const createdAt = (image: StoredImage): Instant => parseRfc3339(image.config.created ?? '') ?? 0n

/** Images for `docker images`, newest first. */
export function listImages(daemon: Daemon, query: { all?: boolean; filters?: Filters }): ImageSummary[] {
  const filters = query.filters ?? {}
  for (const name of Object.keys(filters))
    if (!ACCEPTED.has(name)) throw new EngineError('invalid', `invalid filter '${name}'`)
  const dangling = danglingOnly(filters)
  const passes = attributeFilter(daemon, filters)
  const summaries: { summary: ImageSummary; at: Instant }[] = []
  for (const image of daemon.images.all()) {
    if (!passes(image)) continue
    const names = matchingNames(daemon, image, filters.reference)
    if (names === undefined) continue
    const untagged = names.tags.length === 0 && names.digests.length === 0
    if (untagged) {
      if (filters.reference) continue
      const intermediate = daemon.images.children(image.id).length > 0
      if (intermediate && !query.all) continue
      if (dangling === false) continue
      if (dangling === true && intermediate) continue
    } else if (dangling === true) continue
    summaries.push({ summary: summarise(daemon, image, names), at: createdAt(image) })
  }
  return summaries.sort((a, b) => (a.at > b.at ? -1 : a.at < b.at ? 1 : 0)).map(({ summary }) => summary)
}

function summarise(
  daemon: Daemon,
  image: StoredImage,
  names: { tags: string[]; digests: string[] },
): ImageSummary {
  const labels = image.config.config?.Labels
  return {
    Containers: -1,
    Created: unixSeconds(createdAt(image)),
    Id: image.id,
    Labels: labels ? { ...labels } : null,
    ParentId: image.parent ?? '',
    RepoDigests: names.digests,
    RepoTags: names.tags,
    SharedSize: -1,
    Size: imageSize(daemon, image),
  }
}

/** Names that a reference filter lets through; undefined when none of an image's names does. */
function matchingNames(
  daemon: Daemon,
  image: StoredImage,
  patterns: readonly string[] | undefined,
): { tags: string[]; digests: string[] } | undefined {
  const names = namesOf(daemon, image)
  if (!patterns) return names
  const keep = (name: string): boolean =>
    patterns.some((pattern) => {
      const bare = name.replace(/@.*$/, '').replace(/:[^/:]*$/, '')
      const whole = pathMatch(pattern, name)
      if (whole === undefined) throw new EngineError('invalid', 'syntax error in pattern')
      return whole || pathMatch(pattern, bare)
    })
  const tags = names.tags.filter(keep)
  const digests = names.digests.filter(keep)
  return tags.length + digests.length > 0 ? { tags, digests } : undefined
}

function danglingOnly(filters: Filters): boolean | undefined {
  const values = filters.dangling
  if (!values) return undefined
  const [value] = values
  if (value === 'true' || value === '1') return true
  if (value === 'false' || value === '0') return false
  throw new EngineError('invalid', `invalid filter 'dangling=[${values.join(' ')}]'`)
}

/** before, since, until and label together. */
function attributeFilter(daemon: Daemon, filters: Filters): (image: StoredImage) => boolean {
  const moments = (values: readonly string[] | undefined): Instant[] =>
    (values ?? []).map((text) => createdAt(getImage(daemon, text)))
  const before = moments(filters.before)
  const since = moments(filters.since)
  const until = (filters.until ?? []).map((text) => untilMoment(daemon, text))
  const labels = filters.label ?? []
  return (image) => {
    const at = createdAt(image)
    const own = image.config.config?.Labels ?? {}
    return (
      before.every((limit) => at < limit) &&
      since.every((limit) => at > limit) &&
      until.every((limit) => at < limit) &&
      labels.every((label) => {
        const equals = label.indexOf('=')
        const key = equals < 0 ? label : label.slice(0, equals)
        return equals < 0 ? key in own : own[key] === label.slice(equals + 1)
      })
    )
  }
}

const UNITS: Record<string, bigint> = { h: 3_600_000_000_000n, m: 60_000_000_000n, s: 1_000_000_000n }

/** A moment: RFC 3339, a date, seconds since the epoch, or a duration before now (`10m`, `1h30m`). */
function untilMoment(daemon: Daemon, text: string): Instant {
  const parts = [...text.matchAll(/(\d+)([hms])/g)]
  if (parts.length > 0 && parts.map((p) => p[0]).join('') === text)
    return daemon.host.kernel.now() - parts.reduce((sum, [, n, unit]) => sum + BigInt(n!) * UNITS[unit!]!, 0n)
  if (/^\d+$/.test(text)) return BigInt(text) * 1_000_000_000n
  const full = /^\d{4}-\d\d-\d\d$/.test(text)
    ? `${text}T00:00:00Z`
    : /Z|[+-]\d\d:\d\d$/.test(text)
      ? text
      : `${text}Z`
  const moment = parseRfc3339(full)
  if (moment === undefined)
    throw new EngineError(
      'invalid',
      `parsing time "${text}" as "2006-01-02T15:04:05.999999999Z07:00": cannot parse "${text}" as "2006"`,
    )
  return moment
}
