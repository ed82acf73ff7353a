import type { Platform } from '../../oci/types.ts'
import { type LayerPlan, type LayerRecipe, layerRecipe } from '../recipe.ts'
import { machineOf, suffixOf } from './platforms.ts'
import { instant } from './steps.ts'

/** Gives the layer of this name for a platform. Asked again it gives the same one, so that images share it. */
export type Layering = (
  name: string,
  created: string,
  platform: Platform,
  plan: (layer: LayerPlan) => void,
) => LayerRecipe

/** Each file of the catalog that names layers has one of its own. */
export function layering(): Layering {
  const known = new Map<string, LayerRecipe>()
  return (base, created, platform, plan) => {
    const name = `${base}${suffixOf(platform)}`
    let layer = known.get(name)
    if (!layer) {
      layer = layerRecipe(name, instant(created), plan, machineOf(platform))
      known.set(name, layer)
    }
    return layer
  }
}
