import type { ImageID } from '../../../base/digest.ts'
import { EngineError } from '../../../base/errors.ts'
import { parseReference } from '../../../base/reference.ts'
import { MILLISECOND, rfc3339Nano } from '../../../base/time.ts'
import { configBytes } from '../../../oci/config.ts'
import type { History, ImageConfig } from '../../../oci/types.ts'
import type { Daemon } from '../../daemon.ts'
import { logImage } from '../../images/event.ts'
import { tagImage, tagName } from '../../images/tag.ts'
import { chainOf, type Snapshot, store } from '../cache/snapshot.ts'
import type { ImageDraft } from '../frontend/stage-state.ts'
import type { Progress } from '../solver/progress.ts'
import { wholeName } from '../solver/resolve-image.ts'

/** What writing one new layer takes. */
const LAYER_COST = 6 * MILLISECOND
/** The most that all of them cost: a page waits for it. */
const LAYERS_COST = 60 * MILLISECOND

/** Writes an image into the image store and names it (moby, builder-next/exporter/mobyexporter). */
export async function exportImage(
  daemon: Daemon,
  progress: Progress,
  snapshot: Snapshot | undefined,
  draft: ImageDraft,
  {
    names,
    epoch,
  }: {
    readonly names: readonly string[]
    readonly epoch: bigint | undefined
  },
): Promise<ImageID> {
  const { scheduler } = daemon.host.kernel
  const step = progress.step('exporting to image')
  progress.announce([step])
  const end = progress.start(step)
  if (snapshot) {
    const tell = progress.status(step, 'exporting layers')
    const added = store(daemon.layers, snapshot)
    await scheduler.sleep(Math.min(added * LAYER_COST, LAYERS_COST))
    tell(true)
  }
  const bytes = configBytes(documentOf(draft, snapshot, epoch), 'buildkit')
  const { image, added } = daemon.images.add(bytes)
  if (added && image.chainID !== undefined) daemon.layers.retain(image.chainID)
  progress.status(step, `writing image ${image.id}`)(true)
  for (const name of names) {
    progress.status(step, `naming to ${wholeName(parseReference(name))}`)(true)
    if (parseReference(name).digest !== undefined) {
      const message = 'refusing to create a tag with a digest reference'
      end({ error: message })
      throw new EngineError('invalid', message)
    }
    tagImage(daemon, image.id, tagName(name, ''))
  }
  logImage(daemon, 'create', image.id, image.id)
  end()
  return image.id
}

/** The config: rows of the history get the times of their layers (BuildKit, exporter/containerimage, normalizeLayersAndHistory). */
export function documentOf(
  draft: ImageDraft,
  snapshot: Snapshot | undefined,
  epoch: bigint | undefined,
): ImageConfig {
  const chain = chainOf(snapshot)
  const rows = timed(draft.history, chain, epoch)
  const { architecture, os, variant } = draft.platform
  const created = rows.at(-1)?.created ?? (epoch === undefined ? undefined : rfc3339Nano(epoch))
  return {
    architecture,
    os,
    ...(variant && { variant }),
    ...(draft.author && { author: draft.author }),
    config: draft.config,
    ...(created && { created }),
    history: rows,
    rootfs: { type: 'layers', diff_ids: chain.map(({ stored }) => stored!.layer.diffID) },
  }
}

function timed(
  history: readonly History[],
  chain: readonly Snapshot[],
  epoch: bigint | undefined,
): History[] {
  let layer = 0
  const rows = history.map((row) => {
    if (row.empty_layer) return row
    const made = chain[layer++]
    if (row.created !== undefined || !made) return row
    return { ...row, created: rfc3339Nano(epoch ?? made.created) }
  })
  const first = rows.findIndex(({ created }) => created === undefined)
  if (first < 0) return rows
  // The first time behind the first row without one; else the last before it.
  const known =
    rows.slice(first).find(({ created }) => created !== undefined) ??
    rows.slice(0, first).findLast(({ created }) => created !== undefined)
  let time = epoch === undefined ? known?.created : rfc3339Nano(epoch)
  let open = false
  return rows.map((row) => {
    if (row.created !== undefined) {
      if (open) time = row.created
      return row
    }
    open = true
    return time === undefined ? row : { ...row, created: time }
  })
}
