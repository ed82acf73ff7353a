import type { Body } from '../../base/body.ts'
import { bytesOf } from '../../base/body.ts'
import { EngineError } from '../../base/errors.ts'
import { dialError, NetworkError, REASONS } from '../../base/http.ts'
import { decode } from '../../base/text.ts'
import { rfc3339Nano } from '../../base/time.ts'
import type { Channel } from '../../kernel/waiting.ts'
import { configBytes } from '../../oci/config.ts'
import type { ImageConfig, Platform } from '../../oci/types.ts'
import type { ProgressMessage } from '../api.ts'
import { applyChanges } from '../changes/apply.ts'
import type { Daemon } from '../daemon.ts'
import { logImage } from './event.ts'
import { Loading } from './loading.ts'
import { tagImage, tagName } from './tag.ts'

export interface ImportOptions {
  /** `-`: the archive comes with the request; else where it is fetched from. */
  readonly source: string
  /** Name of the image; none where it is empty. */
  readonly repo: string
  readonly message: string
  /** Instructions of a Dockerfile. */
  readonly changes: readonly string[]
  readonly platform: Platform
}

/** `docker import` (moby, ImportImage): a root file system as an image of one layer. */
export async function importImage(
  daemon: Daemon,
  options: ImportOptions,
  archive: Body | undefined,
  out: Channel<ProgressMessage>,
): Promise<void> {
  const name = options.repo === '' ? undefined : tagName(options.repo, 'cannot import digest reference')
  const { source, message, platform } = options
  const tar = source === '-' ? archive! : await fetched(daemon, source, out)
  if (platform.os !== 'linux') throw new EngineError('invalid', 'operating system is not supported')
  const config = applyChanges({}, options.changes)
  const loading = new Loading(daemon, out)
  try {
    const { layer } = await loading.layer(tar, undefined, 0)
    const created = rfc3339Nano(daemon.host.kernel.now())
    const comment = message || `Imported from ${source}`
    const document: ImageConfig = {
      architecture: platform.architecture,
      os: platform.os,
      ...(platform.variant && { variant: platform.variant }),
      comment,
      config,
      container_config: {},
      created,
      docker_version: daemon.host.build.version,
      history: [{ created, comment }],
      rootfs: { type: 'layers', diff_ids: [layer.diffID] },
    }
    loading.checkCaller()
    const { chainID } = daemon.layers.register(layer, undefined)
    const { image, added } = daemon.images.add(configBytes(document, 'moby'))
    if (added) daemon.layers.retain(chainID)
    if (name !== undefined) tagImage(daemon, image.id, name)
    logImage(daemon, 'import', image.id, image.id)
    out.push({ status: image.id })
  } finally {
    loading.finish()
  }
}

/** The daemon gets an archive itself: from services of the simulated network. */
async function fetched(daemon: Daemon, source: string, out: Channel<ProgressMessage>): Promise<Body> {
  const match = /^(?:(\w+):\/\/)?([^/?#]*)([^#]*)/.exec(source)!
  const [, scheme = 'http', authority = '', path = ''] = match
  const url = `${scheme}://${authority}${path}`
  const tls = scheme === 'https'
  const [host = '', port] = authority.split(':')
  const { kernel, registries } = daemon.host
  try {
    const service = registries.network.reach({ host, port: Number(port ?? (tls ? 443 : 80)), tls }, true)
    const { status, body } = await service(
      { method: 'GET', target: path.startsWith('/') ? path : `/${path}`, headers: [['Host', authority]] },
      kernel.now(),
    )
    if (status >= 400)
      throw new EngineError(
        'internal',
        `failed to GET ${url} with status ${status} ${REASONS[status] ?? ''}: ${decode(bytesOf(body)).trim()}`,
      )
    out.push({ status: `Downloading from ${url}` })
    return body
  } catch (error) {
    if (!(error instanceof NetworkError)) throw error
    throw new EngineError('internal', `Get ${JSON.stringify(url)}: ${dialError(error)}`)
  }
}
