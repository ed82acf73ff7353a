import { shortID } from '../../base/digest.ts'
import { EngineError } from '../../base/errors.ts'
import { familiarName, familiarString, parseReference, withDefaultTag } from '../../base/reference.ts'
import type { StoredImage } from '../../store/images.ts'
import type { ImageDeleteItem } from '../api.ts'
import type { Daemon } from '../daemon.ts'
import { logImage } from './event.ts'
import { getImage, isIDPrefix } from './lookup.ts'

interface Options {
  readonly force: boolean
  readonly prune: boolean
}

const nameOf = (reference: string): string => familiarName(parseReference(reference))
const isDigestReference = (reference: string): boolean => reference.includes('@')

/** `docker rmi`: takes a name away, and the image with its last one (moby, daemon/images/image_delete.go). */
export function removeImage(daemon: Daemon, text: string, options: Options): ImageDeleteItem[] {
  const image = getImage(daemon, text)
  const records: ImageDeleteItem[] = []
  const references = daemon.references.of(image.id)
  const byName = !isIDPrefix(image, text)
  if (byName) {
    const user = daemon.containers.all().find((container) => container.imageID === image.id)
    if (!options.force && isSingle(references) && user)
      throw new EngineError(
        'conflict',
        `conflict: unable to remove repository reference "${text}" (must force) - container ${shortID(user.id)} is using its referenced image ${shortID(image.id)}`,
      )
    untag(daemon, familiarString(withDefaultTag(parseReference(text))), records)
    logImage(daemon, 'untag', image.id, image.id)
    if (daemon.references.of(image.id).length > 0) return records
  } else if (isSingle(references)) {
    const conflict = findConflict(daemon, image, { soft: !options.force, references: false })
    if (conflict) throw conflict
    for (const reference of references) {
      daemon.references.delete(reference)
      records.push({ Untagged: reference })
      logImage(daemon, 'untag', image.id, image.id)
    }
  }
  remove(daemon, image, records, options, byName)
  return records
}

/** Removes a name; digests of a repository go with its last tag. */
function untag(daemon: Daemon, reference: string, records: ImageDeleteItem[]): void {
  const id = daemon.references.get(reference)!
  daemon.references.delete(reference)
  records.push({ Untagged: reference })
  if (isDigestReference(reference)) return
  const rest = daemon.references.of(id).filter((other) => nameOf(other) === nameOf(reference))
  if (rest.some((other) => !isDigestReference(other))) return
  for (const digest of rest) {
    daemon.references.delete(digest)
    records.push({ Untagged: digest })
  }
}

/** At most one tag, and all names within one repository. */
function isSingle(references: readonly string[]): boolean {
  if (references.length <= 1) return true
  if (references.filter((reference) => !isDigestReference(reference)).length > 1) return false
  return new Set(references.map(nameOf)).size === 1
}

function remove(
  daemon: Daemon,
  image: StoredImage,
  records: ImageDeleteItem[],
  options: Options,
  quiet: boolean,
): void {
  const conflict = findConflict(daemon, image, { soft: !options.force, references: !options.force })
  if (conflict) {
    if (quiet && (daemon.references.of(image.id).length > 0 || conflict.used)) return
    throw conflict
  }
  for (const reference of daemon.references.of(image.id)) {
    daemon.references.delete(reference)
    records.push({ Untagged: reference })
    logImage(daemon, 'untag', image.id, image.id)
  }
  daemon.images.remove(image.id)
  logImage(daemon, 'delete', image.id, image.id)
  records.push({ Deleted: image.id })
  if (image.chainID !== undefined)
    for (const chainID of daemon.layers.release(image.chainID)) records.push({ Deleted: chainID })
  const parent = image.parent === undefined ? undefined : daemon.images.get(image.parent)
  if (options.prune && parent) remove(daemon, parent, records, { force: false, prune: true }, true)
}

class RemovalConflict extends EngineError {
  /** A container or a child image needs the image. */
  readonly used: boolean
  constructor(image: StoredImage, hard: boolean, used: boolean, reason: string) {
    super(
      'conflict',
      `conflict: unable to delete ${shortID(image.id)} (${hard ? 'cannot be forced' : 'must be forced'}) - ${reason}`,
    )
    this.used = used
  }
}

function findConflict(
  daemon: Daemon,
  image: StoredImage,
  check: { soft: boolean; references: boolean },
): RemovalConflict | undefined {
  const users = daemon.containers.all().filter((container) => container.imageID === image.id)
  if (daemon.images.children(image.id).length > 0)
    return new RemovalConflict(image, true, true, 'image has dependent child images')
  const running = users.find((container) => container.state.Running)
  if (running)
    return new RemovalConflict(
      image,
      true,
      true,
      `image is being used by running container ${shortID(running.id)}`,
    )
  if (check.references && daemon.references.of(image.id).length > 0)
    return new RemovalConflict(image, false, false, 'image is referenced in multiple repositories')
  const stopped = users[0]
  if (check.soft && stopped)
    return new RemovalConflict(
      image,
      false,
      true,
      `image is being used by stopped container ${shortID(stopped.id)}`,
    )
  return undefined
}
