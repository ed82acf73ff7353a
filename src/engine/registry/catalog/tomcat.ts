import { sha256Hex } from '../../base/digest.ts'
import type { Platform } from '../../oci/types.ts'
import type { Build, ImageRecipe, LayerPlan, RepositoryRecipe } from '../recipe.ts'
import { aptInstall } from './apt.ts'
import { layering } from './layering.ts'
import { ON_FEW } from './platforms.ts'
import { buildkit } from './steps.ts'
import { type Java, JDK_21, JRE_17, javaEnv, javaStatus, javaSteps } from './temurin.ts'
import { ubuntuLabels } from './ubuntu.ts'

interface Release {
  readonly version: string
  readonly java: Java
  readonly created: string
}

const RELEASES: readonly Release[] = [
  {
    version: '11.0.10',
    java: JDK_21,
    created: '2025-08-13T21:25:33Z',
  },
  {
    version: '10.1.44',
    java: JDK_21,
    created: '2025-08-13T21:25:11Z',
  },
  {
    version: '9.0.108',
    java: JRE_17,
    created: '2025-08-13T21:24:40Z',
  },
]

const HOME = 'usr/local/tomcat'

const SERVER_XML = `<?xml version="1.0" encoding="UTF-8"?>
<Server port="8005" shutdown="SHUTDOWN">
  <Service name="Catalina">
    <Connector port="8080" protocol="HTTP/1.1" connectionTimeout="20000" redirectPort="8443" />
    <Engine name="Catalina" defaultHost="localhost">
      <Host name="localhost" appBase="webapps" unpackWARs="true" autoDeploy="true" />
    </Engine>
  </Service>
</Server>
`

const JARS =
  'annotations-api:12 catalina:1910 catalina-ant:71 catalina-ha:152 catalina-storeconfig:74 catalina-tribes:321 ecj-4.33:3190 el-api:98 jasper:570 jasper-el:180 jsp-api:61 servlet-api:335 tomcat-api:12 tomcat-coyote:980 tomcat-dbcp:311 tomcat-jdbc:172 tomcat-jni:40 tomcat-util:221 tomcat-util-scan:230 tomcat-websocket:255 websocket-api:41'

function unpacked(plan: LayerPlan, version: string): void {
  for (const name of [
    'catalina',
    'configtest',
    'daemon',
    'digest',
    'setclasspath',
    'shutdown',
    'startup',
    'version',
  ])
    plan.generated(`${HOME}/bin/${name}.sh`, name === 'catalina' ? 25_300 : 2_100, 'text', { mode: 0o755 })
  plan.generated(`${HOME}/bin/bootstrap.jar`, 35_100, 'packed')
  for (const item of JARS.split(' ')) {
    const [name, kilobytes] = item.split(':')
    plan.generated(`${HOME}/lib/${name}.jar`, Number(kilobytes) * 1000, 'packed')
  }
  plan.file(`${HOME}/conf/server.xml`, SERVER_XML)
  plan.file(
    `${HOME}/conf/tomcat-users.xml`,
    '<?xml version="1.0" encoding="UTF-8"?>\n<tomcat-users version="1.0">\n</tomcat-users>\n',
  )
  plan.generated(`${HOME}/conf/web.xml`, 179_000, 'text')
  for (const [app, size] of [
    ['docs', 4_900_000],
    ['examples', 1_300_000],
    ['host-manager', 130_000],
    ['manager', 290_000],
    ['ROOT', 240_000],
  ] as const)
    plan.generated(`${HOME}/webapps.dist/${app}/index.html`, size, 'text')
  plan.directory(`${HOME}/webapps`)
  for (const dir of ['logs', 'temp', 'work']) plan.directory(`${HOME}/${dir}`, { mode: 0o1777 })
  plan.file(`${HOME}/RELEASE-NOTES`, `Apache Tomcat Version ${version}\n`)
  plan.generated(`${HOME}/LICENSE`, 60_500, 'text')
  plan.generated(`${HOME}/native-jni-lib/libtcnative-2.so`, 420_000, 'binary', { mode: 0o755 })
}

const layerOf = layering()

function image(release: Release, platform: Platform): ImageRecipe {
  const { version, java, created } = release
  const major = version.replace(/\..*/, '')
  const layer = (name: string, plan: (layer: LayerPlan) => void) =>
    layerOf(`tomcat/${version}/${name}`, created, platform, plan)
  const env = [
    'CATALINA_HOME=/usr/local/tomcat',
    'TOMCAT_NATIVE_LIBDIR=/usr/local/tomcat/native-jni-lib',
    'LD_LIBRARY_PATH=/usr/local/tomcat/native-jni-lib',
    `TOMCAT_MAJOR=${major}`,
    `TOMCAT_VERSION=${version}`,
    `TOMCAT_SHA512=${sha256Hex(version)}${sha256Hex(created)}`,
  ]
  return {
    platform,
    created,
    config: {
      ExposedPorts: { '8080/tcp': {} },
      Env: [
        ...javaEnv(java).map((one) => one.replace('PATH=/opt', 'PATH=/usr/local/tomcat/bin:/opt')),
        ...env,
      ],
      Cmd: ['catalina.sh', 'run'],
      WorkingDir: '/usr/local/tomcat',
      Labels: ubuntuLabels(java.ubuntu),
    },
    steps: [
      ...javaSteps(java, platform),
      ...buildkit(created, [
        `ENV ${env[0]}`,
        'ENV PATH=/usr/local/tomcat/bin:/opt/java/openjdk/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
        ['RUN mkdir -p "$CATALINA_HOME"', layer('home', (plan) => plan.directory(HOME))],
        ['WORKDIR /usr/local/tomcat', layer('workdir', (plan) => plan.directory(HOME))],
        ...env.slice(1).map((one) => `ENV ${one}`),
        ['COPY /usr/local/tomcat /usr/local/tomcat', layer('program', (plan) => unpacked(plan, version))],
        [
          'RUN set -eux; \tapt-get update; \txargs -rt apt-get install -y --no-install-recommends < "$TOMCAT_NATIVE_LIBDIR/.dependencies.txt"; \trm -rf /var/lib/apt/lists/*',
          layer('libraries', (plan) => {
            aptInstall(plan, platform, javaStatus(java, platform), 'libapr1t64 1.7.2-3.1ubuntu0.1 290')
          }),
        ],
        [
          'RUN set -eux; \tnativeLines="$(catalina.sh configtest 2>&1)"; \tnativeLines="$(echo "$nativeLines" | grep \'Apache Tomcat Native\')"; \tif ! echo "$nativeLines" | grep -E \'INFO: Loaded( APR based)? Apache Tomcat Native library\' >&2; then \t\texit 1; \tfi',
          layer('tested', (plan) => plan.directory('tmp', { mode: 0o1777 })),
        ],
        'EXPOSE [8080/tcp]',
        'ENTRYPOINT []',
        'CMD ["catalina.sh" "run"]',
      ]),
    ],
  }
}

const build = (release: Release): Build => ({
  documents: 'attested',
  platforms: ON_FEW.map((platform) => image(release, platform)),
})

/** Tomcat: three lines. */
export const tomcat: RepositoryRecipe = {
  name: 'library/tomcat',
  description:
    'Apache Tomcat is an open source implementation of the Java Servlet and JavaServer Pages technologies.',
  stars: 3760,
  publisher: 'official',
  images: Object.fromEntries(RELEASES.map((release) => [release.version, build(release)])),
  tags: {
    latest: '11.0.10',
    '11': '11.0.10',
    '11.0': '11.0.10',
    '11.0.10': '11.0.10',
    '10': '10.1.44',
    '10.1': '10.1.44',
    '10.1.44': '10.1.44',
    '9': '9.0.108',
    '9.0': '9.0.108',
    '9.0.108': '9.0.108',
  },
}
