import type { Platform } from '../../oci/types.ts'
import type { Build, ImageRecipe, LayerPlan, RepositoryRecipe, Step } from '../recipe.ts'
import { aptInstall, statusWith } from './apt.ts'
import { type DebianRelease, freshStatus } from './debian-rootfs.ts'
import { PATH } from './environment.ts'
import { layering } from './layering.ts'
import { ON_FEW } from './platforms.ts'
import { buildkit } from './steps.ts'
import { JAMMY, NOBLE, ubuntuLabels, ubuntuSteps } from './ubuntu.ts'

/** A build of Java: the kit or the runtime alone, on a release of Ubuntu. */
export interface Java {
  /** `21-jdk-noble`. */
  readonly key: string
  readonly version: string
  readonly kind: 'jdk' | 'jre'
  readonly ubuntu: DebianRelease
  readonly created: string
  /** Bytes of all. */
  readonly size: number
}

const CREATED = '2025-08-12T19:03:40Z'

export const JDK_21: Java = {
  key: '21-jdk-noble',
  version: 'jdk-21.0.8+9',
  kind: 'jdk',
  ubuntu: NOBLE,
  created: CREATED,
  size: 338_000_000,
}
export const JRE_17: Java = {
  key: '17-jre-noble',
  version: 'jdk-17.0.16+8',
  kind: 'jre',
  ubuntu: NOBLE,
  created: CREATED,
  size: 141_000_000,
}
export const JRE_11: Java = {
  key: '11-jre-jammy',
  version: 'jdk-11.0.28+6',
  kind: 'jre',
  ubuntu: JAMMY,
  created: CREATED,
  size: 128_000_000,
}

const NEEDED = `binutils 2.42-4ubuntu2.5 18000 ar as ld nm objcopy strip
ca-certificates 20240203 400 /usr/sbin/update-ca-certificates
curl 8.5.0-2ubuntu10.6 550 curl
fontconfig 2.15.0-1.1ubuntu2 210 fc-cache fc-list
gnupg 2.4.4-2ubuntu17.3 6400 gpg gpgconf
libfreetype6 2.13.2+dfsg-1build3 1000
libssl3t64 3.0.13-0ubuntu3.5 6100
locales 2.39-0ubuntu8.5 12400 localedef
openssl 3.0.13-0ubuntu3.5 2100 openssl
p11-kit 0.25.3-4ubuntu2.1 620 p11-kit trust
tzdata 2025b-0ubuntu0.24.04.1 1400
wget 1.21.4-1ubuntu4.1 1000 wget`

/** dpkg's record in an image with Java. */
export const javaStatus = (java: Java, platform: Platform): string =>
  statusWith(platform, freshStatus(java.ubuntu, platform), NEEDED)

const TOOLS =
  'jar jarsigner javac javadoc javap jcmd jdb jfr jhsdb jinfo jlink jmap jmod jps jshell jstack jstat'.split(
    ' ',
  )

function install(plan: LayerPlan, { version, kind, size }: Java): void {
  const home = 'opt/java/openjdk'
  plan.program(`${home}/bin/java`, 'java', 12_480)
  for (const name of ['keytool', 'rmiregistry', ...(kind === 'jdk' ? TOOLS : [])])
    plan.program(`${home}/bin/${name}`, name, 12_480)
  plan.file(
    `${home}/release`,
    `IMPLEMENTOR="Eclipse Adoptium"\nJAVA_RUNTIME_VERSION="${version.slice(4)}-LTS"\nJAVA_VERSION="${version.slice(4).replace(/\+.*/, '')}"\nLIBC="gnu"\nOS_NAME="Linux"\nIMAGE_TYPE="${kind.toUpperCase()}"\n`,
  )
  plan.generated(`${home}/lib/server/libjvm.so`, 23_400_000, 'binary', { mode: 0o755 })
  plan.generated(`${home}/lib/server/classes.jsa`, 13_600_000, 'binary')
  for (const [name, bytes] of [
    ['libjava', 206_000],
    ['libnio', 91_000],
    ['libnet', 62_000],
    ['libzip', 46_000],
    ['libjli', 72_000],
  ] as const)
    plan.generated(`${home}/lib/${name}.so`, bytes, 'binary', { mode: 0o755 })
  plan.generated(`${home}/lib/security/cacerts`, 167_000, 'packed')
  plan.generated(`${home}/legal/java.base/LICENSE`, 19_300, 'text')
  const rest = size - 37_700_000
  plan.generated(`${home}/lib/modules`, kind === 'jdk' ? Math.floor(rest * 0.42) : rest, 'binary')
  if (kind === 'jre') return
  plan.generated(`${home}/jmods/java.base.jmod`, Math.floor(rest * 0.38), 'packed')
  plan.generated(`${home}/lib/src.zip`, Math.floor(rest * 0.19), 'packed')
}

const ENTRYPOINT = `#!/usr/bin/env sh
# With USE_SYSTEM_CA_CERTS set, takes certificates from /certificates into those that Java trusts.
set -e

if [ -n "$USE_SYSTEM_CA_CERTS" ] && [ -d /certificates ]; then
    for file in /certificates/*; do
        [ -f "$file" ] || continue
        keytool -import -noprompt -trustcacerts -alias "$(basename "$file")" -file "$file" \\
            -keystore "$JAVA_HOME/lib/security/cacerts" -storepass changeit
    done
fi

exec "$@"
`

const layerOf = layering()

/** The steps that images with Java begin with. */
export function javaSteps(java: Java, platform: Platform): Step[] {
  const { key, version, kind, created, ubuntu } = java
  const codename = ubuntu === NOBLE ? 'noble' : 'jammy'
  return [
    ...ubuntuSteps(ubuntu, platform),
    ...buildkit(created, [
      'ENV JAVA_HOME=/opt/java/openjdk',
      'ENV PATH=/opt/java/openjdk/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
      'ENV LANG=en_US.UTF-8 LANGUAGE=en_US:en LC_ALL=en_US.UTF-8',
      [
        `RUN set -eux;     apt-get update;     DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends         curl         wget         gnupg         fontconfig         ca-certificates p11-kit         binutils         tzdata         locales     ;     echo "en_US.UTF-8 UTF-8" >> /etc/locale.gen;     locale-gen en_US.UTF-8;     rm -rf /var/lib/apt/lists/*`,
        layerOf(`temurin/${codename}/needed`, created, platform, (plan) => {
          aptInstall(plan, platform, freshStatus(ubuntu, platform), NEEDED)
          plan.file('etc/locale.gen', 'en_US.UTF-8 UTF-8\n')
          plan.generated('usr/lib/locale/locale-archive', 3_060_000, 'text')
        }),
      ],
      `ENV JAVA_VERSION=${version}`,
      [
        `RUN set -eux;     ARCH="$(dpkg --print-architecture)";     wget --progress=dot:giga -O /tmp/openjdk.tar.gz "$BINARY_URL";     mkdir -p "$JAVA_HOME";     tar --extract --file /tmp/openjdk.tar.gz --directory "$JAVA_HOME" --strip-components 1 --no-same-owner;     rm -f /tmp/openjdk.tar.gz`,
        layerOf(`temurin/${key}/java`, created, platform, (plan) => install(plan, java)),
      ],
      [
        `RUN set -eux;     echo "Verifying install ...";     java --version;${kind === 'jdk' ? '     javac --version;' : ''}     echo "Complete."`,
        layerOf(`temurin/${key}/verified`, created, platform, (plan) =>
          plan.directory('tmp', { mode: 0o1777 }),
        ),
      ],
      [
        'COPY --chmod=755 entrypoint.sh /__cacert_entrypoint.sh',
        layerOf(`temurin/${key}/entrypoint`, created, platform, (plan) =>
          plan.file('__cacert_entrypoint.sh', ENTRYPOINT, { mode: 0o755 }),
        ),
      ],
      'ENTRYPOINT ["/__cacert_entrypoint.sh"]',
    ]),
  ]
}

/** Variables that images with Java start with. */
export const javaEnv = ({ version }: Java): string[] => [
  PATH.replace('PATH=', 'PATH=/opt/java/openjdk/bin:'),
  'JAVA_HOME=/opt/java/openjdk',
  'LANG=en_US.UTF-8',
  'LANGUAGE=en_US:en',
  'LC_ALL=en_US.UTF-8',
  `JAVA_VERSION=${version}`,
]

const image = (java: Java, platform: Platform): ImageRecipe => ({
  platform,
  created: java.created,
  config: {
    Env: javaEnv(java),
    Entrypoint: ['/__cacert_entrypoint.sh'],
    ...(java.kind === 'jdk' && { Cmd: ['jshell'] }),
    Labels: ubuntuLabels(java.ubuntu),
  },
  steps: [
    ...javaSteps(java, platform),
    ...(java.kind === 'jdk' ? buildkit(java.created, ['CMD ["jshell"]']) : []),
  ],
})

const build = (java: Java): Build => ({
  documents: 'attested',
  platforms: ON_FEW.map((platform) => image(java, platform)),
})

/** Java as the Adoptium project builds it. */
export const temurin: RepositoryRecipe = {
  name: 'library/eclipse-temurin',
  description: 'Images of OpenJDK as Eclipse Temurin builds it.',
  stars: 640,
  publisher: 'official',
  images: { [JDK_21.key]: build(JDK_21), [JRE_17.key]: build(JRE_17), [JRE_11.key]: build(JRE_11) },
  tags: {
    latest: JDK_21.key,
    '21': JDK_21.key,
    '21-jdk': JDK_21.key,
    [JDK_21.key]: JDK_21.key,
    '17-jre': JRE_17.key,
    [JRE_17.key]: JRE_17.key,
    '11-jre': JRE_11.key,
    [JRE_11.key]: JRE_11.key,
  },
}
