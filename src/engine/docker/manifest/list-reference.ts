import type { Reference } from '../../base/reference.ts'
import { ClientError } from '../cli/errors.ts'
import { manifestReference } from './image-manifest.ts'

/** Reads a name; what is wrong with it is told behind `what` and the name. */
export function listReference(text: string, what: string): Reference {
  try {
    return manifestReference(text)
  } catch (error) {
    if (!(error instanceof ClientError)) throw error
    throw new ClientError(`${what} ${text}: ${error.message}`)
  }
}
