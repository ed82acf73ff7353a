import type { Platform } from '../../oci/types.ts'
import type { Build, ImageRecipe, RepositoryRecipe, Step } from '../recipe.ts'
import { aptInstall, statusWith } from './apt.ts'
import { BOOKWORM, debianSteps } from './debian.ts'
import { freshStatus } from './debian-rootfs.ts'
import { PATH } from './environment.ts'
import { layering } from './layering.ts'
import { ON_SERVERS } from './platforms.ts'
import { buildkit } from './steps.ts'

const CREATED = '2025-08-12T21:30:07Z'

/** What fetches. */
const CURL = `ca-certificates 20230311+deb12u1 390 /usr/sbin/update-ca-certificates
curl 7.88.1-10+deb12u12 500 curl
gnupg 2.2.40-1.1+deb12u1 8400 gpg gpg-agent gpgconf gpgsm dirmngr
libbrotli1 1.0.9-2+b6 740
libcurl4 7.88.1-10+deb12u12 760
libgssapi-krb5-2 1.20.1-2+deb12u3 420
libkrb5-3 1.20.1-2+deb12u3 1040
libldap-2.5-0 2.5.13+dfsg-5 530
libnghttp2-14 1.52.0-1+deb12u2 200
libsqlite3-0 3.40.1-2+deb12u2 1620
libssl3 3.0.17-1~deb12u2 6000
netbase 6.4 40
openssl 3.0.17-1~deb12u2 2200 openssl
sq 0.27.0-2+b1 15600 sq
wget 1.21.3-1+deb12u1 3650 wget`

/** What checks sources out. */
const SCM = `git 1:2.39.5-0+deb12u2 78300 git
git-man 1:2.39.5-0+deb12u2 2100
libperl5.36 5.36.0-7+deb12u2 28900
libpython3.11-minimal 3.11.2-6+deb12u6 5300
libsvn1 1.14.2-4+deb12u1 4700
mercurial 6.3.2-1+deb12u1 12700 hg
openssh-client 1:9.2p1-2+deb12u7 5700 ssh scp sftp ssh-add ssh-agent ssh-keygen ssh-keyscan
perl 5.36.0-7+deb12u2 20400
procps 2:4.0.2-3 2700 free kill pgrep pmap ps skill top uptime vmstat w watch
python3.11-minimal 3.11.2-6+deb12u6 7800 python3.11
subversion 1.14.2-4+deb12u1 4900 svn svnadmin svnlook`

/** What compiles, with the headers of what is often wanted. */
const FULL = `autoconf 2.71-3 2030 autoconf autoheader autom4te
automake 1:1.16.5-1.3 1850 automake aclocal
binutils 2.40-2 24600 ar as ld nm objcopy objdump readelf strip
bzip2 1.0.8-5+b1 120 bzip2 bunzip2
cpp-12 12.2.0-14+deb12u1 31000 cpp-12
g++-12 12.2.0-14+deb12u1 78100 g++-12
gcc-12 12.2.0-14+deb12u1 98200 gcc-12 gcov-12
default-libmysqlclient-dev 1.1.0 18
dpkg-dev 1.21.22 2300 dpkg-buildpackage dpkg-source
file 1:5.44-3 130 file
imagemagick 8:6.9.11.60+dfsg-1.6+deb12u3 250 convert identify
libboost1.74-dev 1.74.0+ds1-21 104000
libbz2-dev 1.0.8-5+b1 100
libc6-dev 2.36-9+deb12u10 12100
libcurl4-openssl-dev 7.88.1-10+deb12u12 1900
libdb5.3-dev 5.3.28+dfsg2-1 2500
libffi-dev 3.4.4-1 240
libgcc-12-dev 12.2.0-14+deb12u1 11300
libgdbm-dev 1.23-3 280
libglib2.0-dev 2.74.6-2+deb12u6 11400
libicu-dev 72.1-3+deb12u1 47900
libicu72 72.1-3+deb12u1 36100
libjpeg62-turbo-dev 1:2.1.5-2 1000
liblzma-dev 5.4.1-1 550
libmagickcore-6.q16-dev 8:6.9.11.60+dfsg-1.6+deb12u3 7200
libmariadb-dev 1:10.11.11-0+deb12u1 1800
libncurses-dev 6.4-4 2400
libpq-dev 15.13-0+deb12u1 1000
libreadline-dev 8.2-1.3 890
libsqlite3-dev 3.40.1-2+deb12u2 2900
libssl-dev 3.0.17-1~deb12u2 12700
libstdc++-12-dev 12.2.0-14+deb12u1 19900
libwebp-dev 1.2.4-0.2+deb12u1 1600
libxml2-dev 2.9.14+dfsg-1.3~deb12u2 3300
libxslt1-dev 1.1.35-1+deb12u1 1700
libyaml-dev 0.2.5-1 300
linux-libc-dev 6.1.140-1 7600
make 4.3-4.1 1600 make
patch 2.7.6-7 240 patch
unzip 6.0-28 380 unzip
xz-utils 5.4.1-1 1200 xz unxz
zlib1g-dev 1:1.2.13.dfsg-1 1300
librsvg2-2 2.54.7+dfsg-1~deb12u1 7700
libopenexr-3-1-30 3.1.5-5 5100
libx265-199 3.5-2+b1 19300
mysql-common 5.8+1.1.0 30
tcl8.6-dev 8.6.13+dfsg-2 3900
tk8.6-dev 8.6.13-2 2100
uuid-dev 2.38.1-5+deb12u3 220`

export type BuildpackVariant = 'curl' | 'scm' | 'full'

const STAGES: readonly (readonly [variant: BuildpackVariant, list: string, line: string])[] = [
  [
    'curl',
    CURL,
    'RUN set -eux; \tapt-get update; \tapt-get install -y --no-install-recommends \t\tca-certificates \t\tcurl \t\tgnupg \t\tnetbase \t\tsq \t\twget \t\ttzdata \t; \trm -rf /var/lib/apt/lists/*',
  ],
  [
    'scm',
    SCM,
    'RUN apt-get update && apt-get install -y --no-install-recommends \t\tgit \t\tmercurial \t\topenssh-client \t\tsubversion \t\t\t\tprocps \t&& rm -rf /var/lib/apt/lists/*',
  ],
  [
    'full',
    FULL,
    'RUN set -ex; \tapt-get update; \tapt-get install -y --no-install-recommends \t\tautoconf \t\tautomake \t\tbzip2 \t\tdefault-libmysqlclient-dev \t\tdpkg-dev \t\tfile \t\tg++ \t\tgcc \t\timagemagick \t\tlibbz2-dev \t\tlibc6-dev \t\tlibcurl4-openssl-dev \t\tlibdb-dev \t\tlibffi-dev \t\tlibssl-dev \t\tlibxml2-dev \t\tmake \t\tpatch \t\tunzip \t\txz-utils \t\tzlib1g-dev \t; \trm -rf /var/lib/apt/lists/*',
  ],
]

const layerOf = layering()

/** dpkg's record after a variant's packages. */
export const buildpackStatus = (platform: Platform, upTo: BuildpackVariant): string =>
  STAGES.slice(0, STAGES.findIndex(([variant]) => variant === upTo) + 1).reduce(
    (status, [, list]) => statusWith(platform, status, list),
    freshStatus(BOOKWORM, platform),
  )

/** The steps that images which compile things begin with: Debian 12 and up to three layers of tools. */
export function buildpackSteps(platform: Platform, upTo: BuildpackVariant): Step[] {
  const last = STAGES.findIndex(([variant]) => variant === upTo)
  return [
    ...debianSteps(BOOKWORM, platform, 'full'),
    ...buildkit(
      CREATED,
      STAGES.slice(0, last + 1).map(([variant, list, line], i) => [
        line,
        layerOf(`buildpack-deps/${variant}`, CREATED, platform, (plan) => {
          const before = STAGES[i - 1]
          aptInstall(
            plan,
            platform,
            before ? buildpackStatus(platform, before[0]) : freshStatus(BOOKWORM, platform),
            list,
          )
        }),
      ]),
    ),
  ]
}

const image = (platform: Platform, variant: BuildpackVariant): ImageRecipe => ({
  platform,
  created: CREATED,
  config: { Env: [PATH], Cmd: ['bash'] },
  steps: buildpackSteps(platform, variant),
})

const build = (variant: BuildpackVariant): Build => ({
  documents: 'attested',
  platforms: ON_SERVERS.map((platform) => image(platform, variant)),
})

/** Compilers and headers: what python and node stand on. */
export const buildpackDeps: RepositoryRecipe = {
  name: 'library/buildpack-deps',
  description: 'A collection of common build dependencies, for images that compile things.',
  stars: 180,
  publisher: 'official',
  images: { curl: build('curl'), scm: build('scm'), full: build('full') },
  tags: {
    bookworm: 'full',
    'bookworm-scm': 'scm',
    'bookworm-curl': 'curl',
    curl: 'curl',
    scm: 'scm',
  },
}
