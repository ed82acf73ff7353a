import { EngineError } from '../../base/errors.ts'
import { familiarName, familiarString, isTag, parseReference, withDefaultTag } from '../../base/reference.ts'
import type { Channel } from '../../kernel/waiting.ts'
import { DAEMON_OS, parsePlatform } from '../../oci/platform.ts'
import type { ProgressMessage, Stream } from '../api.ts'
import { logImage } from '../images/event.ts'
import { imageHistory } from '../images/history.ts'
import { importImage } from '../images/import.ts'
import { inspectImage } from '../images/inspect.ts'
import { listImages } from '../images/list.ts'
import { loadImages } from '../images/load.ts'
import { getImage } from '../images/lookup.ts'
import { pruneImages } from '../images/prune.ts'
import { pullImages } from '../images/pull.ts'
import { removeImage } from '../images/remove.ts'
import { saveImages } from '../images/save.ts'
import { tagImage } from '../images/tag.ts'
import type { RouteContext, Routes } from '../router.ts'
import { value } from './value.ts'

/**
 * Runs `work` as a task of the daemon and hands its messages out as they come. A failure is the answer to the request
 * as long as nothing was told, a message of the stream after that (`always`: from the start). `out` is closed when the
 * caller is gone.
 */
export async function streamed(
  { daemon, caller }: RouteContext,
  work: (out: Channel<ProgressMessage>) => Promise<void>,
  failures: 'first' | 'always' = 'first',
): Promise<Stream<ProgressMessage>> {
  const { kernel, process } = daemon.host
  const out = kernel.channel<ProgressMessage>(4096)
  const forget = caller.onGone(() => out.close())
  kernel.task(process, async () => {
    try {
      await work(out)
      out.close()
    } catch (error) {
      if (!(error instanceof EngineError && (out.used || failures === 'always'))) out.fail(error)
      else {
        out.push({ error: error.message, errorDetail: { message: error.message } })
        out.close()
      }
    }
    forget()
  })
  return { kind: 'stream', next: () => out.receive(), close: () => out.close() }
}

export const imageRoutes: Routes<
  | 'GET /images/json'
  | 'POST /images/create'
  | 'GET /images/{name}/json'
  | 'GET /images/{name}/history'
  | 'POST /images/{name}/tag'
  | 'DELETE /images/{name}'
  | 'GET /images/get'
  | 'GET /images/{name}/get'
  | 'POST /images/load'
  | 'POST /images/prune'
> = {
  'GET /images/json': ({ daemon }, { query }) => value(listImages(daemon, query)),

  'POST /images/create': (context, { query, auth, body }) => {
    const { daemon } = context
    const own = { os: 'linux', architecture: daemon.host.architecture }
    const platform = query.platform ? parsePlatform(query.platform, own, DAEMON_OS) : own
    const { fromImage = '', fromSrc: source = '', repo = '', message = '', changes = [] } = query
    if (fromImage === '')
      return streamed(context, (out) =>
        importImage(daemon, { source, repo, message, changes, platform }, body, out),
      )
    const name =
      query.tag === undefined ? fromImage : `${fromImage}${query.tag.includes(':') ? '@' : ':'}${query.tag}`
    const reference = parseReference(name)
    return streamed(context, async (out) => {
      await pullImages(daemon, reference, { platform, auth }, out)
      logImage(daemon, 'pull', familiarString(reference), familiarName(reference))
    })
  },

  'GET /images/{name}/json': ({ daemon }, { params, query }) =>
    value(inspectImage(daemon, getImage(daemon, params.name, query?.platform))),

  'GET /images/{name}/history': ({ daemon }, { params, query }) =>
    value(imageHistory(daemon, getImage(daemon, params.name, query?.platform))),

  'POST /images/{name}/tag': ({ daemon }, { params, query }) => {
    const image = getImage(daemon, params.name)
    if (query.repo === '') return value(null)
    const reference = parseReference(query.repo)
    if (query.tag !== '' && !isTag(query.tag)) throw new EngineError('invalid', 'invalid tag format')
    const { digest: _digest, ...bare } = reference
    const name = familiarString(withDefaultTag(query.tag === '' ? bare : { ...bare, tag: query.tag }))
    tagImage(daemon, image.id, name)
    return value(null)
  },

  'DELETE /images/{name}': ({ daemon }, { params, query }) => {
    const { platforms = [] } = query
    if (platforms.length > 1) throw new EngineError('invalid', 'multiple platforms are not supported')
    for (const platform of platforms) getImage(daemon, params.name, platform)
    return value(removeImage(daemon, params.name, { force: query.force ?? false, prune: !query.noprune }))
  },

  'POST /images/prune': ({ daemon }, { query }) => value(pruneImages(daemon, query.filters ?? {})),

  'GET /images/get': ({ daemon }, { query }) => value(saveImages(daemon, query.names, query.platform)),

  'GET /images/{name}/get': ({ daemon }, { params, query }) =>
    value(saveImages(daemon, [params.name], query.platform)),

  'POST /images/load': (context, { body, query }) => {
    const { quiet = false, platform } = query
    const options = { quiet, ...(platform && { platform }) }
    return streamed(context, (out) => loadImages(context.daemon, body, options, out), 'always')
  },
}
