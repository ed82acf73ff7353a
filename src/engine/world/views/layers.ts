import { shortID } from '../../base/digest.ts'
import { containerChanges, explainPath, writableSize } from '../../daemon/containers/changes.ts'
import { imageName } from '../../daemon/containers/summary.ts'
import type { Daemon } from '../../daemon/daemon.ts'
import { imageSize, namesOf } from '../../daemon/images/inspect.ts'
import { historyWithLayers } from '../../oci/config.ts'
import type { StoredImage } from '../../store/images.ts'
import type { StoredLayer } from '../../store/layers.ts'
import type {
  ContainerView,
  ImageView,
  LayerPath,
  LayersView,
  LayerView,
  MergedOf,
  OriginView,
} from './types.ts'

const MAX_PATHS = 200
const KINDS = ['changed', 'added', 'deleted'] as const

/** What determines the views: a difference in one of these means that something changed. */
export function viewSources(daemon: Daemon): unknown[] {
  return [
    daemon.images.state,
    daemon.layers.state,
    daemon.references.state,
    ...daemon.containers.all().flatMap((container) => {
      const { id, name, imageID, state } = container
      return [id, name, imageID, state.Status, daemon.runtime.get(id)?.rootfs.upper.tree ?? container.upper]
    }),
  ]
}

/** Images, layers and containers as the views draw them. */
export function layersView(daemon: Daemon): LayersView {
  const images = daemon.images.all().map((image) => imageView(daemon, image))
  const steps = stepsOf(images)
  return {
    images,
    layers: [...daemon.layers.state.values()].map((layer) => layerView(daemon, layer, steps)),
    containers: daemon.containers.all().map(
      (container): ContainerView => ({
        id: container.id,
        name: container.name,
        image: container.imageID,
        imageName: imageName(daemon, container).replace(/^sha256:.*/, shortID),
        running: container.state.Running,
        size: writableSize(daemon, container),
        changes: containerChanges(daemon, container).map(({ Kind, Path }) => ({
          kind: KINDS[Kind],
          path: Path,
        })),
      }),
    ),
  }
}

/** Views of images that do not change are made once; their names may. */
const drawn = new WeakMap<StoredImage, { readonly names: readonly string[]; readonly view: ImageView }>()

function imageView(daemon: Daemon, image: StoredImage): ImageView {
  const names = daemon.references.of(image.id)
  const known = drawn.get(image)
  if (known?.names === names) return known.view
  const stack = daemon.layers.stack(image.chainID)
  let next = 0
  const view: ImageView = {
    id: image.id,
    tags: namesOf(daemon, image).tags,
    size: imageSize(daemon, image),
    layers: stack.map((layer) => layer.chainID),
    history: historyWithLayers(image.config).map(({ row, diffID }) => {
      const layer = diffID === undefined ? undefined : stack[next++]?.chainID
      return { createdBy: row.created_by ?? '', ...(layer && { layer }) }
    }),
  }
  drawn.set(image, { names, view })
  return view
}

/** The step that made each layer, by the first image that has it. */
function stepsOf(images: readonly ImageView[]): Map<string, string> {
  const steps = new Map<string, string>()
  for (const { history } of images)
    for (const { layer, createdBy } of history)
      if (layer !== undefined && !steps.has(layer)) steps.set(layer, createdBy)
  return steps
}

/** Views of layers that do not change are made once. */
const made = new WeakMap<StoredLayer['layer'], Omit<LayerView, 'chainID' | 'blobDigest' | 'createdBy'>>()

function layerView(
  daemon: Daemon,
  { chainID, layer }: StoredLayer,
  steps: ReadonlyMap<string, string>,
): LayerView {
  let view = made.get(layer)
  if (!view) {
    const entries = [...layer.entries()]
    view = {
      diffID: layer.diffID,
      size: layer.size,
      entries: entries.length,
      paths: entries.slice(0, MAX_PATHS).map(
        (entry): LayerPath => ({
          path: `/${entry.path}`,
          kind:
            entry.kind === 'hardlink'
              ? 'file'
              : entry.kind === 'opaque'
                ? 'whiteout'
                : entry.kind === 'device' || entry.kind === 'fifo'
                  ? 'other'
                  : entry.kind,
          size: entry.kind === 'file' ? entry.body.size : 0,
        }),
      ),
    }
    made.set(layer, view)
  }
  const blobDigest = daemon.distribution.sources(layer.diffID).at(-1)?.Digest
  return { ...view, chainID, createdBy: steps.get(chainID) ?? '', ...(blobDigest && { blobDigest }) }
}

const EFFECTS = { supplies: 'supplies', merged: 'merges', hides: 'hides', hidden: 'hidden' } as const

/** What each layer says about a path of an image or a container. */
export function explainView(daemon: Daemon, over: MergedOf, path: string): OriginView[] {
  const container = over.kind === 'container' ? daemon.containers.get(over.id) : undefined
  const image = daemon.images.all().find(({ id }) => id === (container?.imageID ?? over.id))
  const of = container ? { container } : image ? { image } : undefined
  if (!of) return []
  const stack = daemon.layers.stack(container ? container.chainID : image?.chainID)
  return explainPath(daemon, of, path).map(({ Index, Role }) => ({
    layer: Index < 0 ? 'upper' : (stack[Index]?.chainID ?? 'init'),
    effect: EFFECTS[Role],
  }))
}
