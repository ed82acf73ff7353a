import { EngineError } from '../../base/errors.ts'
import { familiarName, familiarString, isTag, parseReference, type Reference } from '../../base/reference.ts'
import { formatPlatform, normalizePlatform, platformMatches } from '../../oci/platform.ts'
import type { Platform } from '../../oci/types.ts'
import { RegistryError } from '../../registry/faults.ts'
import type { AuthConfig } from '../api.ts'
import type { Daemon } from '../daemon.ts'
import { logImage } from '../images/event.ts'
import { getImage } from '../images/lookup.ts'
import { pushImages } from '../images/push.ts'
import { grantFor, wrongCredentials } from '../images/registry-words.ts'
import { inspectRemote } from '../images/remote-inspect.ts'
import { searchImages } from '../images/search.ts'
import type { Routes } from '../router.ts'
import { streamed } from './images.ts'
import { value } from './value.ts'

const INDEX_SERVER = 'https://index.docker.io/v1/'

/** A server as one logs in to it: a URL's host, or the text up to the first slash. */
const hostOf = (server: string): string => server.replace(/^https?:\/\//, '').split('/')[0]!

/** Checks credentials with the registry (moby, registry/service.go, Auth). */
function login(daemon: Daemon, auth: AuthConfig): { Status: string; IdentityToken: string } {
  const registry = daemon.host.registries.lookup(hostOf(auth.serveraddress || INDEX_SERVER))
  try {
    const grant = grantFor(registry, auth)
    const { access } = registry
    const remembers = access.accounts?.identityTokens && grant.user !== undefined
    return { Status: 'Login Succeeded', IdentityToken: remembers ? access.issue(grant) : '' }
  } catch (error) {
    if (!(error instanceof RegistryError)) throw error
    throw wrongCredentials(`Get "${registry.endpoint}/v2/"`, error)
  }
}

/** Whether the image is of the platform that is to be pushed. */
function checkPlatform(daemon: Daemon, ref: Reference, text: string): void {
  const wanted = normalizePlatform(JSON.parse(text) as Platform)
  const { architecture, os, variant } = getImage(daemon, familiarString(ref)).config
  const own: Platform = { architecture, os, ...(variant && { variant }) }
  if (platformMatches(wanted, own)) return
  throw new EngineError(
    'not-found',
    `image with reference ${familiarString(ref)} was found but its platform (${formatPlatform(own)}) does not match the specified platform (${formatPlatform(wanted)})`,
  )
}

export const registryRoutes: Routes<
  'POST /auth' | 'POST /images/{name}/push' | 'GET /images/search' | 'GET /distribution/{name}/json'
> = {
  'POST /auth': ({ daemon }, { body }) => value(login(daemon, body)),

  'POST /images/{name}/push': (context, { params, query, auth }) => {
    const { daemon } = context
    const { tag, platform } = query
    const named = parseReference(params.name)
    if (tag && !isTag(tag)) throw new EngineError('invalid', 'invalid tag format')
    const ref = tag ? { domain: named.domain, path: named.path, tag } : named
    if (platform) checkPlatform(daemon, ref, platform)
    return streamed(context, async (out) => {
      await pushImages(daemon, ref, auth, out)
      logImage(daemon, 'push', familiarString(ref), familiarName(ref))
    })
  },

  'GET /images/search': async ({ daemon }, { query }) =>
    value(await searchImages(daemon.host.registries, query)),

  'GET /distribution/{name}/json': async ({ daemon }, { params, auth }) =>
    value(await inspectRemote(daemon.host.registries, parseReference(params.name), auth)),
}
