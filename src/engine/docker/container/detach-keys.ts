import { detachBytes, UnknownKey } from '../../base/detach-keys.ts'
import { ClientError } from '../cli/errors.ts'

/**
 * The keys that a flag names. Of what it cannot read the daemon says so, before it attaches; over a connection that is
 * then upgraded nothing comes through but the status.
 */
export function parseDetachKeys(
  text: string,
  refused: () => Error = () => new ClientError('unable to upgrade to tcp, received 400'),
): readonly number[] {
  try {
    return detachBytes(text)
  } catch (error) {
    if (!(error instanceof UnknownKey)) throw error
    throw refused()
  }
}
