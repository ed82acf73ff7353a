import type { ImageID } from '../../base/digest.ts'
import { decode } from '../../base/text.ts'
import { configBytes, historyWithLayers, mobyRunConfig } from '../../oci/config.ts'
import { goJsonBytes } from '../../oci/json.ts'
import type { ImageConfig, RunConfig } from '../../oci/types.ts'
import type { StoredImage } from '../../store/images.ts'
import type { Daemon } from '../daemon.ts'

/** A config as far as it tells two steps apart (moby, image/cache/compare.go). */
const key = (config: RunConfig): string => {
  const {
    AttachStdin: _in,
    Hostname: _name,
    Image: _image,
    StdinOnce: _once,
    ...rest
  } = mobyRunConfig(config)
  return decode(goJsonBytes(rest))
}

/**
 * Images that were built here before, by what they were built from: an image that came from elsewhere is none, unless
 * it is among the `sources` (moby, image/cache). After the first miss of a stage there is no hit any more.
 */
export class ImageProber {
  private readonly daemon: Daemon
  private readonly off: boolean
  /** The images of `--cache-from`; undefined without one. */
  private sources: readonly StoredImage[] | undefined
  private busted = false

  constructor(daemon: Daemon, off: boolean, sources?: readonly StoredImage[]) {
    this.daemon = daemon
    this.off = off
    this.sources = sources
  }

  /** A stage begins. */
  reset(): void {
    this.busted = false
  }

  /** The newest image that this step gave on this parent. */
  probe(parent: ImageID | undefined, config: RunConfig): StoredImage | undefined {
    if (this.off || this.busted) return undefined
    const local = this.builtHere(parent, config)
    const found = !this.sources
      ? local
      : local && this.sources.some((source) => this.standsOn(source, local.id))
        ? local
        : this.fromSources(parent === undefined ? undefined : this.daemon.images.get(parent), config)
    this.busted = !found
    return found
  }

  private builtHere(parent: ImageID | undefined, config: RunConfig): StoredImage | undefined {
    const wanted = key(config)
    return this.daemon.images
      .all()
      .filter((image) => image.parent === parent && image.builtLocally)
      .filter(({ config: { container_config } }) => container_config && key(container_config) === wanted)
      .sort((a, b) => Number(b.created - a.created))[0]
  }

  private standsOn(source: StoredImage, id: ImageID): boolean {
    for (let at: StoredImage | undefined = source; at; at = at.parent && this.daemon.images.get(at.parent))
      if (at.id === id) return true
    return false
  }

  /** A step of one of the sources, told by its history: made an image of its own again where it is not the last. */
  private fromSources(parent: StoredImage | undefined, config: RunConfig): StoredImage | undefined {
    const { images } = this.daemon
    const done = parent?.config.history ?? []
    const text = (config.Cmd ?? []).join(' ')
    const target = this.sources!.find(
      (source) =>
        beginsWith(source.config, parent?.config) &&
        source.config.history?.[done.length]?.created_by === text,
    )
    if (!target) return undefined
    const rows = historyWithLayers(target.config)
    if (rows.length - 1 === done.length) {
      if (parent) images.setParent(target.id, parent.id)
      return images.get(target.id)
    }
    const { row, diffID } = rows[done.length]!
    const { architecture, os, author } = target.config
    const document: ImageConfig = {
      architecture,
      os,
      ...(author && { author }),
      config,
      ...(row.created && { created: row.created }),
      docker_version: this.daemon.host.build.version,
      history: [...done, row],
      rootfs: {
        type: 'layers',
        diff_ids: [...(parent?.config.rootfs.diff_ids ?? []), ...(diffID === undefined ? [] : [diffID])],
      },
    }
    const { image, added } = images.add(configBytes(document, 'moby'), parent?.id)
    if (added && image.chainID !== undefined) this.daemon.layers.retain(image.chainID)
    this.sources = [target]
    return image
  }
}

/** Whether an image has all the steps and layers of another one, and more. */
function beginsWith(config: ImageConfig, parent: ImageConfig | undefined): boolean {
  const history = config.history ?? []
  const before = parent?.history ?? []
  const layers = parent?.rootfs.diff_ids ?? []
  if (history.length === 0 || (parent && before.length >= history.length)) return false
  const same = (a: unknown, b: unknown): boolean =>
    decode(goJsonBytes(a as object)) === decode(goJsonBytes(b as object))
  return (
    before.every((row, i) => same(row, history[i])) &&
    layers.every((diffID, i) => diffID === config.rootfs.diff_ids[i])
  )
}
