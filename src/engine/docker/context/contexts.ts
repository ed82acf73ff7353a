import { FsError } from '../../base/errors.ts'
import type { ClientContext } from '../cli/command.ts'
import { type ContextMeta, loadContext } from '../cli/context-store.ts'
import { contextNotFound, DEFAULT_CONTEXT, DEFAULT_HOST } from '../cli/endpoint.ts'
import { ClientError, goErrno, notSimulated } from '../cli/errors.ts'
import { quote } from '../go/quote.ts'

const NAME = /^[a-zA-Z0-9][a-zA-Z0-9_.+-]+$/
export const DEFAULT_DESCRIPTION = 'Current DOCKER_HOST based configuration'

/** Throws for a name that no context may have. */
export function checkContextName(name: string): void {
  if (name === '') throw new ClientError('context name cannot be empty')
  if (name === DEFAULT_CONTEXT) throw new ClientError('"default" is a reserved context name')
  if (!NAME.test(name))
    throw new ClientError(
      `context name ${quote(name)} is invalid, names are validated against regexp "^[a-zA-Z0-9][a-zA-Z0-9_.+-]+$"`,
    )
}

/** Throws for a name that no new context may have. */
export function checkNewName({ process, configDir }: ClientContext, name: string): void {
  checkContextName(name)
  if (loadContext(process, configDir, name)) throw new ClientError(`context ${quote(name)} already exists`)
}

/** Where the default context leads. */
export const contextHost = ({ process }: ClientContext): string =>
  process.env.get('DOCKER_HOST') || DEFAULT_HOST

const defaultContext = (context: ClientContext): ContextMeta => ({
  Name: DEFAULT_CONTEXT,
  Metadata: {},
  Endpoints: { docker: { Host: contextHost(context), SkipTLSVerify: false } },
})

/** Throws where there is no context of that name. */
export function findContext(context: ClientContext, name: string): ContextMeta {
  if (name === DEFAULT_CONTEXT) return defaultContext(context)
  const { process, configDir } = context
  const found = loadContext(process, configDir, name)
  if (!found) throw new ClientError(contextNotFound(configDir, name))
  return found
}

const KEYS = ['from', 'host', 'ca', 'cert', 'key', 'skip-tls-verify']

/** What `--docker` asks for (docker/cli, command/context/options.go, getDockerEndpoint). */
export function endpointOf(
  context: ClientContext,
  given: Readonly<Record<string, string>>,
): NonNullable<ContextMeta['Endpoints']['docker']> {
  const fail = (why: string): never => {
    throw new ClientError(`unable to create docker endpoint config: ${why}`)
  }
  const unknown = Object.keys(given).find((key) => !KEYS.includes(key))
  if (unknown !== undefined) fail(`unrecognized config key: ${unknown}`)
  if (given.from !== undefined) {
    const { docker } = findContext(context, given.from).Endpoints
    return docker ?? fail(`unable to get endpoint from context ${quote(given.from)}`)
  }
  const files = [given.ca, given.cert, given.key].filter((path) => path !== undefined)
  for (const path of files)
    try {
      context.process.stat(path)
    } catch (error) {
      if (!(error instanceof FsError)) throw error
      fail(`open ${path}: ${goErrno(error)}`)
    }
  if (files.length > 0) throw notSimulated(context)
  const skip = given['skip-tls-verify'] ?? ''
  if (!/^(1|t|true|0|f|false)?$/i.test(skip)) fail(`skip-tls-verify: parsing ${quote(skip)}: invalid syntax`)
  const host = given.host ?? ''
  if (host !== '' && !/^[^:]*:\/\/./.test(host))
    fail(`unable to apply docker endpoint options: unable to parse docker host \`${host}\``)
  return { ...(host && { Host: host }), SkipTLSVerify: /^(1|t)/i.test(skip) }
}
