import type { Platform } from '../../oci/types.ts'
import type { Build, ImageRecipe, LayerPlan, RepositoryRecipe } from '../recipe.ts'
import { ALPINE_318, ALPINE_321, type AlpineRelease, alpineRecord, alpineSteps } from './alpine.ts'
import { apkAdd } from './apk.ts'
import { PATH } from './environment.ts'
import { layering } from './layering.ts'
import { ON_FEW } from './platforms.ts'
import { buildkit } from './steps.ts'

interface Release {
  readonly version: string
  readonly alpine: AlpineRelease
  readonly created: string
  /** Bytes of the one executable. */
  readonly size: number
  /** Folder of the settings below /etc. */
  readonly config: string
  readonly platforms: readonly Platform[]
}

const RELEASES: readonly Release[] = [
  {
    version: '3.0.0',
    alpine: ALPINE_321,
    created: '2025-07-16T20:22:13Z',
    size: 48_300_000,
    config: 'etc/distribution',
    platforms: ON_FEW,
  },
  {
    version: '2.8.3',
    alpine: ALPINE_318,
    created: '2023-10-02T18:42:41Z',
    size: 17_280_000,
    config: 'etc/docker/registry',
    platforms: ON_FEW,
  },
]

const CONFIG = `version: 0.1
log:
  fields:
    service: registry
storage:
  cache:
    blobdescriptor: inmemory
  filesystem:
    rootdirectory: /var/lib/registry
http:
  addr: :5000
  headers:
    X-Content-Type-Options: [nosniff]
health:
  storagedriver:
    enabled: true
    interval: 10s
    threshold: 3
`

const ENTRYPOINT = `#!/bin/sh
set -e

# An argument that is a file of settings is meant for the server.
case "$1" in
    *.yaml|*.yml) set -- registry serve "$@" ;;
    serve|garbage-collect|help|-*) set -- registry "$@" ;;
esac

exec "$@"
`

const layerOf = layering()

function image(release: Release, platform: Platform): ImageRecipe {
  const { version, alpine, created, size, config } = release
  const layer = (name: string, plan: (layer: LayerPlan) => void) =>
    layerOf(`registry/${version}/${name}`, created, platform, plan)
  const newer = version.startsWith('3')
  return {
    platform,
    created,
    config: {
      ExposedPorts: { '5000/tcp': {} },
      Env: [PATH, ...(newer ? ['OTEL_TRACES_EXPORTER=none'] : [])],
      Entrypoint: ['/entrypoint.sh'],
      Cmd: [`/${config}/config.yml`],
      Volumes: { '/var/lib/registry': {} },
      WorkingDir: '/',
    },
    steps: [
      ...alpineSteps(alpine, platform),
      ...buildkit(created, [
        [
          'RUN apk add --no-cache ca-certificates',
          layer('certificates', (plan) => {
            apkAdd(plan, platform, alpineRecord(platform), 'ca-certificates 20241121-r1 600')
          }),
        ],
        [
          `RUN set -eux; \tversion='${version}'; \tapkArch="$(apk --print-arch)"; \twget -O registry.tar.gz "https://github.com/distribution/distribution/releases/download/v$version/registry_\${version}_linux_$apkArch.tar.gz"; \ttar --extract --verbose --file registry.tar.gz --directory /bin/ registry; \trm registry.tar.gz; \tregistry --version`,
          layer('program', (plan) => plan.program('bin/registry', 'registry', size)),
        ],
        [
          `COPY ./config-example.yml /${config}/config.yml`,
          layer('config', (plan) => plan.file(`${config}/config.yml`, CONFIG)),
        ],
        ...(newer ? ['ENV OTEL_TRACES_EXPORTER=none'] : []),
        'VOLUME [/var/lib/registry]',
        'EXPOSE [5000/tcp]',
        [
          'COPY docker-entrypoint.sh /entrypoint.sh',
          layer('entrypoint', (plan) => plan.file('entrypoint.sh', ENTRYPOINT, { mode: 0o755 })),
        ],
        'ENTRYPOINT ["/entrypoint.sh"]',
        `CMD ["/${config}/config.yml"]`,
      ]),
    ],
  }
}

const build = (release: Release): Build => ({
  documents: release.version.startsWith('3') ? 'attested' : 'oci',
  platforms: release.platforms.map((platform) => image(release, platform)),
})

/** A registry of one's own. */
export const registry: RepositoryRecipe = {
  name: 'library/registry',
  description: 'Distribution implementation for storing and distributing of container images and artifacts.',
  stars: 4100,
  publisher: 'official',
  images: Object.fromEntries(RELEASES.map((release) => [release.version, build(release)])),
  tags: {
    latest: '3.0.0',
    '3': '3.0.0',
    '3.0': '3.0.0',
    '3.0.0': '3.0.0',
    '2': '2.8.3',
    '2.8': '2.8.3',
    '2.8.3': '2.8.3',
  },
}
