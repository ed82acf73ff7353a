import type { Build, LayerPlan, RepositoryRecipe } from '../recipe.ts'
import { aptInstall } from './apt.ts'
import { BULLSEYE } from './debian.ts'
import { debianRootfs, freshStatus } from './debian-rootfs.ts'
import { PATH } from './environment.ts'
import { layering } from './layering.ts'
import { AMD64 } from './platforms.ts'
import { classic } from './steps.ts'

interface Release {
  readonly version: string
  readonly created: string
  /** Bytes of the module. */
  readonly size: number
}

const RELEASES: readonly Release[] = [
  { version: '2.2.6', created: '2021-12-22T12:44:19.116573207Z', size: 12_900_000 },
  { version: '2.0.15', created: '2021-12-21T15:20:44.804116932Z', size: 11_800_000 },
]

const ADD_SUM = '5db7a4a2a5a5d7a1c2f9a4d05fb9b0a5c14e54e2c7f8fd36e6e31f7f7c5d4d90'
const COPY_SUM = '6c5d9a8c3fe0f0b1a4a9a30df0d9f0bd9a2f8a9ec3c0a0a6cc9a8ef5c4fa0dd2'

const layerOf = layering()

function build({ version, created, size }: Release): Build {
  const layer = (name: string, plan: (layer: LayerPlan) => void) =>
    layerOf(`redisearch/${version}/${name}`, created, AMD64, plan)
  return {
    documents: 'single',
    platforms: [
      {
        platform: AMD64,
        created,
        classic: '20.10.11',
        config: {
          ExposedPorts: { '6379/tcp': {} },
          Env: [PATH, 'LIBDIR=/usr/lib/redis/modules'],
          Entrypoint: ['redis-server'],
          Cmd: ['--loadmodule', '/usr/lib/redis/modules/redisearch.so'],
          Volumes: { '/data': {} },
          WorkingDir: '/data',
        },
        steps: classic(created, [
          [`ADD file:${ADD_SUM} in / `, debianRootfs(BULLSEYE, AMD64, 'slim')],
          'CMD ["bash"]',
          [
            'RUN set -ex;     apt-get -qq update;     apt-get install -y --no-install-recommends libgomp1 ca-certificates libssl1.1;     rm -rf /var/lib/apt/lists/*',
            layer('libraries', (plan) => {
              aptInstall(
                plan,
                AMD64,
                freshStatus(BULLSEYE, AMD64),
                'ca-certificates 20210119 380 /usr/sbin/update-ca-certificates\nlibgomp1 10.2.1-6 290\nlibssl1.1 1.1.1k-1+deb11u1 4100\nopenssl 1.1.1k-1+deb11u1 1500 openssl\nlibgssapi-krb5-2 1.18.3-6+deb11u1 400\nlibpython3.9-stdlib 3.9.2-1 8100\npython3.9-minimal 3.9.2-1 10600 python3.9',
              )
            }),
          ],
          [
            `COPY dir:${COPY_SUM} in /usr/local/bin/ `,
            layer('redis', (plan) => {
              plan.program('usr/local/bin/redis-server', 'redis-server', 18_900_000)
              plan.program('usr/local/bin/redis-cli', 'redis-cli', 9_800_000)
              plan.program('usr/local/bin/redis-benchmark', 'redis-benchmark', 9_600_000)
              for (const name of ['redis-check-aof', 'redis-check-rdb', 'redis-sentinel'])
                plan.symlink(`usr/local/bin/${name}`, 'redis-server')
            }),
          ],
          'ENV LIBDIR=/usr/lib/redis/modules',
          'WORKDIR /data',
          ['RUN mkdir -p "$LIBDIR"', layer('modules', (plan) => plan.directory('usr/lib/redis/modules'))],
          [
            `COPY file:${ADD_SUM.slice(0, 32)}${COPY_SUM.slice(32)} in /usr/lib/redis/modules/ `,
            layer('module', (plan) =>
              plan.generated('usr/lib/redis/modules/redisearch.so', size, 'binary', { mode: 0o755 }),
            ),
          ],
          'VOLUME [/data]',
          'EXPOSE 6379',
          'ENTRYPOINT ["redis-server"]',
          'CMD ["--loadmodule" "/usr/lib/redis/modules/redisearch.so"]',
        ]),
      },
    ],
  }
}

/** Redis with search, as it was at the end of 2021: one manifest and no index over it. */
export const redisearch: RepositoryRecipe = {
  name: 'redislabs/redisearch',
  description: 'Redis With the RedisSearch module pre-loaded. See http://redisearch.io',
  stars: 62,
  publisher: 'verified publisher',
  images: Object.fromEntries(RELEASES.map((release) => [release.version, build(release)])),
  tags: { latest: '2.2.6', '2.2.6': '2.2.6', '2.0.15': '2.0.15' },
}
