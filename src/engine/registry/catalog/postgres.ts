import type { Platform } from '../../oci/types.ts'
import type { Build, ImageRecipe, LayerPlan, RepositoryRecipe } from '../recipe.ts'
import { aptInstall, statusWith } from './apt.ts'
import { BOOKWORM, debianSteps } from './debian.ts'
import { GROUP, PASSWD } from './debian-etc.ts'
import { freshStatus } from './debian-rootfs.ts'
import { PATH } from './environment.ts'
import { layering } from './layering.ts'
import { ON_SERVERS } from './platforms.ts'
import { buildkit } from './steps.ts'

interface Release {
  readonly version: string
  readonly created: string
}

const RELEASES: readonly Release[] = [
  { version: '17.6', created: '2025-08-14T20:05:04Z' },
  { version: '16.10', created: '2025-08-14T20:04:31Z' },
]

const OWNER = { uid: 999, gid: 999 }
const GNUPG = 'gnupg 2.2.40-1.1+deb12u1 8400 gpg gpg-agent gpgconf\nless 590-2.1~deb12u2 320 less'
const TOOLS = 'libnss-wrapper 1.1.12-1 90\nxz-utils 5.4.1-1 1200 xz unxz\nzstd 1.5.4+dfsg2-5 1700 zstd'

const ENTRYPOINT = `#!/usr/bin/env bash
set -Eeo pipefail

# Started as root: the data belongs to postgres from here on, and so does the process.
if [ "$1" = 'postgres' ] && [ "$(id -u)" = '0' ]; then
	mkdir -p "$PGDATA"
	chown -R postgres:postgres "$PGDATA" /var/run/postgresql
	exec gosu postgres "$0" "$@"
fi

# An empty directory becomes a cluster, with the password that was asked for.
if [ "$1" = 'postgres' ] && [ ! -s "$PGDATA/PG_VERSION" ]; then
	if [ -z "$POSTGRES_PASSWORD" ] && [ "$POSTGRES_HOST_AUTH_METHOD" != 'trust' ]; then
		echo >&2 'Error: Database is uninitialized and superuser password is not specified.'
		echo >&2 '       You must specify POSTGRES_PASSWORD to a non-empty value for the superuser.'
		exit 1
	fi
	initdb --username="\${POSTGRES_USER:-postgres}" --pwfile=<(printf '%s\\n' "$POSTGRES_PASSWORD")
	for file in /docker-entrypoint-initdb.d/*; do
		[ -f "$file" ] && echo "$0: running $file"
	done
fi

exec "$@"
`

const layerOf = layering()

const PROGRAMS =
  'clusterdb createdb createuser dropdb dropuser initdb pg_basebackup pg_ctl pg_dump pg_dumpall pg_isready pg_resetwal pg_restore pg_rewind pg_upgrade psql reindexdb vacuumdb'

function server(plan: LayerPlan, { version }: Release, platform: Platform): void {
  const major = version.replace(/\..*/, '')
  const home = `usr/lib/postgresql/${major}`
  plan.program(`${home}/bin/postgres`, 'postgres', 9_860_000)
  for (const name of PROGRAMS.split(' ')) plan.program(`${home}/bin/${name}`, name, 310_000)
  for (const name of [
    'adminpack',
    'amcheck',
    'auto_explain',
    'btree_gin',
    'citext',
    'hstore',
    'llvmjit',
    'pg_stat_statements',
    'pgcrypto',
    'plpgsql',
    'postgres_fdw',
    'uuid-ossp',
  ])
    plan.generated(`${home}/lib/${name}.so`, 96_000, 'binary')
  plan.generated(`${home}/lib/bitcode/postgres.index.bc`, 31_000_000, 'binary')
  plan.generated(`usr/share/postgresql/${major}/postgres.bki`, 960_000, 'text')
  plan.generated(`usr/share/postgresql/${major}/postgresql.conf.sample`, 30_700, 'text')
  const status = statusWith(platform, freshStatus(BOOKWORM, platform), `${GNUPG}\n${TOOLS}`)
  aptInstall(
    plan,
    platform,
    status,
    `libicu72 72.1-3+deb12u1 36100
libllvm16 1:16.0.6-15~deb12u1 114000
libperl5.36 5.36.0-7+deb12u2 28900
libpq5 ${version}-1.pgdg120+1 900
libssl3 3.0.17-1~deb12u2 6000
libxml2 2.9.14+dfsg-1.3~deb12u2 1930
libxslt1.1 1.1.35-1+deb12u1 540
libz3-4 4.8.12-3.1 21900
perl 5.36.0-7+deb12u2 20400
postgresql-common 283.pgdg120+1 800`,
  )
}

function image(release: Release, platform: Platform): ImageRecipe {
  const { version, created } = release
  const major = version.replace(/\..*/, '')
  const layer = (name: string, plan: (layer: LayerPlan) => void) =>
    layerOf(`postgres/${version}/${name}`, created, platform, plan)
  const fresh = () => freshStatus(BOOKWORM, platform)
  const search = PATH.replace(/$/, `:/usr/lib/postgresql/${major}/bin`)
  return {
    platform,
    created,
    config: {
      ExposedPorts: { '5432/tcp': {} },
      Env: [
        search,
        'GOSU_VERSION=1.18',
        'LANG=en_US.utf8',
        `PG_MAJOR=${major}`,
        `PG_VERSION=${version}-1.pgdg120+1`,
        'PGDATA=/var/lib/postgresql/data',
      ],
      Entrypoint: ['docker-entrypoint.sh'],
      Cmd: ['postgres'],
      Volumes: { '/var/lib/postgresql/data': {} },
      StopSignal: 'SIGINT',
    },
    steps: [
      ...debianSteps(BOOKWORM, platform),
      ...buildkit(created, [
        [
          'RUN set -eux; \tgroupadd -r postgres --gid=999; \tuseradd -r -g postgres --uid=999 --home-dir=/var/lib/postgresql --shell=/bin/bash postgres; \tinstall --verbose --directory --owner postgres --group postgres --mode 1777 /var/lib/postgresql',
          layer('user', (plan) => {
            plan.file('etc/group', `${GROUP}postgres:x:999:\n`)
            plan.file('etc/passwd', `${PASSWD}postgres:x:999:999::/var/lib/postgresql:/bin/bash\n`)
            plan.directory('var/lib/postgresql', { ...OWNER, mode: 0o1777 })
          }),
        ],
        [
          'RUN set -ex; \tapt-get update; \tapt-get install -y --no-install-recommends \t\tgnupg \t\tless \t; \trm -rf /var/lib/apt/lists/*',
          layer('gnupg', (plan) => void aptInstall(plan, platform, fresh(), GNUPG)),
        ],
        'ENV GOSU_VERSION=1.18',
        [
          'RUN set -eux; \tsavedAptMark="$(apt-mark showmanual)"; \tapt-get update; \tapt-get install -y --no-install-recommends ca-certificates wget; \twget -O /usr/local/bin/gosu "https://github.com/tianon/gosu/releases/download/$GOSU_VERSION/gosu-$dpkgArch"; \tapt-get purge -y --auto-remove; \tchmod +x /usr/local/bin/gosu; \tgosu --version; \tgosu nobody true',
          layer('gosu', (plan) => plan.program('usr/local/bin/gosu', 'gosu', 2_416_640)),
        ],
        [
          "RUN set -eux; \tapt-get update; apt-get install -y --no-install-recommends locales; rm -rf /var/lib/apt/lists/*; \techo 'en_US.UTF-8 UTF-8' >> /etc/locale.gen; \tlocale-gen; \tlocale -a | grep 'en_US.utf8'",
          layer('locale', (plan) => {
            plan.generated('usr/lib/locale/locale-archive', 3_060_000, 'text')
            plan.generated('usr/share/i18n/charmaps/UTF-8.gz', 18_900_000, 'text')
          }),
        ],
        'ENV LANG=en_US.utf8',
        [
          'RUN set -eux; \tapt-get update; \tapt-get install -y --no-install-recommends \t\tlibnss-wrapper \t\txz-utils \t\tzstd \t; \trm -rf /var/lib/apt/lists/*',
          layer(
            'tools',
            (plan) => void aptInstall(plan, platform, statusWith(platform, fresh(), GNUPG), TOOLS),
          ),
        ],
        [
          'RUN mkdir /docker-entrypoint-initdb.d',
          layer('initdb', (plan) => plan.directory('docker-entrypoint-initdb.d')),
        ],
        `ENV PG_MAJOR=${major}`,
        `ENV ${search}`,
        `ENV PG_VERSION=${version}-1.pgdg120+1`,
        [
          'RUN set -ex; \tapt-get update; \tapt-get install -y --no-install-recommends postgresql-common; \tapt-get install -y --no-install-recommends "postgresql-$PG_MAJOR=$PG_VERSION"; \trm -rf /var/lib/apt/lists/*; \tpostgres --version',
          layer('server', (plan) => server(plan, release, platform)),
        ],
        [
          'RUN set -eux; \tdpkg-divert --add --rename --divert "/usr/share/postgresql/postgresql.conf.sample.dpkg" "/usr/share/postgresql/$PG_MAJOR/postgresql.conf.sample"; \tsed -ri "s!^#?(listen_addresses)\\s*=\\s*\\S+.*!\\1 = \'*\'!" /usr/share/postgresql/postgresql.conf.sample',
          layer('listen', (plan) =>
            plan.generated('usr/share/postgresql/postgresql.conf.sample', 30_700, 'text'),
          ),
        ],
        [
          'RUN install --verbose --directory --owner postgres --group postgres --mode 3777 /var/run/postgresql',
          layer('run', (plan) => plan.directory('run/postgresql', { ...OWNER, mode: 0o3777 })),
        ],
        'ENV PGDATA=/var/lib/postgresql/data',
        [
          'RUN install --verbose --directory --owner postgres --group postgres --mode 1777 "$PGDATA"',
          layer('data', (plan) => plan.directory('var/lib/postgresql/data', { ...OWNER, mode: 0o1777 })),
        ],
        'VOLUME [/var/lib/postgresql/data]',
        [
          'COPY docker-entrypoint.sh /usr/local/bin/',
          layer('entrypoint', (plan) =>
            plan.file('usr/local/bin/docker-entrypoint.sh', ENTRYPOINT, { mode: 0o755 }),
          ),
        ],
        'ENTRYPOINT ["docker-entrypoint.sh"]',
        'STOPSIGNAL SIGINT',
        'EXPOSE [5432/tcp]',
        'CMD ["postgres"]',
      ]),
    ],
  }
}

const build = (release: Release): Build => ({
  documents: 'attested',
  platforms: ON_SERVERS.map((platform) => image(release, platform)),
})

/** PostgreSQL: two lines. */
export const postgres: RepositoryRecipe = {
  name: 'library/postgres',
  description: 'The PostgreSQL object-relational database system provides reliability and data integrity.',
  stars: 14_600,
  publisher: 'official',
  images: Object.fromEntries(RELEASES.map((release) => [release.version, build(release)])),
  tags: { latest: '17.6', '17': '17.6', '17.6': '17.6', '16': '16.10', '16.10': '16.10' },
}
