import type { Build, RepositoryRecipe } from '../recipe.ts'
import { PATH } from './environment.ts'
import { layering } from './layering.ts'
import { ON_FEW } from './platforms.ts'
import { type RedHatRelease, redhatRootfs } from './redhat.ts'
import { buildkit } from './steps.ts'

const PACKAGES = `almalinux-release 9.6-1.el9 120
bash 5.1.8-9.el9 7500
binutils 2.35.2-63.el9 25300 ar as ld nm objdump objcopy readelf strings strip
ca-certificates 2024.2.69_v8.0.303-91.4.el9_4 2300
dnf 4.14.0-25.el9.alma.1 560
glib2 2.68.4-16.el9_6.2 13100
gnupg2 2.3.3-4.el9 8900 gpg gpg2 gpgv
less 590-5.el9 350 less
libcurl-minimal 7.76.1-31.el9 500
libxml2 2.9.13-10.el9_6 1900
openssl-libs 1:3.2.2-6.el9_5.1 6200
python3-libs 3.9.21-2.el9 33200
python3-rpm 4.16.1.3-37.el9 240
rpm-libs 4.16.1.3-37.el9 700
sqlite-libs 3.34.1-8.el9_6 1300
systemd 252-51.el9_6.1 15300 systemctl journalctl
vim-minimal 2:8.2.2637-22.el9_6 1600 vi
yum 4.14.0-25.el9.alma.1 74`

const ALMALINUX_9: RedHatRelease = {
  name: 'AlmaLinux',
  id: 'almalinux',
  like: 'rhel centos fedora',
  title: 'AlmaLinux release 9.6 (Sage Margay)',
  version: '9.6 (Sage Margay)',
  versionID: '9.6',
  manager: 'dnf',
  mirror: 'https://repo.almalinux.org/almalinux/9/BaseOS/$basearch/os/',
  packages: PACKAGES,
  data: [
    ['usr/lib/.build-id/index', 21_000_000, 'binary'],
    ['usr/share/cracklib/pw_dict.pwd', 9_300_000, 'text'],
    ['usr/share/misc/magic.mgc', 8_300_000, 'binary'],
    ['etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem', 222_000, 'packed'],
  ],
}

const ALMALINUX_10: RedHatRelease = {
  ...ALMALINUX_9,
  title: 'AlmaLinux release 10.0 (Purple Lion)',
  version: '10.0 (Purple Lion)',
  versionID: '10.0',
  mirror: 'https://repo.almalinux.org/almalinux/10/BaseOS/$basearch/os/',
  packages: PACKAGES.replaceAll('el9', 'el10')
    .replace('almalinux-release 9.6-1', 'almalinux-release 10.0-30')
    .replace('bash 5.1.8-9', 'bash 5.2.26-6')
    .replace('python3-libs 3.9.21-2', 'python3-libs 3.12.9-2')
    .replace('systemd 252-51', 'systemd 257-9'),
}

const layerOf = layering()

function build(release: RedHatRelease, created: string): Build {
  const [major] = release.versionID.split('.')
  return {
    documents: 'attested',
    platforms: ON_FEW.map((platform) => ({
      platform,
      created,
      config: { Env: [PATH], Cmd: ['/bin/bash'] },
      steps: buildkit(created, [
        [
          `ADD almalinux-${major}-default-${platform.architecture}.tar.xz /`,
          layerOf(`almalinux/${major}`, created, platform, (plan) => redhatRootfs(plan, release, platform)),
        ],
        'CMD ["/bin/bash"]',
      ]),
    })),
  }
}

/** AlmaLinux: what many who had CentOS went on with. */
export const almalinux: RepositoryRecipe = {
  name: 'library/almalinux',
  description: 'The official build of AlmaLinux OS.',
  stars: 230,
  publisher: 'official',
  images: {
    '10': build(ALMALINUX_10, '2025-08-07T05:10:41Z'),
    '9': build(ALMALINUX_9, '2025-08-07T05:10:38Z'),
  },
  tags: { latest: '10', '10': '10', '10.0': '10', '9': '9', '9.6': '9' },
}
