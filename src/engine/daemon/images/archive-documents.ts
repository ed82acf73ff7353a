import { EngineError } from '../../base/errors.ts'
import { readFirstJson } from '../../base/json-read.ts'
import { list, map, shaped, struct, text, whole } from '../../base/json-shape.ts'
import { decode } from '../../base/text.ts'
import { PLATFORM } from '../../oci/config-shape.ts'

/** One image of an archive, as its manifest.json tells it. */
export interface ManifestItem {
  readonly Config: string
  readonly RepoTags: readonly string[]
  readonly Layers: readonly string[]
  readonly Parent: string
}

const MANIFEST = list(
  struct('tarexport.manifestItem', {
    Config: text(),
    RepoTags: list(text()),
    Layers: list(text()),
    Parent: text('image.ID'),
    LayerSources: map(
      struct('distribution.Descriptor', {
        mediaType: text(),
        size: whole('int64'),
        digest: text('digest.Digest'),
        urls: list(text()),
        annotations: map(text()),
        platform: PLATFORM,
      }),
      'map[layer.DiffID]distribution.Descriptor',
    ),
  }),
)

/** Reads manifest.json. Throws with Go's text where it is none. */
export function parseManifestItems(bytes: Uint8Array): ManifestItem[] {
  const items = shaped(readFirstJson(decode(bytes)), MANIFEST, '') as Partial<ManifestItem>[] | undefined
  if (!items) throw new EngineError('internal', 'invalid manifest, manifest cannot be null (but can be [])')
  return items.map(({ Config = '', RepoTags = [], Layers = [], Parent = '' }) => ({
    Config,
    RepoTags,
    Layers,
    Parent,
  }))
}

const REPOSITORIES = map(map(text()), 'map[string]map[string]string')

/** Reads `repositories` of an old archive: name → tag → ID of the image. */
export const parseRepositories = (bytes: Uint8Array): Record<string, Record<string, string> | undefined> =>
  (shaped(readFirstJson(decode(bytes)), REPOSITORIES, '') ?? {}) as Record<
    string,
    Record<string, string> | undefined
  >
