import type { ChainID, DiffID } from '../../base/digest.ts'
import { EngineError } from '../../base/errors.ts'
import { readJson } from '../../base/json-read.ts'
import { shaped } from '../../base/json-shape.ts'
import { isTag, parseReference, type Reference } from '../../base/reference.ts'
import { decode } from '../../base/text.ts'
import { imageIDOf, parseConfig } from '../../oci/config.ts'
import { V1_IMAGE } from '../../oci/config-shape.ts'
import type { History } from '../../oci/types.ts'
import { configOfV1, historyOfV1 } from '../../oci/v1-config.ts'
import type { ArchiveDirectory } from './archive-directory.ts'
import { parseRepositories } from './archive-documents.ts'
import type { ReadyImage } from './load.ts'
import type { Loading, Ready } from './loading.ts'

const failure = (text: string): EngineError => new EngineError('internal', text)

interface V1Image {
  readonly os?: string
  readonly parent?: string
}

/** An image under way, with what its children stand on. */
interface Loaded extends Omit<ReadyImage, 'tags'> {
  readonly tags: Reference[]
  readonly diffIDs: readonly DiffID[]
  readonly history: readonly History[]
}

/**
 * The images of an archive of Docker before 1.10 (moby, `legacyLoad`): a directory an image with `json` and `layer.tar`,
 * and `repositories` with the names.
 */
export async function readLegacyImages(
  directory: ArchiveDirectory,
  loading: Loading,
  quiet: boolean,
): Promise<ReadyImage[]> {
  const loaded = new Map<string, Loaded>()
  const load = async (id: string, path: readonly string[]): Promise<Loaded> => {
    const known = loaded.get(id)
    if (known) return known
    if (path.includes(id)) throw failure(`${id}: an image that is its own parent is not simulated by Strata`)
    const bytes = directory.document(`${id}/json`)
    const { os = '', parent = '' } = (shaped(readJson(decode(bytes)), V1_IMAGE, '') ?? {}) as V1Image
    if (os !== '' && os.toLowerCase() !== 'linux') throw failure(`cannot load ${os} image on linux`)
    const below = parent === '' ? undefined : await load(parent, [...path, id])
    const layers: Ready[] = [...(below?.layers ?? [])]
    const top: ChainID | undefined = layers.at(-1)?.chainID
    const file = directory.open(`${id}/layer.tar`)
    const told: ReadyImage['told'] = []
    if (!quiet)
      await loading.progress(id, file.size, (message) => void (told as (typeof message)[]).push(message))
    const ready = await loading.layer(file, top, layers.length)
    const diffIDs = [...(below?.diffIDs ?? []), ready.layer.diffID]
    const history = [...(below?.history ?? []), historyOfV1(bytes)]
    const config = configOfV1(bytes, diffIDs, history)
    const made: Loaded = {
      bytes: config,
      id: imageIDOf(config),
      config: parseConfig(config),
      layers: [...layers, ready],
      tags: [],
      parent: below?.id ?? '',
      told,
      diffIDs,
      history,
    }
    loaded.set(id, made)
    return made
  }
  for (const name of directory.directories()) await load(name, [])
  for (const [name, tags] of Object.entries(parseRepositories(directory.document('repositories'))))
    for (const [tag, id] of Object.entries(tags ?? {})) {
      const image = loaded.get(id)
      if (!image) throw failure(`invalid target ID: ${id}`)
      const reference = parseReference(name)
      if (!isTag(tag)) throw failure('invalid tag format')
      image.tags.push({ ...reference, tag })
    }
  return [...loaded.values()]
}
