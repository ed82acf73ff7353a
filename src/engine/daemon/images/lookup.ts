import { isDigest } from '../../base/digest.ts'
import { EngineError } from '../../base/errors.ts'
import { familiarString, parseReference, type Reference, withDefaultTag } from '../../base/reference.ts'
import { formatPlatform, platformMatches } from '../../oci/platform.ts'
import type { Platform } from '../../oci/types.ts'
import type { StoredImage } from '../../store/images.ts'
import type { Daemon } from '../daemon.ts'

/** Finds an image as the daemon does: by ID, by reference, by the start of an ID. */
export function findImage(daemon: Daemon, text: string): StoredImage | undefined {
  if (/^[a-f0-9]{64}$/.test(text)) return daemon.images.get(`sha256:${text}` as StoredImage['id'])
  if (isDigest(text)) return daemon.images.get(text as StoredImage['id'])
  const ref = withDefaultTag(parseReference(text))
  const id = daemon.references.get(familiarString(ref)) ?? (ref.digest ? byDigest(daemon, ref) : undefined)
  if (id) return daemon.images.get(id)
  if (/^[a-f0-9]+$/.test(text)) {
    const found = daemon.images.byPrefix(text)
    if (found.length === 1) return found[0]
  }
  const prefix = /^sha256:([a-f0-9]+)$/.exec(text)?.[1]
  if (prefix) {
    const found = daemon.images.byPrefix(prefix)
    if (found.length === 1) return found[0]
  }
  return undefined
}

/** `name:tag@digest` is looked up by its digest. */
function byDigest(daemon: Daemon, ref: Reference): StoredImage['id'] | undefined {
  const { tag: _tag, ...rest } = ref
  return daemon.references.get(familiarString(rest))
}

/** The image, or `No such image: redis:latest`. It must be of the platform where one is asked for. */
export function getImage(daemon: Daemon, text: string, platform?: Platform): StoredImage {
  const image = findImage(daemon, text)
  if (image) {
    if (platform) requirePlatform(image, text, platform)
    return image
  }
  throw new EngineError('not-found', `No such image: ${spelled(text)}`)
}

function requirePlatform({ config }: StoredImage, text: string, wanted: Platform): void {
  const { os, architecture, variant } = config
  const own = { os, architecture, ...(variant && { variant }) }
  // Older builders left the variant out.
  if (platformMatches(wanted, own) || (!variant && os === wanted.os && architecture === wanted.architecture))
    return
  throw new EngineError(
    'not-found',
    `image with reference ${text} was found but its platform (${formatPlatform(own)}) does not match the specified platform (${formatPlatform(wanted)})`,
  )
}

/** How a missing image is named: with its default tag. */
function spelled(text: string): string {
  if (/^[a-f0-9]{64}$/.test(text)) return `sha256:${text}`
  if (isDigest(text)) return text
  return familiarString(withDefaultTag(parseReference(text)))
}

/** True when the text names the image by its ID or the start of it. */
export const isIDPrefix = (image: StoredImage, text: string): boolean =>
  image.id === text ||
  image.id.startsWith(`sha256:${text}`) ||
  (text.startsWith('sha256:') && image.id.startsWith(text))
