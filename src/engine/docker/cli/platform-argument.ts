import { EngineError } from '../../base/errors.ts'
import { parsePlatform } from '../../oci/platform.ts'
import type { Platform } from '../../oci/types.ts'
import type { ClientContext } from './command.ts'
import { ClientError } from './errors.ts'

/** Reads `--platform`. What is wrong with it the client says itself, behind `prefix`. */
export function platformArgument(text: string, prefix = ''): Platform {
  try {
    return parsePlatform(text, { os: 'linux', architecture: 'amd64' })
  } catch (error) {
    if (!(error instanceof EngineError)) throw error
    throw new ClientError(prefix + error.message)
  }
}

/** `--platform` of a command that reads `DOCKER_DEFAULT_PLATFORM` where the flag is not given. */
export const platformFlag = ({ process, changed }: ClientContext, given: string): string =>
  changed('platform') ? given : (process.env.get('DOCKER_DEFAULT_PLATFORM') ?? '')
