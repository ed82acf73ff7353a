import type { Build, LayerPlan } from '../recipe.ts'
import { aptInstall, statusWith } from './apt.ts'
import { BULLSEYE } from './debian.ts'
import { GROUP, PASSWD } from './debian-etc.ts'
import { debianRootfs, freshStatus } from './debian-rootfs.ts'
import { PATH } from './environment.ts'
import { layering } from './layering.ts'
import { ENTRYPOINT, MY_CNF } from './mysql-files.ts'
import { AMD64 } from './platforms.ts'
import { classic } from './steps.ts'

/** MySQL 8.0.27 as it was built at the end of 2021: on Debian, by the classic builder, for one machine. */
const CREATED = '2021-12-21T02:56:49.755107412Z'
const BASE_SUM = 'bd5c9e0e0145fe33b8bd4ecef0d2d84e0cf6ad1b1b0d3bfcd7f77ce7b4d4d34e'
const COPY_SUM = '345a22fe55d3e6783a17075612415413487e7dba27fbf1000a67c7870364b739'
const CONFIG_SUM = '2e3f9a9d3a2d8a4d6c7bb4a3fd5fc6d2c0b29a4ec6dd4f5b38d0a5f0ecb0dc1f'

const GNUPG = 'dirmngr 2.2.27-2 1200 dirmngr\ngnupg 2.2.27-2 8300 gpg gpg-agent gpgconf'
const TOOLS = `bzip2 1.0.8-4 120 bzip2
libgmp10 2:6.2.1 600
openssl 1.1.1k-1+deb11u1 1500 openssl
perl 5.32.1-4+deb11u2 18900
libperl5.32 5.32.1-4+deb11u2 28000
pwgen 2.08-2 50 pwgen
xz-utils 5.2.5-2 640 xz
zstd 1.4.8+dfsg-2.1 1300 zstd`
const SERVER = `mysql-common 8.0.27-1debian11 60
mysql-community-client-core 8.0.27-1debian11 68000 mysql mysqladmin mysqldump
mysql-community-server-core 8.0.27-1debian11 247000 /usr/sbin/mysqld
libaio1 0.3.112-9 50
libnuma1 2.0.12-1+b1 80`

const layerOf = layering()
const layer = (name: string, plan: (layer: LayerPlan) => void) =>
  layerOf(`mysql/8.0.27/${name}`, CREATED, AMD64, plan)
const fresh = (): string => freshStatus(BULLSEYE, AMD64)

export const mysqlOnDebian: Build = {
  documents: 'list',
  platforms: [
    {
      platform: AMD64,
      created: CREATED,
      classic: '20.10.7',
      config: {
        ExposedPorts: { '3306/tcp': {}, '33060/tcp': {} },
        Env: [PATH, 'GOSU_VERSION=1.12', 'MYSQL_MAJOR=8.0', 'MYSQL_VERSION=8.0.27-1debian11'],
        Entrypoint: ['docker-entrypoint.sh'],
        Cmd: ['mysqld'],
        Volumes: { '/var/lib/mysql': {} },
      },
      steps: classic(CREATED, [
        [`ADD file:${BASE_SUM} in / `, debianRootfs(BULLSEYE, AMD64, 'slim')],
        'CMD ["bash"]',
        [
          'RUN groupadd -r mysql && useradd -r -g mysql mysql',
          layer('user', (plan) => {
            plan.file('etc/group', `${GROUP}mysql:x:999:\n`)
            plan.file('etc/passwd', `${PASSWD}mysql:x:999:999::/home/mysql:/bin/sh\n`)
          }),
        ],
        [
          'RUN apt-get update && apt-get install -y --no-install-recommends gnupg dirmngr && rm -rf /var/lib/apt/lists/*',
          layer('gnupg', (plan) => void aptInstall(plan, AMD64, fresh(), GNUPG)),
        ],
        'ENV GOSU_VERSION=1.12',
        [
          'RUN set -eux; \tsavedAptMark="$(apt-mark showmanual)"; \tapt-get update; \tapt-get install -y --no-install-recommends ca-certificates wget; \twget -O /usr/local/bin/gosu "https://github.com/tianon/gosu/releases/download/$GOSU_VERSION/gosu-amd64"; \tapt-mark auto \'.*\' > /dev/null; \tapt-get purge -y --auto-remove; \tchmod +x /usr/local/bin/gosu; \tgosu --version; \tgosu nobody true',
          layer('gosu', (plan) => plan.program('usr/local/bin/gosu', 'gosu', 2_265_088)),
        ],
        [
          'RUN mkdir /docker-entrypoint-initdb.d',
          layer('initdb', (plan) => plan.directory('docker-entrypoint-initdb.d')),
        ],
        [
          'RUN apt-get update && apt-get install -y --no-install-recommends \t\tbzip2 \t\topenssl \t\tperl \t\tpwgen \t\txz-utils \t\tzstd \t&& rm -rf /var/lib/apt/lists/*',
          layer('tools', (plan) => void aptInstall(plan, AMD64, statusWith(AMD64, fresh(), GNUPG), TOOLS)),
        ],
        [
          'RUN set -ex; \tkey=\'859BE8D7C586F538430B19C2467B942D3A79BD29\'; \tgpg --batch --keyserver hkps://keyserver.ubuntu.com --recv-keys "$key"; \tgpg --batch --export "$key" > /etc/apt/trusted.gpg.d/mysql.gpg; \tapt-key list > /dev/null',
          layer('key', (plan) => plan.generated('etc/apt/trusted.gpg.d/mysql.gpg', 2_614, 'packed')),
        ],
        'ENV MYSQL_MAJOR=8.0',
        'ENV MYSQL_VERSION=8.0.27-1debian11',
        [
          "RUN echo 'deb http://repo.mysql.com/apt/debian/ bullseye mysql-8.0' > /etc/apt/sources.list.d/mysql.list",
          layer('repository', (plan) =>
            plan.file(
              'etc/apt/sources.list.d/mysql.list',
              'deb http://repo.mysql.com/apt/debian/ bullseye mysql-8.0\n',
            ),
          ),
        ],
        [
          'RUN { \t\techo mysql-community-server mysql-community-server/data-dir select \'\'; \t} | debconf-set-selections \t&& apt-get update \t&& apt-get install -y mysql-community-client="$MYSQL_VERSION" mysql-community-server-core="$MYSQL_VERSION" \t&& rm -rf /var/lib/apt/lists/* \t&& rm -rf /var/lib/mysql && mkdir -p /var/lib/mysql /var/run/mysqld \t&& chown -R mysql:mysql /var/lib/mysql /var/run/mysqld \t&& chmod 1777 /var/run/mysqld /var/lib/mysql',
          layer('server', (plan) => {
            aptInstall(plan, AMD64, statusWith(AMD64, fresh(), `${GNUPG}\n${TOOLS}`), SERVER)
            plan.generated('usr/share/mysql/errmsg-utf8.txt', 640_000, 'text')
            plan.generated('usr/lib/mysql/plugin/group_replication.so', 57_000_000, 'binary', { mode: 0o755 })
            plan.directory('etc/mysql/conf.d')
            for (const name of ['var/lib/mysql', 'var/run/mysqld'])
              plan.directory(name, { mode: 0o1777, uid: 999, gid: 999 })
          }),
        ],
        'VOLUME [/var/lib/mysql]',
        [
          `COPY dir:${CONFIG_SUM} in /etc/mysql/ `,
          layer('config', (plan) => plan.file('etc/mysql/my.cnf', MY_CNF)),
        ],
        [
          `COPY file:${COPY_SUM} in /usr/local/bin/ `,
          layer('entrypoint', (plan) =>
            plan.file('usr/local/bin/docker-entrypoint.sh', ENTRYPOINT, { mode: 0o755 }),
          ),
        ],
        [
          'RUN ln -s usr/local/bin/docker-entrypoint.sh /entrypoint.sh # backwards compat',
          layer('link', (plan) => plan.symlink('entrypoint.sh', 'usr/local/bin/docker-entrypoint.sh')),
        ],
        'ENTRYPOINT ["docker-entrypoint.sh"]',
        'EXPOSE 3306 33060',
        'CMD ["mysqld"]',
      ]),
    },
  ],
}
