import { EngineError } from '../../base/errors.ts'
import { pathMatch } from '../../base/path-match.ts'
import { type Instant, unixSeconds } from '../../base/time.ts'
import { parseTimestamp, TimestampError } from '../../base/timestamp.ts'
import type { StoredImage } from '../../store/images.ts'
import type { Filters, ImageSummary } from '../api.ts'
import type { Daemon } from '../daemon.ts'
import { checkFilters, passesLabels, yesNoFilter } from '../filters.ts'
import { imageSize, namesOf } from './inspect.ts'
import { getImage } from './lookup.ts'

const ACCEPTED = ['dangling', 'label', 'before', 'since', 'reference', 'until']

export const createdAt = (image: StoredImage): Instant => image.created

/** Images for `docker images`, newest first. */
export function listImages(daemon: Daemon, query: { all?: boolean; filters?: Filters }): ImageSummary[] {
  const filters = query.filters ?? {}
  checkFilters(filters, ACCEPTED)
  const dangling = yesNoFilter(filters, 'dangling')
  const passes = attributeFilter(daemon, filters)
  const all = daemon.images.all()
  const parents = new Set(all.map(({ parent }) => parent))
  const summaries: { summary: ImageSummary; at: Instant }[] = []
  for (const image of all) {
    if (!passes(image)) continue
    const names = matchingNames(daemon, image, filters.reference)
    if (names === undefined) continue
    const untagged = names.tags.length === 0 && names.digests.length === 0
    if (untagged) {
      if (filters.reference) continue
      const intermediate = parents.has(image.id)
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

/** before, since, until and label together. */
function attributeFilter(daemon: Daemon, filters: Filters): (image: StoredImage) => boolean {
  const moments = (values: readonly string[] | undefined): Instant[] =>
    (values ?? []).map((text) => createdAt(getImage(daemon, text)))
  const before = moments(filters.before)
  const since = moments(filters.since)
  const until = (filters.until ?? []).map((text) => untilMoment(daemon, text))
  return (image) => {
    const at = createdAt(image)
    return (
      before.every((limit) => at < limit) &&
      since.every((limit) => at > limit) &&
      until.every((limit) => at < limit) &&
      passesLabels(filters, image.config.config?.Labels)
    )
  }
}

/** A moment, or what the daemon says of a text that is none. */
export function untilMoment(daemon: Daemon, text: string): Instant {
  try {
    return parseTimestamp(text, daemon.host.kernel.now())
  } catch (error) {
    if (!(error instanceof TimestampError)) throw error
    throw new EngineError('invalid', error.message)
  }
}
