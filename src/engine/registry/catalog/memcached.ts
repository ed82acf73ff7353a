import type { Platform } from '../../oci/types.ts'
import type { Build, ImageRecipe, LayerPlan, RepositoryRecipe } from '../recipe.ts'
import { ALPINE_322, ALPINE_GROUP, ALPINE_PASSWD, alpineRecord, alpineSteps } from './alpine.ts'
import { apkAdd } from './apk.ts'
import { aptInstall } from './apt.ts'
import { BOOKWORM, debianSteps } from './debian.ts'
import { GROUP, PASSWD } from './debian-etc.ts'
import { freshStatus } from './debian-rootfs.ts'
import { PATH } from './environment.ts'
import { layering } from './layering.ts'
import { ON_FEW } from './platforms.ts'
import { buildkit } from './steps.ts'

const VERSION = '1.6.39'
const CREATED = '2025-08-12T21:19:26Z'
const URL = `https://memcached.org/files/memcached-${VERSION}.tar.gz`
const SUM = '22c2bf2b0a1c0ad8d3f9e2a5bfb7ac2f0f8a8bb4'

const ENTRYPOINT = `#!/bin/sh
set -e

# The first argument is an option: it is meant for the server.
if [ "\${1#-}" != "$1" ]; then
	set -- memcached "$@"
fi

exec "$@"
`

const layerOf = layering()

function image(base: 'debian' | 'alpine', platform: Platform): ImageRecipe {
  const layer = (name: string, plan: (layer: LayerPlan) => void) =>
    layerOf(`memcached/${VERSION}${base === 'alpine' ? '-alpine' : ''}/${name}`, CREATED, platform, plan)
  const debian = base === 'debian'
  return {
    platform,
    created: CREATED,
    config: {
      User: 'memcache',
      ExposedPorts: { '11211/tcp': {} },
      Env: [PATH, `MEMCACHED_VERSION=${VERSION}`, `MEMCACHED_URL=${URL}`, `MEMCACHED_SHA1=${SUM}`],
      Entrypoint: ['docker-entrypoint.sh'],
      Cmd: ['memcached'],
    },
    steps: [
      ...(debian ? debianSteps(BOOKWORM, platform) : alpineSteps(ALPINE_322, platform)),
      ...buildkit(CREATED, [
        [
          debian
            ? 'RUN set -eux; \tgroupadd --system --gid 11211 memcache; \tuseradd --system --gid memcache --uid 11211 memcache'
            : 'RUN set -eux; \taddgroup -g 11211 memcache; \tadduser -D -u 11211 -G memcache memcache',
          layer('user', (plan) => {
            plan.file('etc/group', `${debian ? GROUP : ALPINE_GROUP}memcache:x:11211:\n`)
            plan.file(
              'etc/passwd',
              `${debian ? PASSWD : ALPINE_PASSWD}memcache:x:11211:11211::/home/memcache:/bin/sh\n`,
            )
          }),
        ],
        [
          debian
            ? 'RUN set -eux; \tapt-get update; \tapt-get install -y --no-install-recommends \t\tlibsasl2-modules \t; \trm -rf /var/lib/apt/lists/*'
            : 'RUN apk add --no-cache cyrus-sasl-plain libsasl',
          layer('libraries', (plan) => {
            if (debian)
              aptInstall(
                plan,
                platform,
                freshStatus(BOOKWORM, platform),
                'libevent-2.1-7 2.1.12-stable-8 400\nlibsasl2-2 2.1.28+dfsg-10 170\nlibsasl2-modules 2.1.28+dfsg-10 350\nlibssl3 3.0.17-1~deb12u2 6000',
              )
            else
              apkAdd(
                plan,
                platform,
                alpineRecord(platform),
                'cyrus-sasl-plain 2.1.28-r8 30\nlibevent 2.1.12-r8 560\nlibsasl 2.1.28-r8 220',
              )
          }),
        ],
        `ENV MEMCACHED_VERSION=${VERSION}`,
        `ENV MEMCACHED_URL=${URL}`,
        `ENV MEMCACHED_SHA1=${SUM}`,
        [
          'RUN set -x \t&& wget -O memcached.tar.gz "$MEMCACHED_URL" \t&& echo "$MEMCACHED_SHA1  memcached.tar.gz" | sha1sum -c - \t&& mkdir -p /usr/src/memcached \t&& tar -xzf memcached.tar.gz -C /usr/src/memcached --strip-components=1 \t&& rm memcached.tar.gz \t&& cd /usr/src/memcached \t&& ./configure --enable-extstore --enable-sasl --enable-tls \t&& make -j "$(nproc)" \t&& make install \t&& cd / && rm -rf /usr/src/memcached \t&& memcached -V',
          layer('program', (plan) => plan.program('usr/local/bin/memcached', 'memcached', 1_120_000)),
        ],
        [
          'COPY docker-entrypoint.sh /usr/local/bin/',
          layer('entrypoint', (plan) =>
            plan.file('usr/local/bin/docker-entrypoint.sh', ENTRYPOINT, { mode: 0o755 }),
          ),
        ],
        [
          'RUN ln -s usr/local/bin/docker-entrypoint.sh /entrypoint.sh # backwards compat',
          layer('link', (plan) => plan.symlink('entrypoint.sh', 'usr/local/bin/docker-entrypoint.sh')),
        ],
        'ENTRYPOINT ["docker-entrypoint.sh"]',
        'USER memcache',
        'EXPOSE [11211/tcp]',
        'CMD ["memcached"]',
      ]),
    ],
  }
}

const build = (base: 'debian' | 'alpine'): Build => ({
  documents: 'attested',
  platforms: ON_FEW.map((platform) => image(base, platform)),
})

/** Memcached, which forgets. */
export const memcached: RepositoryRecipe = {
  name: 'library/memcached',
  description: 'Free & open source, high-performance, distributed memory object caching system.',
  stars: 2330,
  publisher: 'official',
  images: { [VERSION]: build('debian'), [`${VERSION}-alpine`]: build('alpine') },
  tags: {
    latest: VERSION,
    '1': VERSION,
    '1.6': VERSION,
    [VERSION]: VERSION,
    alpine: `${VERSION}-alpine`,
    '1.6-alpine': `${VERSION}-alpine`,
  },
}
