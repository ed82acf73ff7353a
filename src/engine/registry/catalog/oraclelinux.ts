import type { Platform } from '../../oci/types.ts'
import type { Build, RepositoryRecipe, Step } from '../recipe.ts'
import { PATH } from './environment.ts'
import { layering } from './layering.ts'
import { ON_FEW } from './platforms.ts'
import { type RedHatRelease, redhatRootfs } from './redhat.ts'
import { classic } from './steps.ts'

const PACKAGES = `bash 5.1.8-9.el9 7500
ca-certificates 2024.2.69_v8.0.303-91.4.el9_4 2300
curl-minimal 7.76.1-31.el9 250 curl
glib2 2.68.4-16.el9 13100
glibc-common 2.34-168.0.1.el9 1000
gnupg2 2.3.3-4.el9 8900 gpg gpg2 gpgv
libcurl-minimal 7.76.1-31.el9 500
librepo 1.14.5-2.el9 230
libxml2 2.9.13-9.el9 1900
microdnf 3.9.1-3.el9 150
openssl-libs 1:3.2.2-6.0.1.el9 6200
oraclelinux-release 9:9.6-1.0.8.el9 2800
p11-kit-trust 0.25.3-3.el9 450
rpm-libs 4.16.1.3-37.el9 700
sqlite-libs 3.34.1-7.el9 1300
systemd-libs 252-51.0.1.el9 1900`

/** Oracle Linux 9, thinned out: what newer mysql images stand on. */
const ORACLE_LINUX_9: RedHatRelease = {
  name: 'Oracle Linux Server',
  id: 'ol',
  title: 'Red Hat Enterprise Linux release 9.6 (Plow)',
  version: '9.6',
  versionID: '9.6',
  manager: 'microdnf',
  mirror: 'https://yum.oracle.com/repo/OracleLinux/OL9/baseos/latest/$basearch/',
  packages: PACKAGES,
  data: [['usr/share/misc/magic.mgc', 8_300_000, 'binary']],
}

const CREATED = '2025-08-11T20:05:14Z'
const SUM = '4e9d4a7bd4f8c0a5f7a0c1f2c35e9b4dd1a9f6a5b6d2f2c4b7a8e1d3c5f60718'

const layerOf = layering()

/** The steps that images on Oracle Linux begin with. */
export const oracleSteps = (platform: Platform): Step[] =>
  classic(CREATED, [
    [
      `ADD file:${SUM} in / `,
      layerOf('oraclelinux/9-slim', CREATED, platform, (plan) =>
        redhatRootfs(plan, ORACLE_LINUX_9, platform),
      ),
    ],
    'CMD ["/bin/bash"]',
  ])

const build: Build = {
  documents: 'oci',
  platforms: ON_FEW.map((platform) => ({
    platform,
    created: CREATED,
    classic: '25.0.5',
    config: { Env: [PATH], Cmd: ['/bin/bash'] },
    steps: oracleSteps(platform),
  })),
}

/** Names of the packages in it, for rpm's database further up. */
export const oraclePackages = PACKAGES

export const oraclelinux: RepositoryRecipe = {
  name: 'library/oraclelinux',
  description: 'Official images of Oracle Linux.',
  stars: 1080,
  publisher: 'official',
  images: { '9-slim': build },
  tags: { '9-slim': '9-slim' },
}
