import type { Platform } from '../../oci/types.ts'
import type { Build, RepositoryRecipe } from '../recipe.ts'
import { ALPINE_322, alpineRecord, alpineSteps } from './alpine.ts'
import { apkAdd } from './apk.ts'
import { PATH } from './environment.ts'
import { layering } from './layering.ts'
import { ON_FEW } from './platforms.ts'
import { buildkit } from './steps.ts'

const layerOf = layering()

/** Small images by somebody else than Docker: Alpine, and one program on it. */
interface Small {
  readonly name: string
  readonly description: string
  readonly stars: number
  readonly publisher: RepositoryRecipe['publisher']
  readonly version: string
  readonly created: string
  /** Packages as apk knows them, the program among them. */
  readonly packages: string
  readonly command: readonly string[]
  readonly user?: string
  readonly port?: string
  readonly labels: Readonly<Record<string, string>>
}

const SMALL: readonly Small[] = [
  {
    name: 'bitnami/redis',
    description: 'Bitnami container image for Redis',
    stars: 320,
    publisher: 'verified publisher',
    version: '8.2.1',
    created: '2025-08-19T00:24:51Z',
    packages: 'redis 8.2.1-r0 9800 redis-server redis-cli redis-benchmark',
    command: ['redis-server'],
    user: '1001',
    port: '6379/tcp',
    labels: {
      'org.opencontainers.image.vendor': 'Broadcom, Inc.',
      'org.opencontainers.image.title': 'redis',
    },
  },
  {
    name: 'curlimages/curl',
    description: 'The official image of curl, command line tool and library for transferring data with URLs',
    stars: 430,
    publisher: 'sponsored open source',
    version: '8.15.0',
    created: '2025-07-16T07:20:44Z',
    packages:
      'curl 8.15.0-r0 310 curl\nlibcurl 8.15.0-r0 620\nnghttp2-libs 1.65.0-r0 150\nbrotli-libs 1.1.0-r2 900',
    command: ['curl'],
    user: 'curl_user',
    labels: {
      maintainer: 'James Fuller <jim.fuller@webcomposite.com>',
      'org.opencontainers.image.title': 'curl',
    },
  },
  {
    name: 'linuxserver/nginx',
    description: 'An Nginx container, brought to you by LinuxServer.io.',
    stars: 290,
    publisher: 'sponsored open source',
    version: '1.28.0',
    created: '2025-08-15T10:02:13Z',
    packages: 'nginx 1.28.0-r3 1300 /usr/sbin/nginx\npcre2 10.43-r1 650',
    command: ['nginx', '-g', 'daemon off;'],
    port: '80/tcp',
    labels: { maintainer: 'aptalca', 'org.opencontainers.image.vendor': 'linuxserver.io' },
  },
  {
    name: 'okteto/python',
    description: '',
    stars: 0,
    publisher: 'none',
    version: '3',
    created: '2025-07-28T15:41:09Z',
    packages: 'python3 3.12.11-r0 45200 python3',
    command: ['python3'],
    labels: {},
  },
]

function build(small: Small): Build {
  const { name, created: time, packages, command, user, port, labels } = small
  const layer = (platform: Platform) =>
    layerOf(`${name}/program`, time, platform, (plan) => {
      apkAdd(plan, platform, alpineRecord(platform), packages)
      if (user === 'curl_user') plan.directory('home/curl_user', { uid: 100, gid: 101 })
    })
  return {
    documents: 'oci',
    platforms: ON_FEW.map((platform) => ({
      platform,
      created: time,
      config: {
        ...(user && { User: user }),
        ...(port && { ExposedPorts: { [port]: {} } }),
        Env: [PATH],
        Cmd: command,
        Labels: labels,
      },
      steps: [
        ...alpineSteps(ALPINE_322, platform),
        ...buildkit(time, [
          ...Object.entries(labels).map(([key, value]) => `LABEL ${key}=${value}`),
          [`RUN apk add --no-cache ${packages.split(' ')[0]}`, layer(platform)],
          ...(user ? [`USER ${user}`] : []),
          ...(port ? [`EXPOSE [${port}]`] : []),
          `CMD [${command.map((word) => JSON.stringify(word)).join(' ')}]`,
        ]),
      ],
    })),
  }
}

/** One repository for each of the classes that are not Docker's own. */
export const others: readonly RepositoryRecipe[] = SMALL.map((small) => ({
  name: small.name,
  description: small.description,
  stars: small.stars,
  publisher: small.publisher,
  images: { [small.version]: build(small) },
  tags: { latest: small.version, [small.version]: small.version },
}))
