import type { ImageID } from '../../base/digest.ts'
import { EngineError } from '../../base/errors.ts'
import {
  familiarName,
  familiarString,
  parseReference,
  type Reference,
  withDefaultTag,
} from '../../base/reference.ts'
import type { Daemon } from '../daemon.ts'
import { logImage } from './event.ts'

function refuseAmbiguous(reference: Reference): void {
  if (familiarName(reference) === 'sha256')
    throw new EngineError('invalid', 'refusing to create an ambiguous tag using digest algorithm as name')
}

/** The name, with a tag, that an image yet to be made shall have. Throws `invalid`; for a digest with the text of `noDigest`. */
export function tagName(text: string, noDigest: string): string {
  const reference = withDefaultTag(parseReference(text))
  if (reference.digest !== undefined) throw new EngineError('invalid', noDigest)
  refuseAmbiguous(reference)
  return familiarString(reference)
}

/** Gives an image a name with a tag. Throws `invalid` for a name that reads as a digest. */
export function tagImage(daemon: Daemon, id: ImageID, name: string): void {
  refuseAmbiguous(parseReference(name))
  daemon.references.set(name, id)
  daemon.images.markTagged(id, daemon.host.kernel.now())
  logImage(daemon, 'tag', id, name)
}
