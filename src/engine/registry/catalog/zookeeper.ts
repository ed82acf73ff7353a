import type { Platform } from '../../oci/types.ts'
import type { Build, ImageRecipe, LayerPlan, RepositoryRecipe } from '../recipe.ts'
import { aptInstall } from './apt.ts'
import { layering } from './layering.ts'
import { ON_FEW } from './platforms.ts'
import { buildkit } from './steps.ts'
import { type Java, JRE_11, JRE_17, javaEnv, javaStatus, javaSteps } from './temurin.ts'
import { ubuntuLabels } from './ubuntu.ts'

interface Release {
  readonly key: string
  readonly version: string
  readonly java: Java
  readonly created: string
}

/** Built again with another base or a repaired script: the tag moves, the build before stays. */
const RELEASES: readonly Release[] = [
  { key: '3.9.3', version: '3.9.3', java: JRE_17, created: '2025-08-13T19:10:25Z' },
  { key: '3.8.4', version: '3.8.4', java: JRE_11, created: '2025-08-13T19:12:00Z' },
  { key: '3.8.4-before', version: '3.8.4', java: JRE_11, created: '2025-08-12T20:40:31Z' },
]

const SETTINGS =
  'ZOO_CONF_DIR=/conf ZOO_DATA_DIR=/data ZOO_DATA_LOG_DIR=/datalog ZOO_LOG_DIR=/logs ZOO_TICK_TIME=2000 ZOO_INIT_LIMIT=5 ZOO_SYNC_LIMIT=2 ZOO_AUTOPURGE_PURGEINTERVAL=0 ZOO_AUTOPURGE_SNAPRETAINCOUNT=3 ZOO_MAX_CLIENT_CNXNS=60 ZOO_STANDALONE_ENABLED=true ZOO_ADMINSERVER_ENABLED=true'
const DIRECTORIES = ['conf', 'data', 'datalog', 'logs']

const JARS =
  'zookeeper:1_346_000 zookeeper-jute:256_000 netty-common:663_000 netty-handler:562_000 netty-transport:490_000 netty-buffer:306_000 ' +
  'jetty-server:727_000 jetty-util:585_000 jackson-databind:1_622_000 jackson-core:509_000 logback-classic:288_000 logback-core:600_000 ' +
  'slf4j-api:41_000 snappy-java:2_310_000 jline:271_000 commons-cli:58_000 audience-annotations:20_000'

/** The build before had a script that did not wait for its settings. */
const entrypoint = (repaired: boolean): string => `#!/bin/bash
set -e

# Started as root: the data belongs to zookeeper from here on, and so does the process.
if [[ "$1" = 'zkServer.sh' && "$(id -u)" = '0' ]]; then
    chown -R zookeeper "$ZOO_DATA_DIR" "$ZOO_DATA_LOG_DIR" "$ZOO_LOG_DIR"
    exec gosu zookeeper "$0" "$@"
fi

# Settings from the environment, unless somebody put a file there.
if [[ ! -f "$ZOO_CONF_DIR/zoo.cfg" ]]; then
    {
        echo "dataDir=$ZOO_DATA_DIR"
        echo "dataLogDir=$ZOO_DATA_LOG_DIR"
        echo "tickTime=$ZOO_TICK_TIME"
        echo "initLimit=$ZOO_INIT_LIMIT"
        echo "syncLimit=$ZOO_SYNC_LIMIT"
        echo "maxClientCnxns=$ZOO_MAX_CLIENT_CNXNS"
        echo "standaloneEnabled=$ZOO_STANDALONE_ENABLED"
        for server in $ZOO_SERVERS; do echo "$server"; done
    } >> "$ZOO_CONF_DIR/zoo.cfg"
fi
${
  repaired
    ? `
# Every server of an ensemble has a number of its own.
if [[ ! -f "$ZOO_DATA_DIR/myid" ]]; then
    echo "\${ZOO_MY_ID:-1}" > "$ZOO_DATA_DIR/myid"
fi
`
    : ''
}
exec "$@"
`

const layerOf = layering()

function unpacked(plan: LayerPlan, { version }: Release): void {
  const home = `apache-zookeeper-${version}-bin`
  for (const name of ['zkCli.sh', 'zkServer.sh', 'zkEnv.sh', 'zkCleanup.sh', 'zkTxnLogToolkit.sh'])
    plan.generated(`${home}/bin/${name}`, 5_200, 'text', { mode: 0o755 })
  for (const item of JARS.split(' ')) {
    const [name, size] = item.split(':')
    plan.generated(`${home}/lib/${name}.jar`, Number(size!.replaceAll('_', '')), 'packed')
  }
  plan.file(
    `${home}/NOTICE.txt`,
    'Apache ZooKeeper\nThe Apache Software Foundation (https://www.apache.org/)\n',
  )
  plan.generated(`${home}/LICENSE.txt`, 11_358, 'text')
  plan.file('conf/logback.xml', '<configuration>\n  <root level="INFO"/>\n</configuration>\n')
}

function image(release: Release, platform: Platform): ImageRecipe {
  const { key, version, java, created } = release
  const own = `zookeeper/${key}`
  const env = SETTINGS.split(' ')
  const home = `/apache-zookeeper-${version}-bin`
  return {
    platform,
    created,
    config: {
      ExposedPorts: { '2181/tcp': {}, '2888/tcp': {}, '3888/tcp': {}, '8080/tcp': {} },
      Env: [
        ...javaEnv(java).map((one) => (one.startsWith('PATH=') ? `${one}:${home}/bin` : one)),
        ...env,
        'ZOOCFGDIR=/conf',
      ],
      Entrypoint: ['/docker-entrypoint.sh'],
      Cmd: ['zkServer.sh', 'start-foreground'],
      Volumes: { '/data': {}, '/datalog': {}, '/logs': {} },
      WorkingDir: home,
      Labels: ubuntuLabels(java.ubuntu),
    },
    steps: [
      ...javaSteps(java, platform),
      ...buildkit(created, [
        `ENV ${SETTINGS}`,
        [
          'RUN set -eux;     groupadd -r zookeeper --gid=1000;     useradd -r -g zookeeper --uid=1000 zookeeper;     mkdir -p "$ZOO_DATA_LOG_DIR" "$ZOO_DATA_DIR" "$ZOO_CONF_DIR" "$ZOO_LOG_DIR";     chown zookeeper:zookeeper "$ZOO_DATA_LOG_DIR" "$ZOO_DATA_DIR" "$ZOO_CONF_DIR" "$ZOO_LOG_DIR"',
          layerOf(`${own}/user`, created, platform, (plan) => {
            for (const name of DIRECTORIES) plan.directory(name, { uid: 1000, gid: 1000 })
          }),
        ],
        [
          'RUN set -eux;     apt-get update;     DEBIAN_FRONTEND=noninteractive     apt-get install -y --no-install-recommends         ca-certificates         dirmngr         gosu         gnupg         netcat-openbsd         wget;     rm -rf /var/lib/apt/lists/*;     gosu nobody true',
          layerOf(`${own}/tools`, created, platform, (plan) => {
            aptInstall(
              plan,
              platform,
              javaStatus(java, platform),
              'dirmngr 2.4.4-2ubuntu17.3 1200 dirmngr\ngosu 1.17-1ubuntu0.24.04.3 2500 /usr/sbin/gosu\nnetcat-openbsd 1.226-1ubuntu2 110 nc',
            )
          }),
        ],
        `ARG SHORT_DIST_NAME=apache-zookeeper-${version}`,
        `ARG DISTRO_NAME=apache-zookeeper-${version}-bin`,
        [
          `RUN |2 SHORT_DIST_NAME=apache-zookeeper-${version} DISTRO_NAME=apache-zookeeper-${version}-bin /bin/sh -c set -eux;     wget -q -O "$DISTRO_NAME.tar.gz" "https://archive.apache.org/dist/zookeeper/$SHORT_DIST_NAME/$DISTRO_NAME.tar.gz";     tar -zxf "$DISTRO_NAME.tar.gz";     mv "$DISTRO_NAME/conf/"* "$ZOO_CONF_DIR";     rm -rf "$DISTRO_NAME.tar.gz";     chown -R zookeeper:zookeeper "/$DISTRO_NAME"`,
          layerOf(`${own}/program`, created, platform, (plan) => unpacked(plan, release)),
        ],
        `WORKDIR ${home}`,
        'VOLUME [/data /datalog /logs]',
        'EXPOSE [2181/tcp 2888/tcp 3888/tcp 8080/tcp]',
        `ENV PATH=/opt/java/openjdk/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:${home}/bin ZOOCFGDIR=/conf`,
        [
          'COPY docker-entrypoint.sh /',
          layerOf(`${own}/entrypoint`, created, platform, (plan) =>
            plan.file('docker-entrypoint.sh', entrypoint(key !== '3.8.4-before'), { mode: 0o755 }),
          ),
        ],
        'ENTRYPOINT ["/docker-entrypoint.sh"]',
        'CMD ["zkServer.sh" "start-foreground"]',
      ]),
    ],
  }
}

const build = (release: Release): Build => ({
  documents: 'attested',
  platforms: ON_FEW.map((platform) => image(release, platform)),
})

/** ZooKeeper. What `3.8` named before is still there, by its digest. */
export const zookeeper: RepositoryRecipe = {
  name: 'library/zookeeper',
  description:
    'Apache ZooKeeper is an open-source server which enables highly reliable distributed coordination.',
  stars: 1490,
  publisher: 'official',
  images: Object.fromEntries(RELEASES.map((release) => [release.key, build(release)])),
  tags: {
    latest: '3.9.3',
    '3.9': '3.9.3',
    '3.9.3': '3.9.3',
    '3.9-jre-17': '3.9.3',
    '3.8': '3.8.4',
    '3.8.4': '3.8.4',
    '3.8-jre-11': '3.8.4',
  },
}
