import { EngineError } from '../../base/errors.ts'
import { parseReference, type Reference } from '../../base/reference.ts'
import { ClientError } from './errors.ts'

/** Reads an image name given on the command line. What is wrong with it the client says itself, without the daemon. */
export function referenceArgument(text: string): Reference {
  try {
    return parseReference(text)
  } catch (error) {
    if (!(error instanceof EngineError)) throw error
    throw new ClientError(error.message)
  }
}
