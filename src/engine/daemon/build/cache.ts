import type { ImageID } from '../../base/digest.ts'
import { decode } from '../../base/text.ts'
import { mobyRunConfig } from '../../oci/config.ts'
import { goJsonBytes } from '../../oci/json.ts'
import type { RunConfig } from '../../oci/types.ts'
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
 * Images that were built here before, by what they were built from: an image that came from elsewhere is none (moby,
 * image/cache). After the first miss of a stage there is no hit any more.
 */
export class ImageProber {
  private readonly daemon: Daemon
  private readonly off: boolean
  private busted = false

  constructor(daemon: Daemon, off: boolean) {
    this.daemon = daemon
    this.off = off
  }

  /** A stage begins. */
  reset(): void {
    this.busted = false
  }

  /** The newest image that this step gave on this parent. */
  probe(parent: ImageID | undefined, config: RunConfig): StoredImage | undefined {
    if (this.off || this.busted) return undefined
    const wanted = key(config)
    const [found] = this.daemon.images
      .all()
      .filter((image) => image.parent === parent && image.builtLocally)
      .filter(({ config: { container_config } }) => container_config && key(container_config) === wanted)
      .sort((a, b) => Number(b.created - a.created))
    this.busted = !found
    return found
  }
}
