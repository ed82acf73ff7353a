import type { Platform } from '../../oci/types.ts'
import type { Build, ImageRecipe, LayerPlan, RepositoryRecipe } from '../recipe.ts'
import { ALPINE_322, ALPINE_GROUP, ALPINE_PASSWD, alpineRecord, alpineSteps } from './alpine.ts'
import { apkAdd } from './apk.ts'
import { buildpackSteps } from './buildpack-deps.ts'
import { BOOKWORM, debianSteps } from './debian.ts'
import { GROUP, PASSWD } from './debian-etc.ts'
import { PATH } from './environment.ts'
import { layering } from './layering.ts'
import { ON_FEW, ON_SERVERS } from './platforms.ts'
import { buildkit } from './steps.ts'

type Base = 'full' | 'slim' | 'alpine'

interface Release {
  readonly version: string
  readonly created: string
  /** Bytes of the one executable. */
  readonly size: number
}

const CURRENT: Release = { version: '24.6.0', created: '2025-08-14T19:41:10Z', size: 124_300_000 }
const LTS: Release = { version: '22.18.0', created: '2025-08-13T20:17:52Z', size: 116_900_000 }
const YARN = '1.22.22'

const ENTRYPOINT = `#!/bin/sh
set -e

# Whatever is no program of the image is meant for node.
if [ "\${1#-}" != "\${1}" ] || [ -z "$(command -v "\${1}")" ] || { [ -f "\${1}" ] && ! [ -x "\${1}" ]; }; then
  set -- node "$@"
fi

exec "$@"
`

function program(plan: LayerPlan, { version, size }: Release): void {
  plan.program('usr/local/bin/node', 'node', size)
  plan.symlink('usr/local/bin/nodejs', 'node')
  for (const name of ['npm', 'npx'])
    plan.symlink(`usr/local/bin/${name}`, `../lib/node_modules/npm/bin/${name}-cli.js`)
  for (const name of ['npm', 'npx'])
    plan.file(
      `usr/local/lib/node_modules/npm/bin/${name}-cli.js`,
      `#!/usr/bin/env node\nrequire('../lib/cli.js')(process)\n`,
      { mode: 0o755 },
    )
  plan.file(
    'usr/local/lib/node_modules/npm/package.json',
    '{\n  "name": "npm",\n  "license": "Artistic-2.0"\n}\n',
  )
  plan.generated('usr/local/lib/node_modules/npm/lib/cli.js', 14_200_000, 'text')
  plan.generated('usr/local/include/node/node.h', 62_000, 'text')
  plan.generated('usr/local/include/node/openssl/bundle.h', 6_500_000, 'text')
  plan.generated(`usr/local/share/doc/node/gdbinit-${version}`, 8_700, 'text')
  plan.directory('tmp', { mode: 0o1777 })
}

const layerOf = layering()

const RUN = {
  user: {
    debian:
      'RUN groupadd --gid 1000 node   && useradd --uid 1000 --gid node --shell /bin/bash --create-home node',
    alpine: 'RUN addgroup -g 1000 node     && adduser -u 1000 -G node -s /bin/sh -D node',
  },
  node: 'RUN ARCH= OPENSSL_ARCH= && dpkgArch="$(dpkg --print-architecture)"   && set -ex   && curl -fsSLO --compressed "https://nodejs.org/dist/v$NODE_VERSION/node-v$NODE_VERSION-linux-$ARCH.tar.xz"   && tar -xJf "node-v$NODE_VERSION-linux-$ARCH.tar.xz" -C /usr/local --strip-components=1 --no-same-owner   && rm "node-v$NODE_VERSION-linux-$ARCH.tar.xz"   && ln -s /usr/local/bin/node /usr/local/bin/nodejs   && node --version   && npm --version   && rm -rf /tmp/*',
  yarn: 'RUN set -ex   && curl -fsSLO --compressed "https://yarnpkg.com/downloads/$YARN_VERSION/yarn-v$YARN_VERSION.tar.gz"   && mkdir -p /opt   && tar -xzf yarn-v$YARN_VERSION.tar.gz -C /opt/   && ln -s /opt/yarn-v$YARN_VERSION/bin/yarn /usr/local/bin/yarn   && rm yarn-v$YARN_VERSION.tar.gz   && yarn --version   && rm -rf /tmp/*',
}

function image(release: Release, base: Base, platform: Platform): ImageRecipe {
  const { version, created } = release
  const family = base === 'alpine' ? 'alpine' : 'debian'
  const beginning =
    base === 'full'
      ? buildpackSteps(platform, 'full')
      : base === 'slim'
        ? debianSteps(BOOKWORM, platform)
        : alpineSteps(ALPINE_322, platform)
  const layer = (name: string, plan: (layer: LayerPlan) => void) =>
    layerOf(`node/${version}-${base}/${name}`, created, platform, plan)
  return {
    platform,
    created,
    config: {
      Env: [PATH, `NODE_VERSION=${version}`, `YARN_VERSION=${YARN}`],
      Entrypoint: ['docker-entrypoint.sh'],
      Cmd: ['node'],
    },
    steps: [
      ...beginning,
      ...buildkit(created, [
        [
          RUN.user[family],
          layer('user', (plan) => {
            plan.file('etc/group', `${family === 'alpine' ? ALPINE_GROUP : GROUP}node:x:1000:\n`)
            plan.file(
              'etc/passwd',
              `${family === 'alpine' ? ALPINE_PASSWD : PASSWD}node:x:1000:1000::/home/node:/bin/${family === 'alpine' ? '' : 'ba'}sh\n`,
            )
            plan.directory('home/node', { uid: 1000, gid: 1000 })
          }),
        ],
        `ENV NODE_VERSION=${version}`,
        [
          RUN.node,
          layer('program', (plan) => {
            program(plan, release)
            if (family === 'alpine')
              apkAdd(plan, platform, alpineRecord(platform), 'libgcc 14.2.0-r6 160\nlibstdc++ 14.2.0-r6 2700')
          }),
        ],
        `ENV YARN_VERSION=${YARN}`,
        [
          RUN.yarn,
          layer('yarn', (plan) => {
            plan.symlink('usr/local/bin/yarn', `/opt/yarn-v${YARN}/bin/yarn`)
            plan.symlink('usr/local/bin/yarnpkg', `/opt/yarn-v${YARN}/bin/yarnpkg`)
            plan.file(`opt/yarn-v${YARN}/bin/yarn`, '#!/usr/bin/env node\nrequire("../lib/cli.js")\n', {
              mode: 0o755,
            })
            plan.generated(`opt/yarn-v${YARN}/lib/cli.js`, 5_100_000, 'text')
          }),
        ],
        [
          'COPY docker-entrypoint.sh /usr/local/bin/',
          layer('entrypoint', (plan) =>
            plan.file('usr/local/bin/docker-entrypoint.sh', ENTRYPOINT, { mode: 0o755 }),
          ),
        ],
        'ENTRYPOINT ["docker-entrypoint.sh"]',
        'CMD ["node"]',
      ]),
    ],
  }
}

const build = (release: Release, base: Base, on: readonly Platform[]): Build => ({
  documents: 'attested',
  platforms: on.map((platform) => image(release, base, platform)),
})

const tagsOf = ({ version }: Release, names: readonly string[]): [string, string][] =>
  [...names, version.replace(/\..*/, ''), version].flatMap((tag): [string, string][] => [
    [tag, version],
    [tag === 'latest' ? 'slim' : `${tag}-slim`, `${version}-slim`],
    [tag === 'latest' ? 'alpine' : `${tag}-alpine`, `${version}-alpine`],
  ])

const buildsOf = (release: Release, on: readonly Platform[]): [string, Build][] => [
  [release.version, build(release, 'full', on)],
  [`${release.version}-slim`, build(release, 'slim', ON_FEW)],
  [`${release.version}-alpine`, build(release, 'alpine', ON_FEW)],
]

/** Node.js on three bases: the full one shares four layers with python. */
export const node: RepositoryRecipe = {
  name: 'library/node',
  description: 'Node.js is a JavaScript-based platform for server-side and networking applications.',
  stars: 13_900,
  publisher: 'official',
  images: Object.fromEntries([...buildsOf(CURRENT, ON_SERVERS), ...buildsOf(LTS, ON_FEW)]),
  tags: Object.fromEntries([...tagsOf(LTS, ['lts']), ...tagsOf(CURRENT, ['latest', 'current'])]),
}
