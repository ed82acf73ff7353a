import type { Body } from '../../base/body.ts'
import type { Layer } from '../../oci/layer.ts'
import { tarSplitFile as fileOf } from '../../oci/tar-split/tar-split.ts'

const made = new WeakMap<Layer, Body>()

/** `tar-split.json.gz` of a layer. Made once. */
export function tarSplitFile(layer: Layer): Body {
  let file = made.get(layer)
  if (!file) {
    file = fileOf(layer.tar)
    made.set(layer, file)
  }
  return file
}
