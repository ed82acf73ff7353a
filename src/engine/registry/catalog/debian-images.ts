import type { ImageRecipe, RepositoryRecipe } from '../recipe.ts'
import { BOOKWORM, debianSteps, TRIXIE } from './debian.ts'
import type { DebianRelease } from './debian-rootfs.ts'
import { PATH } from './environment.ts'
import { ON_DEBIAN_12, ON_DEBIAN_13 } from './platforms.ts'

const RELEASES = [
  { debian: TRIXIE, codename: 'trixie', platforms: ON_DEBIAN_13 },
  { debian: BOOKWORM, codename: 'bookworm', platforms: ON_DEBIAN_12 },
] as const

const image = (
  debian: DebianRelease,
  platform: ImageRecipe['platform'],
  variant: 'slim' | 'full',
): ImageRecipe => ({
  platform,
  created: debian.created,
  config: { Env: [PATH], Cmd: ['bash'] },
  steps: debianSteps(debian, platform, variant),
})

const builds = RELEASES.flatMap(({ debian, codename, platforms }) =>
  (['full', 'slim'] as const).map((variant) => ({
    key: variant === 'slim' ? `${codename}-slim` : codename,
    numbers: [debian.key.slice('debian/'.length), debian.key.replace(/^debian\/(\d+).*/, '$1')].map(
      (number) => (variant === 'slim' ? `${number}-slim` : number),
    ),
    platforms: platforms.map((platform) => image(debian, platform, variant)),
  })),
)

/** Debian with its documentation, and the slim variant that most images stand on. */
export const debian: RepositoryRecipe = {
  name: 'library/debian',
  description: 'Debian is a Linux distribution that is made of free and open-source software.',
  stars: 5200,
  publisher: 'official',
  images: Object.fromEntries(
    builds.map(({ key, platforms }) => [key, { documents: 'attested', platforms } as const]),
  ),
  tags: {
    latest: 'trixie',
    stable: 'trixie',
    'stable-slim': 'trixie-slim',
    ...Object.fromEntries(builds.flatMap(({ key, numbers }) => [key, ...numbers].map((tag) => [tag, key]))),
  },
}
