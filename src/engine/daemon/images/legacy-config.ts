import { digestOf, hex } from '../../base/digest.ts'
import { byCodeUnit } from '../../base/text.ts'
import { chainIDs } from '../../oci/chain.ts'
import { mobyRunConfig } from '../../oci/config.ts'
import { goJson, goJsonBytes } from '../../oci/json.ts'
import type { StoredImage } from '../../store/images.ts'

/**
 * The per-layer configs that `docker save` still writes for Docker before 1.10 (moby, image/v1): one a layer, chained
 * by `parent`; the last holds the image's own config.
 */
export function legacyConfigs(image: StoredImage): Uint8Array[] {
  const { config } = image
  const diffIDs = config.rootfs.diff_ids
  const configs: Uint8Array[] = []
  let parent: string | undefined
  for (const [i, chainID] of chainIDs(diffIDs).entries()) {
    const last = i === diffIDs.length - 1
    const own: Record<string, unknown> = last
      ? ownFields(image)
      : { created: '1970-01-01T00:00:00Z', container_config: EMPTY }
    const { os: _os, ...hashed } = own
    const identity: Record<string, unknown> = {
      ...(last ? own : hashed),
      layer_id: chainID,
      ...(parent && { parent: `sha256:${parent}` }),
    }
    const sorted = Object.fromEntries(Object.entries(identity).sort(([a], [b]) => byCodeUnit(a, b)))
    const id = hex(digestOf(goJson(sorted)))
    configs.push(goJsonBytes({ id, ...(parent && { parent }), ...own, os: config.os }))
    parent = id
  }
  return configs
}

/** container.Config without a value. */
const EMPTY = mobyRunConfig({})

function ownFields({ config }: StoredImage): Record<string, unknown> {
  return {
    ...(config.comment && { comment: config.comment }),
    created: config.created,
    ...(config.container && { container: config.container }),
    container_config: mobyRunConfig(config.container_config ?? {}),
    ...(config.docker_version && { docker_version: config.docker_version }),
    ...(config.author && { author: config.author }),
    config: mobyRunConfig(config.config ?? {}),
    architecture: config.architecture,
    ...(config.variant && { variant: config.variant }),
    os: config.os,
  }
}
