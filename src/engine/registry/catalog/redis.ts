import { parseRfc3339 } from '../../base/time.ts'
import { type ImageRecipe, type LayerPlan, layerRecipe, type RepositoryRecipe, type Step } from '../recipe.ts'
import { DEBIAN_STEPS } from './debian.ts'
import { GROUP, PASSWD, SHADOW } from './debian-etc.ts'
import { PATH } from './environment.ts'

const BUILDKIT = 'buildkit.dockerfile.v0'
const USER_ADDED = '2025-08-12T22:04:36Z'
const GOSU_ADDED = '2025-08-12T22:04:41Z'
const GOSU_VERSION = '1.17'
const OWNER = { uid: 999, gid: 999 }

const user = layerRecipe('redis/user', parseRfc3339(USER_ADDED)!, (plan) => {
  plan.file('etc/group', `${GROUP}redis:x:999:\n`)
  plan.file('etc/passwd', `${PASSWD}redis:x:999:999::/home/redis:/bin/sh\n`)
  plan.file('etc/shadow', `${SHADOW}redis:!:20312::::::\n`, { mode: 0o640, gid: 42 })
})

const gosu = layerRecipe('redis/gosu', parseRfc3339(GOSU_ADDED)!, (plan) => {
  plan.program('usr/local/bin/gosu', 'gosu', 2_416_640)
  plan.file('etc/ld.so.cache', '')
})

/** The steps that all versions share: base, user, gosu. */
const SHARED: readonly Step[] = [
  ...DEBIAN_STEPS,
  {
    created: USER_ADDED,
    createdBy:
      'RUN /bin/sh -c set -eux; \tgroupadd -r -g 999 redis; \tuseradd -r -g redis -u 999 redis # buildkit',
    comment: BUILDKIT,
    layer: user,
  },
  { created: GOSU_ADDED, createdBy: `ENV GOSU_VERSION=${GOSU_VERSION}`, comment: BUILDKIT },
  {
    created: GOSU_ADDED,
    createdBy:
      'RUN /bin/sh -c set -eux; \tapt-get update; \tapt-get install -y --no-install-recommends gosu; \trm -rf /var/lib/apt/lists/*; \tgosu --version; \tgosu nobody true # buildkit',
    comment: BUILDKIT,
    layer: gosu,
  },
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

const RELEASES: readonly Release[] = [
  {
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
  { version: '7.2.10', created: '2025-08-13T01:20:11Z', server: 20_412_600, tools: 9_897_800, modules: {} },
  { version: '7.2-rc3', created: '2025-08-12T22:06:02Z', server: 20_406_296, tools: 9_891_232, modules: {} },
]

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

function image(release: Release): ImageRecipe {
  const { version, created } = release
  const time = parseRfc3339(created)!
  const step = (createdBy: string, layer?: Step['layer']): Step => ({
    created,
    createdBy,
    comment: BUILDKIT,
    ...(layer && { layer }),
  })
  const source = `https://github.com/redis/redis/archive/refs/tags/${version}.tar.gz`
  return {
    platform: { architecture: 'amd64', os: 'linux' },
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
      ...SHARED,
      step(`ENV REDIS_VERSION=${version}`),
      step(`ENV REDIS_DOWNLOAD_URL=${source}`),
      step(
        'RUN /bin/sh -c set -eux; \tsavedAptMark="$(apt-mark showmanual)"; \tapt-get update; \tapt-get install -y --no-install-recommends ca-certificates gcc libc6-dev libssl-dev make wget; \twget -O redis.tar.gz "$REDIS_DOWNLOAD_URL"; \tmkdir -p /usr/src/redis; \ttar -xzf redis.tar.gz -C /usr/src/redis --strip-components=1; \tmake -C /usr/src/redis -j "$(nproc)" all; \tmake -C /usr/src/redis install; \trm -r redis.tar.gz /usr/src/redis; \tapt-mark auto \'.*\' > /dev/null; \tapt-mark manual $savedAptMark > /dev/null; \tapt-get purge -y --auto-remove; \tredis-cli --version; \tredis-server --version # buildkit',
        layerRecipe(`redis/${version}/program`, time, (plan) => program(plan, release)),
      ),
      step(
        'RUN /bin/sh -c mkdir /data && chown redis:redis /data # buildkit',
        layerRecipe(`redis/${version}/data`, time, (plan) => plan.directory('data', OWNER)),
      ),
      step('VOLUME [/data]'),
      step('WORKDIR /data'),
      step(
        'COPY docker-entrypoint.sh /usr/local/bin/ # buildkit',
        layerRecipe(`redis/${version}/entrypoint`, time, (plan) =>
          plan.file('usr/local/bin/docker-entrypoint.sh', ENTRYPOINT, { mode: 0o755 }),
        ),
      ),
      step('ENTRYPOINT ["docker-entrypoint.sh"]'),
      step('EXPOSE [6379/tcp]'),
      step('CMD ["redis-server"]'),
    ],
  }
}

/** Redis: versions that share their first three layers and differ in the last three. */
export const redis: RepositoryRecipe = {
  name: 'library/redis',
  description: 'Redis is the world’s fastest data platform for caching, vector search, and NoSQL databases.',
  stars: 13_500,
  official: true,
  images: Object.fromEntries(RELEASES.map((release) => [release.version, [image(release)]])),
  tags: {
    latest: '8.2.1',
    '8': '8.2.1',
    '8.2': '8.2.1',
    '8.2.1': '8.2.1',
    '7': '7.2.10',
    '7.2': '7.2.10',
    '7.2.10': '7.2.10',
    '7.2-rc': '7.2-rc3',
    '7.2-rc3': '7.2-rc3',
  },
}
