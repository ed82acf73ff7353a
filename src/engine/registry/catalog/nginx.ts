import type { Platform } from '../../oci/types.ts'
import {
  type ImageRecipe,
  type LayerPlan,
  type LayerRecipe,
  layerRecipe,
  type RepositoryRecipe,
} from '../recipe.ts'
import { BOOKWORM, debianSteps } from './debian.ts'
import { GROUP, PASSWD, SHADOW } from './debian-etc.ts'
import { PATH } from './environment.ts'
import {
  DEFAULT_CONF,
  ENTRYPOINT,
  ERROR_HTML,
  INDEX_HTML,
  MIME_TYPES,
  NGINX_CONF,
  SCRIPTS,
} from './nginx-files.ts'
import { debianPort, machineOf, ON_DEBIAN_12, ON_FEW, suffixOf } from './platforms.ts'
import { buildkit, instant, type Row } from './steps.ts'

interface Release {
  readonly version: string
  readonly njs: string
  readonly created: string
  /** Bytes of /usr/sbin/nginx. */
  readonly size: number
}

const RELEASES: readonly Release[] = [
  { version: '1.29.1', njs: '0.9.1', created: '2025-08-13T15:34:01Z', size: 1_571_120 },
  { version: '1.27.5', njs: '0.8.10', created: '2025-08-12T20:45:30Z', size: 1_567_024 },
]

/** Libraries that the modules bring, with their sizes in bytes. */
const LIBRARIES: Readonly<Record<string, number>> = {
  'libicudata.so.72.1': 31_334_512,
  'libicui18n.so.72.1': 3_244_608,
  'libicuuc.so.72.1': 2_041_576,
  'libcrypto.so.3': 4_709_368,
  'libssl.so.3': 692_256,
  'libxml2.so.2.9.14': 1_906_384,
  'libxslt.so.1.1.35': 264_536,
  'libexslt.so.0.8.20': 96_864,
  'libgd.so.3.0.11': 415_768,
  'libaom.so.3.6.0': 6_735_424,
  'librav1e.so.0.5.1': 2_832_696,
  'libx265.so.199': 19_283_064,
  'libSvtAv1Enc.so.1.4.1': 5_484_688,
  'libdav1d.so.6.6.0': 1_868_984,
  'libavif.so.15.0.1': 293_152,
  'libheif.so.1.15.1': 534_368,
  'libde265.so.0.1.1': 494_216,
  'libyuv.so.0.0.1857': 522_944,
  'libtiff.so.6.0.0': 563_400,
  'libwebp.so.7.1.5': 460_336,
  'libjpeg.so.62.3.0': 628_624,
  'libpng16.so.16.39.0': 224_208,
  'libfreetype.so.6.18.3': 826_040,
  'libfontconfig.so.1.12.0': 280_280,
  'libX11.so.6.4.0': 1_337_184,
  'libXpm.so.4.11.0': 76_064,
  'libxcb.so.1.1.0': 170_368,
  'libLerc.so.4': 616_864,
  'libnuma.so.1.0.0': 51_304,
  'libcurl.so.4.8.0': 735_608,
  'libgssapi_krb5.so.2.2': 339_560,
  'libkrb5.so.3.3': 900_232,
  'libldap-2.5.so.0.1.11': 382_552,
  'libsqlite3.so.0.8.6': 1_453_120,
  'libedit.so.2.0.70': 227_032,
  'libbsd.so.0.11.7': 85_808,
}

function installed(plan: LayerPlan, release: Release, platform: Platform): void {
  plan.file('etc/group', `${GROUP}nginx:x:101:\n`)
  plan.file('etc/passwd', `${PASSWD}nginx:x:101:101:nginx user:/nonexistent:/bin/false\n`)
  plan.file('etc/shadow', `${SHADOW}nginx:!:20313::::::\n`, { mode: 0o640, gid: 42 })
  plan.directory('docker-entrypoint.d')
  plan.file('etc/nginx/nginx.conf', NGINX_CONF)
  plan.file('etc/nginx/mime.types', MIME_TYPES)
  plan.file('etc/nginx/conf.d/default.conf', DEFAULT_CONF)
  plan.symlink('etc/nginx/modules', '/usr/lib/nginx/modules')
  plan.program('usr/sbin/nginx', 'nginx', release.size)
  plan.program('usr/sbin/nginx-debug', 'nginx', release.size + 155_648)
  plan.program('usr/bin/curl', 'curl', 280_080)
  plan.program('usr/bin/envsubst', 'envsubst', 39_224)
  plan.program('usr/bin/openssl', 'openssl', 997_536)
  for (const module of ['geoip', 'image_filter', 'js', 'stream_geoip', 'stream_js', 'xslt_filter'])
    plan.generated(
      `usr/lib/nginx/modules/ngx_http_${module}_module.so`.replace('http_stream', 'stream'),
      640_000,
      'binary',
    )
  for (const [name, size] of Object.entries(LIBRARIES))
    plan.generated(`usr/lib/${debianPort(platform).triplet}/${name}`, size, 'binary')
  plan.file('usr/share/nginx/html/index.html', INDEX_HTML)
  plan.file('usr/share/nginx/html/50x.html', ERROR_HTML)
  plan.generated('usr/share/mime/packages/freedesktop.org.xml', 2_371_000, 'text')
  plan.generated('usr/share/fonts/truetype/dejavu/DejaVuSans.ttf', 757_076, 'packed')
  plan.generated('etc/ssl/certs/ca-certificates.crt', 214_222, 'packed')
  plan.directory('var/cache/nginx')
  plan.symlink('var/log/nginx/access.log', '/dev/stdout')
  plan.symlink('var/log/nginx/error.log', '/dev/stderr')
}

function image(release: Release, platform: Platform): ImageRecipe {
  const { version, njs, created } = release
  const layer = (name: string, plan: (layer: LayerPlan) => void): LayerRecipe =>
    layerRecipe(`nginx/${version}/${name}${suffixOf(platform)}`, instant(created), plan, machineOf(platform))
  const copied = (path: string, content: string): LayerRecipe =>
    layer(path, (plan) => plan.file(path, content, { mode: 0o755 }))
  return {
    platform,
    created,
    config: {
      ExposedPorts: { '80/tcp': {} },
      Env: [
        PATH,
        `NGINX_VERSION=${version}`,
        `NJS_VERSION=${njs}`,
        'NJS_RELEASE=1~bookworm',
        'PKG_RELEASE=1~bookworm',
        'DYNPKG_RELEASE=1~bookworm',
      ],
      Entrypoint: ['/docker-entrypoint.sh'],
      Cmd: ['nginx', '-g', 'daemon off;'],
      Labels: { maintainer: 'NGINX Docker Maintainers <docker-maint@nginx.com>' },
      StopSignal: 'SIGQUIT',
    },
    steps: [
      ...debianSteps(BOOKWORM, platform),
      ...buildkit(created, [
        'LABEL maintainer=NGINX Docker Maintainers <docker-maint@nginx.com>',
        `ENV NGINX_VERSION=${version}`,
        `ENV NJS_VERSION=${njs}`,
        'ENV NJS_RELEASE=1~bookworm',
        'ENV PKG_RELEASE=1~bookworm',
        'ENV DYNPKG_RELEASE=1~bookworm',
        [
          'RUN set -x     && groupadd --system --gid 101 nginx     && useradd --system --gid nginx --no-create-home --home /nonexistent --comment "nginx user" --shell /bin/false --uid 101 nginx     && apt-get update     && apt-get install --no-install-recommends --no-install-suggests -y ca-certificates curl gettext-base nginx nginx-module-geoip nginx-module-image-filter nginx-module-njs nginx-module-xslt     && rm -rf /var/lib/apt/lists/*     && ln -sf /dev/stdout /var/log/nginx/access.log     && ln -sf /dev/stderr /var/log/nginx/error.log     && mkdir /docker-entrypoint.d',
          layer('program', (plan) => installed(plan, release, platform)),
        ],
        ['COPY docker-entrypoint.sh /', copied('docker-entrypoint.sh', ENTRYPOINT)],
        ...SCRIPTS.map(
          ([name, content]): Row => [
            `COPY ${name} /docker-entrypoint.d`,
            copied(`docker-entrypoint.d/${name}`, content),
          ],
        ),
        'ENTRYPOINT ["/docker-entrypoint.sh"]',
        'EXPOSE [80/tcp]',
        'STOPSIGNAL SIGQUIT',
        'CMD ["nginx" "-g" "daemon off;"]',
      ]),
    ],
  }
}

/** The nginx web server: seven layers, of which six are its own. */
export const nginx: RepositoryRecipe = {
  name: 'library/nginx',
  description: 'Official build of Nginx.',
  stars: 20_900,
  publisher: 'official',
  images: Object.fromEntries(
    RELEASES.map((release) => [
      release.version,
      {
        documents: 'attested',
        platforms: (release === RELEASES[0] ? ON_DEBIAN_12 : ON_FEW).map((platform) =>
          image(release, platform),
        ),
      } as const,
    ]),
  ),
  tags: {
    latest: '1.29.1',
    mainline: '1.29.1',
    '1': '1.29.1',
    '1.29': '1.29.1',
    '1.29.1': '1.29.1',
    '1.27': '1.27.5',
    '1.27.5': '1.27.5',
  },
}
