import type { ClientContext } from '../cli/command.ts'
import { contextNotFound, DEFAULT_CONTEXT, DEFAULT_HOST } from '../cli/endpoint.ts'
import { ClientError } from '../cli/errors.ts'
import { quote } from '../go/quote.ts'

const NAME = /^[a-zA-Z0-9][a-zA-Z0-9_.+-]+$/

/** Throws for a name that no context may have. */
export function checkContextName(name: string): void {
  if (name === '') throw new ClientError('context name cannot be empty')
  if (name === DEFAULT_CONTEXT) throw new ClientError('"default" is a reserved context name')
  if (!NAME.test(name))
    throw new ClientError(
      `context name ${quote(name)} is invalid, names are validated against regexp "^[a-zA-Z0-9][a-zA-Z0-9_.+-]+$"`,
    )
}

/** Throws where there is no context of that name. */
export function findContext({ configDir }: ClientContext, name: string): void {
  if (name === DEFAULT_CONTEXT) return
  throw new ClientError(contextNotFound(configDir, name))
}

/** Where the default context leads. */
export const contextHost = ({ process }: ClientContext): string =>
  process.env.get('DOCKER_HOST') || DEFAULT_HOST
