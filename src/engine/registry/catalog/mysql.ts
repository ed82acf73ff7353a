import type { Platform } from '../../oci/types.ts'
import type { Build, ImageRecipe, LayerPlan, RepositoryRecipe } from '../recipe.ts'
import { PATH } from './environment.ts'
import { layering } from './layering.ts'
import { ENTRYPOINT, MY_CNF } from './mysql-files.ts'
import { mysqlOnDebian } from './mysql-old.ts'
import { oraclePackages, oracleSteps } from './oraclelinux.ts'
import { ON_FEW } from './platforms.ts'
import { REDHAT_GROUP, REDHAT_PASSWD, rpmInstall } from './redhat.ts'
import { buildkit } from './steps.ts'

interface Release {
  readonly version: string
  /** `innovation`, `8.4`. */
  readonly major: string
  readonly created: string
  /** Bytes of the server. */
  readonly server: number
}

const RELEASES: readonly Release[] = [
  { version: '9.4.0', major: 'innovation', created: '2025-08-12T17:09:57Z', server: 97_400_000 },
  { version: '8.4.6', major: '8.4', created: '2025-08-12T17:09:38Z', server: 74_100_000 },
  { version: '8.0.43', major: '8.0', created: '2025-08-12T17:09:07Z', server: 71_700_000 },
]

const GOSU_VERSION = '1.17'
const OWNER = { uid: 999, gid: 999 }

const TOOLS =
  'bzip2 1.0.8-10.el9 90 bzip2\ngzip 1.12-1.el9 350 gzip\nopenssl 1:3.2.2-6.0.1.el9 1900 openssl\nxz 5.2.5-8.el9 1500 xz\nzstd 1.5.5-1.el9 1400 zstd\nfindutils 1:4.8.0-7.el9 1700 find xargs'
const TOOLS_LINE =
  'RUN set -eux; \tmicrodnf install -y \t\tbzip2 \t\tgzip \t\topenssl \t\txz \t\tzstd \t\tfindutils \t; \tmicrodnf clean all'

/** Programs of the server's package beside the server. */
const CLIENTS =
  'my_print_defaults mysql mysql_config mysql_migrate_keyring mysql_secure_installation mysql_ssl_rsa_setup mysql_tzinfo_to_sql mysqladmin mysqldump'

const layerOf = layering()

function server(plan: LayerPlan, { server: size, version }: Release, platform: Platform): void {
  plan.program('usr/sbin/mysqld', 'mysqld', size)
  for (const name of CLIENTS.split(' ')) plan.program(`usr/bin/${name}`, name, 7_600_000)
  plan.generated('usr/lib64/mysql/private/libprotobuf-lite.so', 1_080_000, 'binary', { mode: 0o755 })
  for (const plugin of [
    'auth_socket',
    'component_reference_cache',
    'group_replication',
    'ha_example',
    'keyring_file',
    'rewriter',
    'semisync_source',
    'validate_password',
  ])
    plan.generated(
      `usr/lib64/mysql/plugin/${plugin}.so`,
      plugin === 'group_replication' ? 14_300_000 : 190_000,
      'binary',
      { mode: 0o755 },
    )
  plan.generated(`usr/share/mysql-${version.replace(/\.\d+$/, '')}/errmsg.txt`, 840_000, 'text')
  for (const language of ['english', 'german', 'japanese', 'korean', 'spanish', 'french'])
    plan.generated(`usr/share/mysql-${version.replace(/\.\d+$/, '')}/${language}/errmsg.sys`, 370_000, 'text')
  plan.file('etc/my.cnf', MY_CNF)
  plan.directory('etc/mysql/conf.d')
  for (const name of ['var/lib/mysql', 'var/lib/mysql-files', 'var/run/mysqld'])
    plan.directory(name, { ...OWNER, mode: 0o1777 })
  plan.directory('docker-entrypoint-initdb.d')
  rpmInstall(plan, platform, `mysql-community-server-minimal ${version}-1.el9 6000`, '')
}

function shell(plan: LayerPlan): void {
  plan.program('usr/bin/mysqlsh', 'mysqlsh', 48_300_000)
  plan.generated('usr/lib/mysqlsh/lib/libmysqlclient.so', 22_100_000, 'binary', { mode: 0o755 })
  plan.generated('usr/lib/mysqlsh/lib/libjitexecutor.so', 151_000_000, 'binary', { mode: 0o755 })
  plan.generated('usr/lib/mysqlsh/lib/python3.13/bundle.zip', 174_000_000, 'packed')
  plan.generated('usr/lib/mysqlsh/python-packages/oci.py', 151_000_000, 'text')
}

function image(release: Release, platform: Platform): ImageRecipe {
  const { version, major, created } = release
  const own = `mysql/${version}`
  const rpm = `${version}-1.el9`
  return {
    platform,
    created,
    config: {
      ExposedPorts: { '3306/tcp': {}, '33060/tcp': {} },
      Env: [
        PATH,
        `GOSU_VERSION=${GOSU_VERSION}`,
        `MYSQL_MAJOR=${major}`,
        `MYSQL_VERSION=${rpm}`,
        `MYSQL_SHELL_VERSION=${rpm}`,
      ],
      Entrypoint: ['docker-entrypoint.sh'],
      Cmd: ['mysqld'],
      Volumes: { '/var/lib/mysql': {} },
      WorkingDir: '/',
    },
    steps: [
      ...oracleSteps(platform),
      ...buildkit(created, [
        [
          'RUN set -eux; \tgroupadd --system --gid 999 mysql; \tuseradd --system --uid 999 --gid 999 --home-dir /var/lib/mysql --no-create-home mysql',
          layerOf(`${own}/user`, created, platform, (plan) => {
            plan.file('etc/group', `${REDHAT_GROUP}mysql:x:999:\n`)
            plan.file('etc/passwd', `${REDHAT_PASSWD}mysql:x:999:999::/var/lib/mysql:/bin/bash\n`)
          }),
        ],
        `ENV GOSU_VERSION=${GOSU_VERSION}`,
        [
          'RUN set -eux; \tarch="$(uname -m)"; \tcase "$arch" in aarch64) gosuArch=\'arm64\' ;; x86_64) gosuArch=\'amd64\' ;; esac; \tcurl -fL -o /usr/local/bin/gosu "https://github.com/tianon/gosu/releases/download/$GOSU_VERSION/gosu-$gosuArch"; \tchmod +x /usr/local/bin/gosu; \tgosu --version; \tgosu nobody true',
          layerOf('mysql/gosu', created, platform, (plan) =>
            plan.program('usr/local/bin/gosu', 'gosu', 2_416_640),
          ),
        ],
        [
          TOOLS_LINE,
          layerOf(
            'mysql/tools',
            created,
            platform,
            (plan) =>
              void rpmInstall(plan, platform, `${oraclePackages.replace(/ \d+( .*)?$/gm, ' 0')}\n${TOOLS}`),
          ),
        ],
        [
          'RUN set -eux; \tkey=\'BCA4 3417 C3B4 85DD 128E C6D4 B7B3 B788 A8D3 785C\'; \tgpg --batch --keyserver keyserver.ubuntu.com --recv-keys "$key"; \tgpg --batch --export --armor "$key" > /etc/pki/rpm-gpg/RPM-GPG-KEY-mysql',
          layerOf('mysql/key', created, platform, (plan) =>
            plan.generated('etc/pki/rpm-gpg/RPM-GPG-KEY-mysql', 3_124, 'packed'),
          ),
        ],
        `ENV MYSQL_MAJOR=${major}`,
        `ENV MYSQL_VERSION=${rpm}`,
        [
          "RUN set -eu; \t{ \t\techo '[mysql-server-minimal]'; \t\techo 'name=MySQL Server Minimal'; \t\techo 'enabled=1'; \t\techo 'gpgcheck=1'; \t} | tee /etc/yum.repos.d/mysql-community-minimal.repo",
          layerOf(`${own}/repository`, created, platform, (plan) =>
            plan.file(
              'etc/yum.repos.d/mysql-community-minimal.repo',
              `[mysql-server-minimal]\nname=MySQL Server Minimal\nenabled=1\nbaseurl=https://repo.mysql.com/yum/mysql-${major}-community/docker/el/9/$basearch/\ngpgcheck=1\ngpgkey=file:///etc/pki/rpm-gpg/RPM-GPG-KEY-mysql\nmodule_hotfixes=true\n`,
            ),
          ),
        ],
        [
          'RUN set -eux; \tmicrodnf install -y "mysql-community-server-minimal-$MYSQL_VERSION"; \tmicrodnf clean all; \trm -rf /var/lib/mysql; \tmkdir -p /var/lib/mysql /var/run/mysqld; \tchown mysql:mysql /var/lib/mysql /var/run/mysqld; \tmkdir /docker-entrypoint-initdb.d; \tmysqld --version; \tmysql --version',
          layerOf(`${own}/server`, created, platform, (plan) => server(plan, release, platform)),
        ],
        [
          "RUN set -eu; \t{ \t\techo '[mysql-tools-community]'; \t\techo 'name=MySQL Tools Community'; \t\techo 'enabled=1'; \t\techo 'gpgcheck=1'; \t} | tee /etc/yum.repos.d/mysql-community-tools.repo",
          layerOf(`${own}/tools-repository`, created, platform, (plan) =>
            plan.file(
              'etc/yum.repos.d/mysql-community-tools.repo',
              `[mysql-tools-community]\nname=MySQL Tools Community\nenabled=1\nbaseurl=https://repo.mysql.com/yum/mysql-tools-${major}-community/el/9/$basearch/\ngpgcheck=1\ngpgkey=file:///etc/pki/rpm-gpg/RPM-GPG-KEY-mysql\nmodule_hotfixes=true\n`,
            ),
          ),
        ],
        `ENV MYSQL_SHELL_VERSION=${rpm}`,
        [
          'RUN set -eux; \tmicrodnf install -y "mysql-shell-$MYSQL_SHELL_VERSION"; \tmicrodnf clean all; \t\tmysqlsh --version',
          layerOf(`${own}/shell`, created, platform, shell),
        ],
        'VOLUME [/var/lib/mysql]',
        [
          'COPY docker-entrypoint.sh /usr/local/bin/',
          layerOf(`${own}/entrypoint`, created, platform, (plan) => {
            plan.file('usr/local/bin/docker-entrypoint.sh', ENTRYPOINT, { mode: 0o755 })
            plan.symlink('entrypoint.sh', 'usr/local/bin/docker-entrypoint.sh')
          }),
        ],
        'ENTRYPOINT ["docker-entrypoint.sh"]',
        'EXPOSE [3306/tcp 33060/tcp]',
        'CMD ["mysqld"]',
      ]),
    ],
  }
}

const build = (release: Release): Build => ({
  documents: 'attested',
  platforms: ON_FEW.map((platform) => image(release, platform)),
})

/** MySQL: three lines on Oracle Linux, and one of 2021 on Debian. */
export const mysql: RepositoryRecipe = {
  name: 'library/mysql',
  description: 'MySQL is a widely used, open-source relational database management system (RDBMS).',
  stars: 15_800,
  publisher: 'official',
  images: {
    ...Object.fromEntries(RELEASES.map((release) => [release.version, build(release)])),
    '8.0.27': mysqlOnDebian,
  },
  tags: {
    latest: '9.4.0',
    innovation: '9.4.0',
    '9': '9.4.0',
    '9.4': '9.4.0',
    '9.4.0': '9.4.0',
    lts: '8.4.6',
    '8': '8.4.6',
    '8.4': '8.4.6',
    '8.4.6': '8.4.6',
    '8.0': '8.0.43',
    '8.0.43': '8.0.43',
    '8.0.27': '8.0.27',
  },
}
