import type { LayerPath, WorldViews } from '../engine/world.ts'
import type { ExplainQuery, Origin } from './protocol.ts'

type Say = LayerPath['kind'] | undefined

interface Sheet {
  readonly layer: string
  readonly say: (path: string) => Say
}

/**
 * Which layers have a path, topmost first, and what each does to it: the lookup of overlayfs (kernel
 * Documentation/filesystems/overlayfs.rst) over the views' paths. Nothing for an image or container that is gone.
 */
export function explain(views: WorldViews, query: ExplainQuery): Origin[] {
  const origins: Origin[] = []
  let hidden = false
  let merging = false
  for (const { layer, say } of sheets(views, query)) {
    const kind = say(query.path)
    const cut = ancestors(query.path).some((path) => {
      const above = say(path)
      return above !== undefined && above !== 'directory'
    })
    if (kind !== undefined) origins.push({ layer, effect: effectOf(kind, hidden, merging) })
    else if (cut && !hidden) origins.push({ layer, effect: 'hides' })
    if (kind === 'directory') merging = true
    hidden ||= cut || (kind !== undefined && kind !== 'directory')
  }
  return origins
}

function effectOf(kind: LayerPath['kind'], hidden: boolean, merging: boolean): Origin['effect'] {
  if (hidden || (merging && kind !== 'directory' && kind !== 'whiteout')) return 'hidden'
  if (kind === 'whiteout') return 'hides'
  return merging ? 'merges' : 'supplies'
}

/** What a layer says of a path, layer by layer from the top. */
function sheets(views: WorldViews, { over }: ExplainQuery): Sheet[] {
  const { images, layers, containers } = views.layers
  const container = over.kind === 'container' ? containers.find((c) => c.id === over.id) : undefined
  const imageID = container?.image ?? over.id
  const image = images.find((i) => i.id === imageID)
  if (!image) return []
  const below = [...image.layers].reverse().map((chainID): Sheet => {
    const kinds = new Map(
      layers.find((l) => l.chainID === chainID)?.paths.map((p) => [clean(p.path), p.kind]),
    )
    return { layer: chainID, say: (path) => kinds.get(path) }
  })
  if (!container) return below
  const changes = new Map(container.changes.map((c) => [clean(c.path), c.kind]))
  const isParent = (path: string) => container.changes.some((c) => clean(c.path).startsWith(`${path}/`))
  const upper: Sheet = {
    layer: 'upper',
    say: (path) => {
      const change = changes.get(path)
      if (change === 'deleted') return 'whiteout'
      if (isParent(path)) return 'directory'
      return change && 'file'
    },
  }
  return [upper, ...below]
}

/** `/etc/apt` for `etc/apt/`, `./etc/apt` and `/etc/apt`. */
function clean(path: string): string {
  return `/${path.replace(/^\.?\/+/, '').replace(/\/+$/, '')}`
}

/** `/a`, `/a/b` for `/a/b/c`. */
function ancestors(path: string): string[] {
  const names = path.split('/').slice(1, -1)
  return names.map((_, index) => `/${names.slice(0, index + 1).join('/')}`)
}
