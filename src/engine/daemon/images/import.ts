import type { Body } from '../../base/body.ts'
import { EngineError } from '../../base/errors.ts'
import { rfc3339Nano } from '../../base/time.ts'
import type { Channel } from '../../kernel/waiting.ts'
import { configBytes } from '../../oci/config.ts'
import type { ImageConfig, Platform } from '../../oci/types.ts'
import type { ProgressMessage } from '../api.ts'
import { applyChanges } from '../changes/apply.ts'
import type { Daemon } from '../daemon.ts'
import { download } from './download.ts'
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

/** The daemon gets an archive itself. */
async function fetched(daemon: Daemon, source: string, out: Channel<ProgressMessage>): Promise<Body> {
  const { url, response } = await download(daemon, source)
  out.push({ status: `Downloading from ${url}` })
  return response.body
}
