import type { ClientContext } from '../cli/command.ts'
import { ClientError } from '../cli/errors.ts'
import { bool, string } from '../cli/values.ts'

/** Flags that every command of buildx has. */
export const common = {
  builder: { builder: string('Override the configured builder instance') },
  debug: { debug: bool('Enable debug logging', { short: 'D' }) },
}

/** The one builder there is: the daemon's own. Throws `ClientError` for another. */
export function checkBuilder({ process }: ClientContext, given: string): void {
  const name = given || (process.env.get('BUILDX_BUILDER') ?? '')
  if (name !== '' && name !== 'default') throw new ClientError(`no builder ${JSON.stringify(name)} found`)
}
