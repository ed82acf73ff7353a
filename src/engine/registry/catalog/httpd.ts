import type { Platform } from '../../oci/types.ts'
import type { Build, ImageRecipe, LayerPlan, RepositoryRecipe } from '../recipe.ts'
import { ALPINE_322, alpineRecord, alpineSteps } from './alpine.ts'
import { apkAdd } from './apk.ts'
import { aptInstall } from './apt.ts'
import { BOOKWORM, debianSteps } from './debian.ts'
import { freshStatus } from './debian-rootfs.ts'
import { PATH } from './environment.ts'
import { layering } from './layering.ts'
import { ON_DEBIAN_12, ON_FEW } from './platforms.ts'
import { buildkit } from './steps.ts'

const VERSION = '2.4.65'
const CREATED = '2025-08-12T21:50:18Z'
const SUM = '58b8be97d9940ec17f7656c0c6b9f41b618aac468b894b534148e3296c53b8b3'
const PREFIX = 'usr/local/apache2'

const CONFIG = `ServerRoot "/usr/local/apache2"
Listen 80

LoadModule mpm_event_module modules/mod_mpm_event.so
LoadModule authz_core_module modules/mod_authz_core.so
LoadModule dir_module modules/mod_dir.so
LoadModule log_config_module modules/mod_log_config.so
LoadModule mime_module modules/mod_mime.so
LoadModule unixd_module modules/mod_unixd.so

User www-data
Group www-data
ServerAdmin you@example.com

<Directory />
    AllowOverride none
    Require all denied
</Directory>

DocumentRoot "/usr/local/apache2/htdocs"
<Directory "/usr/local/apache2/htdocs">
    Options Indexes FollowSymLinks
    AllowOverride None
    Require all granted
</Directory>
DirectoryIndex index.html

ErrorLog /proc/self/fd/2
LogLevel warn
CustomLog /proc/self/fd/1 common
TypesConfig conf/mime.types
`

const FOREGROUND = `#!/bin/sh
set -e

# A file that says the server runs is left behind when it was killed.
rm -f /usr/local/apache2/logs/httpd.pid

exec httpd -DFOREGROUND "$@"
`

const MODULES =
  'access_compat alias auth_basic auth_digest authn_core authn_file authz_core authz_host authz_user autoindex cache cgid dav deflate dir env expires filter headers http2 include info ldap log_config lua md mime mpm_event negotiation proxy proxy_balancer proxy_fcgi proxy_http proxy_wstunnel ratelimit remoteip reqtimeout rewrite session setenvif slotmem_shm socache_shmcb ssl status substitute unixd userdir vhost_alias watchdog'

function server(plan: LayerPlan): void {
  plan.program(`${PREFIX}/bin/httpd`, 'httpd', 1_090_000)
  for (const name of ['ab', 'htdbm', 'htdigest', 'htpasswd', 'httxt2dbm', 'logresolve', 'rotatelogs'])
    plan.program(`${PREFIX}/bin/${name}`, name, 61_000)
  plan.generated(`${PREFIX}/bin/apachectl`, 3_500, 'text', { mode: 0o755 })
  for (const name of MODULES.split(' '))
    plan.generated(`${PREFIX}/modules/mod_${name}.so`, 74_000, 'binary', { mode: 0o755 })
  plan.file(`${PREFIX}/conf/httpd.conf`, CONFIG)
  plan.file(
    `${PREFIX}/conf/mime.types`,
    'text/html\t\t\t\thtml htm\ntext/css\t\t\t\tcss\ntext/plain\t\t\t\ttxt\nimage/png\t\t\t\tpng\n',
  )
  plan.file(`${PREFIX}/htdocs/index.html`, '<html><body><h1>It works!</h1></body></html>\n')
  plan.generated(`${PREFIX}/build/libtool`, 310_000, 'text', { mode: 0o755 })
  plan.generated(`${PREFIX}/icons/bundle.png`, 420_000, 'packed')
  plan.directory(`${PREFIX}/logs`)
}

const LIBRARIES = `ca-certificates 20230311+deb12u1 390 /usr/sbin/update-ca-certificates
libapr1 1.7.2-3+deb12u1 290
libaprutil1 1.6.3-1 270
libaprutil1-ldap 1.6.3-1 30
libbrotli1 1.0.9-2+b6 740
libcurl4 7.88.1-10+deb12u12 760
libgssapi-krb5-2 1.20.1-2+deb12u3 420
libicu72 72.1-3+deb12u1 36100
libjansson4 2.14-2 100
libldap-2.5-0 2.5.13+dfsg-5 530
liblua5.2-0 5.2.4-3+b2 380
libnghttp2-14 1.52.0-1+deb12u2 200
libssl3 3.0.17-1~deb12u2 6000
libxml2 2.9.14+dfsg-1.3~deb12u2 1930`

const ON_ALPINE_LIBRARIES = `apr 1.7.5-r0 190
apr-util 1.6.3-r1 180
apr-util-ldap 1.6.3-r1 20
brotli-libs 1.1.0-r2 900
ca-certificates 20241121-r2 600
libcurl 8.14.1-r1 620
libxml2 2.13.8-r0 1160
lua5.2-libs 5.2.4-r12 230
nghttp2-libs 1.65.0-r0 150
perl 5.40.2-r0 38900 perl`

const layerOf = layering()

function image(base: 'debian' | 'alpine', platform: Platform): ImageRecipe {
  const layer = (name: string, plan: (layer: LayerPlan) => void) =>
    layerOf(`httpd/${VERSION}${base === 'alpine' ? '-alpine' : ''}/${name}`, CREATED, platform, plan)
  return {
    platform,
    created: CREATED,
    config: {
      ExposedPorts: { '80/tcp': {} },
      Env: [
        PATH.replace('PATH=', 'PATH=/usr/local/apache2/bin:'),
        'HTTPD_PREFIX=/usr/local/apache2',
        `HTTPD_VERSION=${VERSION}`,
        `HTTPD_SHA256=${SUM}`,
        'HTTPD_PATCHES=',
      ],
      Cmd: ['httpd-foreground'],
      WorkingDir: '/usr/local/apache2',
      StopSignal: 'SIGWINCH',
    },
    steps: [
      ...(base === 'debian' ? debianSteps(BOOKWORM, platform) : alpineSteps(ALPINE_322, platform)),
      ...buildkit(CREATED, [
        'ENV HTTPD_PREFIX=/usr/local/apache2',
        `ENV ${PATH.replace('PATH=', 'PATH=/usr/local/apache2/bin:')}`,
        [
          'RUN mkdir -p "$HTTPD_PREFIX" \t&& chown www-data:www-data "$HTTPD_PREFIX"',
          layer('prefix', (plan) =>
            plan.directory(PREFIX, base === 'debian' ? { uid: 33, gid: 33 } : { uid: 82, gid: 82 }),
          ),
        ],
        [
          'WORKDIR /usr/local/apache2',
          layer('workdir', (plan) =>
            plan.directory(PREFIX, base === 'debian' ? { uid: 33, gid: 33 } : { uid: 82, gid: 82 }),
          ),
        ],
        [
          base === 'debian'
            ? 'RUN set -eux; \tapt-get update; \tapt-get install -y --no-install-recommends \t\tca-certificates \t\tlibaprutil1-ldap \t\tlibldap-common \t; \trm -rf /var/lib/apt/lists/*'
            : 'RUN set -eux; \tapk add --no-cache \t\tapr \t\tapr-util \t\tapr-util-ldap \t\tca-certificates \t\tperl',
          layer('libraries', (plan) => {
            if (base === 'debian') aptInstall(plan, platform, freshStatus(BOOKWORM, platform), LIBRARIES)
            else apkAdd(plan, platform, alpineRecord(platform), ON_ALPINE_LIBRARIES)
          }),
        ],
        `ENV HTTPD_VERSION=${VERSION}`,
        `ENV HTTPD_SHA256=${SUM}`,
        'ENV HTTPD_PATCHES=',
        [
          'RUN set -eux; \tcurl -o httpd.tar.bz2 "https://www.apache.org/dist/httpd/httpd-$HTTPD_VERSION.tar.bz2"; \techo "$HTTPD_SHA256 *httpd.tar.bz2" | sha256sum -c -; \tmkdir -p src; \ttar -xf httpd.tar.bz2 -C src --strip-components=1; \trm httpd.tar.bz2; \tcd src; \t./configure --prefix="$HTTPD_PREFIX" --enable-mods-shared=reallyall --enable-mpms-shared=all; \tmake -j "$(nproc)"; \tmake install; \tcd ..; \trm -r src man manual; \thttpd -v',
          layer('server', server),
        ],
        'STOPSIGNAL SIGWINCH',
        [
          'COPY httpd-foreground /usr/local/bin/',
          layer('foreground', (plan) =>
            plan.file('usr/local/bin/httpd-foreground', FOREGROUND, { mode: 0o755 }),
          ),
        ],
        'EXPOSE [80/tcp]',
        'CMD ["httpd-foreground"]',
      ]),
    ],
  }
}

const build = (base: 'debian' | 'alpine', on: readonly Platform[]): Build => ({
  documents: 'attested',
  platforms: on.map((platform) => image(base, platform)),
})

/** Apache's web server. */
export const httpd: RepositoryRecipe = {
  name: 'library/httpd',
  description: 'The Apache HTTP Server Project.',
  stars: 4880,
  publisher: 'official',
  images: { [VERSION]: build('debian', ON_DEBIAN_12), [`${VERSION}-alpine`]: build('alpine', ON_FEW) },
  tags: {
    latest: VERSION,
    '2': VERSION,
    '2.4': VERSION,
    [VERSION]: VERSION,
    alpine: `${VERSION}-alpine`,
    '2.4-alpine': `${VERSION}-alpine`,
  },
}
