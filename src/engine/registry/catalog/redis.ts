import type { Platform } from '../../oci/types.ts'
import type { Build, ImageRecipe, LayerPlan, LayerRecipe, RepositoryRecipe, Step } from '../recipe.ts'
import {
  ALPINE_322,
  ALPINE_GROUP,
  ALPINE_PASSWD,
  ALPINE_SHADOW,
  alpineRecord,
  alpineSteps,
} from './alpine.ts'
import { apkAdd } from './apk.ts'
import { BOOKWORM, debianSteps } from './debian.ts'
import { GROUP, PASSWD, SHADOW } from './debian-etc.ts'
import { PATH } from './environment.ts'
import { layering } from './layering.ts'
import { ON_ALPINE, ON_DEBIAN_12, ON_FEW } from './platforms.ts'
import { buildkit } from './steps.ts'

const USER_ADDED = '2025-08-12T22:04:36Z'
const GOSU_ADDED = '2025-08-12T22:04:41Z'
const GOSU_VERSION = '1.17'
const OWNER = { uid: 999, gid: 999 }

const layerOf = layering()

/** Base, user, gosu: what all versions on Debian share. */
const onDebian = (platform: Platform): Step[] => [
  ...debianSteps(BOOKWORM, platform),
  ...buildkit(USER_ADDED, [
    [
      'RUN set -eux; \tgroupadd -r -g 999 redis; \tuseradd -r -g redis -u 999 redis',
      layerOf('redis/user', USER_ADDED, platform, (plan) => {
        plan.file('etc/group', `${GROUP}redis:x:999:\n`)
        plan.file('etc/passwd', `${PASSWD}redis:x:999:999::/home/redis:/bin/sh\n`)
        plan.file('etc/shadow', `${SHADOW}redis:!:20312::::::\n`, { mode: 0o640, gid: 42 })
      }),
    ],
  ]),
  ...buildkit(GOSU_ADDED, [
    `ENV GOSU_VERSION=${GOSU_VERSION}`,
    [
      'RUN set -eux; \tapt-get update; \tapt-get install -y --no-install-recommends gosu; \trm -rf /var/lib/apt/lists/*; \tgosu --version; \tgosu nobody true',
      layerOf('redis/gosu', GOSU_ADDED, platform, (plan) => {
        plan.program('usr/local/bin/gosu', 'gosu', 2_416_640)
        plan.file('etc/ld.so.cache', '')
      }),
    ],
  ]),
]

/** The same on Alpine, where su-exec's part is gosu's too. */
const onAlpine = (platform: Platform): Step[] => [
  ...alpineSteps(ALPINE_322, platform),
  ...buildkit(USER_ADDED, [
    [
      'RUN set -eux; \taddgroup -S -g 1000 redis; \tadduser -S -G redis -u 999 redis',
      layerOf('redis/alpine/user', USER_ADDED, platform, (plan) => {
        plan.file('etc/group', `${ALPINE_GROUP}redis:x:1000:redis\n`)
        plan.file('etc/passwd', `${ALPINE_PASSWD}redis:x:999:1000:redis:/home/redis:/sbin/nologin\n`)
        plan.file('etc/shadow', `${ALPINE_SHADOW}redis:!:20312:0:99999:7:::\n`, { mode: 0o640, gid: 42 })
      }),
    ],
    [
      'RUN set -eux; \tapk add --no-cache tzdata',
      layerOf('redis/alpine/tzdata', USER_ADDED, platform, (plan) => {
        apkAdd(plan, platform, alpineRecord(platform), 'tzdata 2025b-r0 1610')
      }),
    ],
  ]),
  ...buildkit(GOSU_ADDED, [
    `ENV GOSU_VERSION=${GOSU_VERSION}`,
    [
      'RUN set -eux; \tapk add --no-cache --virtual .gosu-fetch gnupg; \twget -O /usr/local/bin/gosu "$GOSU_URL"; \tchmod +x /usr/local/bin/gosu; \tapk del --no-network .gosu-fetch; \tgosu --version; \tgosu nobody true',
      layerOf('redis/alpine/gosu', GOSU_ADDED, platform, (plan) =>
        plan.program('usr/local/bin/gosu', 'gosu', 2_416_640),
      ),
    ],
  ]),
]

const ENTRYPOINT = `#!/bin/sh
set -e

# The first argument is an option or a configuration file: it is meant for the server.
case "$1" in
  -*|*.conf) set -- redis-server "$@" ;;
esac

# Started as root: the data belongs to redis from here on, and so does the process.
if [ "$1" = redis-server ] && [ "$(id -u)" = 0 ]; then
  find . ! -user redis -exec chown redis '{}' +
  exec gosu redis "$0" "$@"
fi

# Files that the server makes are for its own user alone, unless somebody said otherwise.
if [ "$(umask)" = 0022 ]; then
  umask 0077
fi

exec "$@"
`

interface Release {
  readonly version: string
  readonly created: string
  /** Executables of the release with their sizes in bytes. */
  readonly server: number
  readonly tools: number
  /** Modules that come with it. */
  readonly modules: Readonly<Record<string, number>>
}

const RELEASES = {
  '8.2.1': {
    version: '8.2.1',
    created: '2025-08-18T21:12:05Z',
    server: 17_862_064,
    tools: 8_021_400,
    modules: {
      'redisbloom.so': 1_912_208,
      'redisearch.so': 16_400_112,
      'redistimeseries.so': 2_106_544,
      'rejson.so': 5_702_936,
    },
  },
  '7.4.5': {
    version: '7.4.5',
    created: '2025-08-13T01:20:31Z',
    server: 17_006_600,
    tools: 8_011_400,
    modules: {},
  },
  '7.2.10': {
    version: '7.2.10',
    created: '2025-08-13T01:20:11Z',
    server: 20_412_600,
    tools: 9_897_800,
    modules: {},
  },
  '7.2-rc3': {
    version: '7.2-rc3',
    created: '2025-08-12T22:06:02Z',
    server: 20_406_296,
    tools: 9_891_232,
    modules: {},
  },
  '6.2.19': {
    version: '6.2.19',
    created: '2025-08-13T01:19:44Z',
    server: 12_104_336,
    tools: 6_230_104,
    modules: {},
  },
} as const satisfies Readonly<Record<string, Release>>

function program(plan: LayerPlan, release: Release): void {
  const bin = 'usr/local/bin'
  plan.program(`${bin}/redis-server`, 'redis-server', release.server)
  plan.program(`${bin}/redis-cli`, 'redis-cli', release.tools)
  plan.program(`${bin}/redis-benchmark`, 'redis-benchmark', release.tools - 210_448)
  for (const name of ['redis-check-aof', 'redis-check-rdb', 'redis-sentinel'])
    plan.symlink(`${bin}/${name}`, 'redis-server')
  for (const [name, size] of Object.entries(release.modules))
    plan.generated(`usr/local/lib/redis/modules/${name}`, size, 'binary', { mode: 0o755 })
}

/** How the program is built on each base. */
const MAKE = {
  debian:
    'RUN set -eux; \tsavedAptMark="$(apt-mark showmanual)"; \tapt-get update; \tapt-get install -y --no-install-recommends ca-certificates gcc libc6-dev libssl-dev make wget; \twget -O redis.tar.gz "$REDIS_DOWNLOAD_URL"; \tmkdir -p /usr/src/redis; \ttar -xzf redis.tar.gz -C /usr/src/redis --strip-components=1; \tmake -C /usr/src/redis -j "$(nproc)" all; \tmake -C /usr/src/redis install; \trm -r redis.tar.gz /usr/src/redis; \tapt-mark auto \'.*\' > /dev/null; \tapt-mark manual $savedAptMark > /dev/null; \tapt-get purge -y --auto-remove; \tredis-cli --version; \tredis-server --version',
  alpine:
    'RUN set -eux; \tapk add --no-cache --virtual .build-deps coreutils dpkg-dev gcc linux-headers make musl-dev openssl-dev; \twget -O redis.tar.gz "$REDIS_DOWNLOAD_URL"; \tmkdir -p /usr/src/redis; \ttar -xzf redis.tar.gz -C /usr/src/redis --strip-components=1; \tmake -C /usr/src/redis -j "$(nproc)" all; \tmake -C /usr/src/redis install; \trm -r redis.tar.gz /usr/src/redis; \tapk del --no-network .build-deps; \tredis-cli --version; \tredis-server --version',
}

function image(release: Release, base: 'debian' | 'alpine', platform: Platform): ImageRecipe {
  const { version, created } = release
  const own = base === 'debian' ? `redis/${version}` : `redis/${version}-alpine`
  const layer = (name: string, plan: (layer: LayerPlan) => void): LayerRecipe =>
    layerOf(`${own}/${name}`, created, platform, plan)
  const source = `https://github.com/redis/redis/archive/refs/tags/${version}.tar.gz`
  return {
    platform,
    created,
    config: {
      ExposedPorts: { '6379/tcp': {} },
      Env: [PATH, `GOSU_VERSION=${GOSU_VERSION}`, `REDIS_VERSION=${version}`, `REDIS_DOWNLOAD_URL=${source}`],
      Entrypoint: ['docker-entrypoint.sh'],
      Cmd: ['redis-server'],
      Volumes: { '/data': {} },
      WorkingDir: '/data',
    },
    steps: [
      ...(base === 'debian' ? onDebian(platform) : onAlpine(platform)),
      ...buildkit(created, [
        `ENV REDIS_VERSION=${version}`,
        `ENV REDIS_DOWNLOAD_URL=${source}`,
        [MAKE[base], layer('program', (plan) => program(plan, release))],
        [
          'RUN mkdir /data && chown redis:redis /data',
          layer('data', (plan) => plan.directory('data', OWNER)),
        ],
        'VOLUME [/data]',
        'WORKDIR /data',
        [
          'COPY docker-entrypoint.sh /usr/local/bin/',
          layer('entrypoint', (plan) =>
            plan.file('usr/local/bin/docker-entrypoint.sh', ENTRYPOINT, { mode: 0o755 }),
          ),
        ],
        'ENTRYPOINT ["docker-entrypoint.sh"]',
        'EXPOSE [6379/tcp]',
        'CMD ["redis-server"]',
      ]),
    ],
  }
}

const build = (release: Release, base: 'debian' | 'alpine', on: readonly Platform[]): Build => ({
  documents: 'attested',
  platforms: on.map((platform) => image(release, base, platform)),
})

/** Redis: versions that share their first three layers and differ in the last three. */
export const redis: RepositoryRecipe = {
  name: 'library/redis',
  description:
    'Redis keeps data structures in memory, for caches, queues, search and whatever must be quick.',
  stars: 13_500,
  publisher: 'official',
  images: {
    ...Object.fromEntries(
      Object.values(RELEASES).map((release) => [
        release.version,
        build(release, 'debian', release === RELEASES['8.2.1'] ? ON_DEBIAN_12 : ON_FEW),
      ]),
    ),
    '8.2.1-alpine': build(RELEASES['8.2.1'], 'alpine', ON_ALPINE),
    '7.4.5-alpine': build(RELEASES['7.4.5'], 'alpine', ON_FEW),
  },
  tags: {
    latest: '8.2.1',
    '8': '8.2.1',
    '8.2': '8.2.1',
    '8.2.1': '8.2.1',
    bookworm: '8.2.1',
    alpine: '8.2.1-alpine',
    '8-alpine': '8.2.1-alpine',
    '8.2-alpine': '8.2.1-alpine',
    '8.2.1-alpine': '8.2.1-alpine',
    '7': '7.4.5',
    '7.4': '7.4.5',
    '7.4.5': '7.4.5',
    '7-alpine': '7.4.5-alpine',
    '7.4-alpine': '7.4.5-alpine',
    '7.2': '7.2.10',
    '7.2.10': '7.2.10',
    '7.2-rc': '7.2-rc3',
    '7.2-rc3': '7.2-rc3',
    '6': '6.2.19',
    '6.2': '6.2.19',
    '6.2.19': '6.2.19',
  },
}
