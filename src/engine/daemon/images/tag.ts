import type { ImageID } from '../../base/digest.ts'
import { EngineError } from '../../base/errors.ts'
import { familiarName, parseReference } from '../../base/reference.ts'
import type { Daemon } from '../daemon.ts'
import { logImage } from './event.ts'

/** Gives an image a name with a tag. Throws `invalid` for a name that reads as a digest. */
export function tagImage(daemon: Daemon, id: ImageID, name: string): void {
  if (familiarName(parseReference(name)) === 'sha256')
    throw new EngineError('invalid', 'refusing to create an ambiguous tag using digest algorithm as name')
  daemon.references.set(name, id)
  daemon.images.markTagged(id, daemon.host.kernel.now())
  logImage(daemon, 'tag', id, name)
}
