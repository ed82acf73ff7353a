import type { Platform } from '../../oci/types.ts'
import type { Build, RepositoryRecipe } from '../recipe.ts'
import { PATH } from './environment.ts'
import { layering } from './layering.ts'
import { ON_CENTOS_7, ON_CENTOS_8 } from './platforms.ts'
import { type RedHatRelease, redhatRootfs } from './redhat.ts'
import { classic } from './steps.ts'

const PACKAGES = `basesystem 11-5.el8 1
binutils 2.30-93.el8 24200 ar as ld nm objdump objcopy readelf strings strip
centos-linux-release 8.4-1.2105.el8 26
dnf 4.4.2-11.el8 540
glib2 2.56.4-9.el8 12300
gnupg2 2.2.20-2.el8 9600 gpg gpg2 gpgv
iputils 20180629-7.el8 350 ping tracepath
less 530-1.el8 330 less
libxml2 2.9.7-9.el8 1800
openssl-libs 1.1.1g-15.el8 3800
pcre2 10.32-2.el8 700
platform-python 3.6.8-37.el8 27
python3-libs 3.6.8-37.el8 32200
python3-rpm 4.14.3-14.el8 220
rpm-libs 4.14.3-14.el8 760
sqlite-libs 3.26.0-13.el8 1200
systemd 239-45.el8 11600 systemctl journalctl
vim-minimal 8.0.1763-15.el8 1140 vi
yum 4.4.2-11.el8 74`

const CENTOS_8: RedHatRelease = {
  name: 'CentOS Linux',
  id: 'centos',
  title: 'CentOS Linux release 8.4.2105',
  version: '8',
  versionID: '8',
  manager: 'dnf',
  mirror: 'http://mirror.centos.org/centos/8/BaseOS/$basearch/os/',
  packages: PACKAGES,
  data: [
    ['usr/lib/locale/C.utf8/LC_COLLATE', 1_519_554, 'text'],
    ['usr/share/locale/locale.alias', 2_998, 'text'],
    ['usr/share/cracklib/pw_dict.pwd', 9_300_000, 'text'],
    ['usr/lib/.build-id/index', 68_000_000, 'binary'],
    ['usr/share/misc/magic.mgc', 5_100_000, 'binary'],
    ['etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem', 217_000, 'packed'],
  ],
}

const CENTOS_7: RedHatRelease = {
  ...CENTOS_8,
  title: 'CentOS Linux release 7.9.2009 (Core)',
  version: '7 (Core)',
  versionID: '7',
  manager: 'yum',
  mirror: 'http://mirror.centos.org/centos/7/os/$basearch/',
  packages: PACKAGES.replaceAll('el8', 'el7')
    .replace('centos-linux-release 8.4-1.2105', 'centos-release 7-9.2009.1')
    .replace('python3-libs', 'python-libs')
    .replace('platform-python', 'python')
    .replace('dnf 4.4.2-11.el7 540', 'yum-utils 1.1.31-54.el7 540'),
  data: [
    ['usr/lib/locale/locale-archive', 47_600_000, 'text'],
    ['usr/share/cracklib/pw_dict.pwd', 9_300_000, 'text'],
    ['etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem', 261_632, 'packed'],
  ],
}

const layerOf = layering()

interface Version {
  readonly release: RedHatRelease
  readonly created: string
  readonly sum: string
  readonly schema: string
  readonly on: readonly Platform[]
}

function build({ release, created, sum, schema, on }: Version): Build {
  return {
    documents: 'list',
    platforms: on.map((platform) => ({
      platform,
      created,
      classic: '20.10.7',
      config: {
        Env: [PATH],
        Cmd: ['/bin/bash'],
        Labels: {
          'org.label-schema.build-date': schema,
          'org.label-schema.license': 'GPLv2',
          'org.label-schema.name': 'CentOS Base Image',
          'org.label-schema.schema-version': '1.0',
          'org.label-schema.vendor': 'CentOS',
        },
      },
      steps: classic(created, [
        [
          `ADD file:${sum} in / `,
          layerOf(`centos/${release.versionID}`, created, platform, (plan) =>
            redhatRootfs(plan, release, platform),
          ),
        ],
        `LABEL org.label-schema.schema-version=1.0 org.label-schema.name=CentOS Base Image org.label-schema.vendor=CentOS org.label-schema.license=GPLv2 org.label-schema.build-date=${schema}`,
        'CMD ["/bin/bash"]',
      ]),
    })),
  }
}

/** CentOS: images that nobody has renewed since 2021, for want of new releases. */
export const centos: RepositoryRecipe = {
  name: 'library/centos',
  description: 'DEPRECATED; the images of CentOS Linux, which has come to its end.',
  stars: 7760,
  publisher: 'official',
  images: {
    '8': build({
      release: CENTOS_8,
      created: '2021-09-15T18:20:05.184694267Z',
      sum: '805cb5e15fb6e0bb0326ca33fd2942e068863ce2a8491bb71522c652f31fb466',
      schema: '20210915',
      on: ON_CENTOS_8,
    }),
    '7': build({
      release: CENTOS_7,
      created: '2021-09-15T18:20:23.99863383Z',
      sum: 'b3ebbe8bd304723d43b7b44a6d990cd657b63d93d6a2a9293983a30bfc1dfa53',
      schema: '20201113',
      on: ON_CENTOS_7,
    }),
  },
  tags: {
    latest: '8',
    '8': '8',
    centos8: '8',
    '8.4.2105': '8',
    'centos8.4.2105': '8',
    '7': '7',
    centos7: '7',
    '7.9.2009': '7',
    'centos7.9.2009': '7',
  },
}
