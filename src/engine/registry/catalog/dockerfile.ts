import type { Platform } from '../../oci/types.ts'
import type { ImageRecipe, RepositoryRecipe } from '../recipe.ts'
import { layering } from './layering.ts'
import { ON_FEW } from './platforms.ts'
import { buildkit } from './steps.ts'

const CREATED = '2025-09-09T17:27:31Z'
const VERSION = '1.18.0'
/** Bytes of the one executable. */
const SIZE = 33_200_000

const layerOf = layering()

const image = (platform: Platform): ImageRecipe => ({
  platform,
  created: CREATED,
  config: {
    Entrypoint: ['/bin/dockerfile-frontend'],
    Labels: {
      'moby.buildkit.frontend.caps':
        'moby.buildkit.frontend.inputs,moby.buildkit.frontend.subrequests,moby.buildkit.frontend.contexts',
      'moby.buildkit.frontend.network.none': 'true',
    },
    WorkingDir: '/',
  },
  steps: buildkit(CREATED, [
    [
      'COPY /dockerfile-frontend /bin/dockerfile-frontend',
      layerOf('dockerfile/frontend', CREATED, platform, (plan) =>
        plan.program('bin/dockerfile-frontend', 'dockerfile-frontend', SIZE),
      ),
    ],
    'LABEL moby.buildkit.frontend.network.none=true',
    'ENTRYPOINT ["/bin/dockerfile-frontend"]',
  ]),
})

/** What `# syntax=docker/dockerfile:1` names: the frontend that reads a Dockerfile. */
export const dockerfile: RepositoryRecipe = {
  name: 'docker/dockerfile',
  description: 'Official Dockerfile frontend images',
  stars: 130,
  publisher: 'verified publisher',
  images: { [VERSION]: { documents: 'attested', platforms: ON_FEW.map(image) } },
  tags: Object.fromEntries(
    ['latest', '1', '1.4', '1.5', '1.6', '1.7', '1.10', '1.18', VERSION, '1-labs'].map((tag) => [
      tag,
      VERSION,
    ]),
  ),
}
