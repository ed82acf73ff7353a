import type { Platform } from '../../oci/types.ts'
import type { ImageRecipe, RepositoryRecipe, Step } from '../recipe.ts'
import { type DebianRelease, debianRootfs } from './debian-rootfs.ts'
import { PATH } from './environment.ts'
import { ON_FEW, ON_UBUNTU } from './platforms.ts'
import { classic } from './steps.ts'

const osRelease = (
  number: string,
  codename: string,
  name: string,
): string => `PRETTY_NAME="Ubuntu ${number} LTS"
NAME="Ubuntu"
VERSION_ID="${number.slice(0, 5)}"
VERSION="${number} LTS (${name})"
VERSION_CODENAME=${codename}
ID=ubuntu
ID_LIKE=debian
HOME_URL="https://www.ubuntu.com/"
SUPPORT_URL="https://help.ubuntu.com/"
BUG_REPORT_URL="https://bugs.launchpad.net/ubuntu/"
UBUNTU_CODENAME=${codename}
`

const sources = (codename: string): string =>
  ['', '-updates', '-security']
    .map(
      (suite) =>
        `deb http://archive.ubuntu.com/ubuntu/ ${codename}${suite} main universe restricted multiverse\n`,
    )
    .join('')

function release(
  number: string,
  codename: string,
  name: string,
  created: string,
  versions: Readonly<Record<string, string>>,
): DebianRelease {
  const short = number.slice(0, 5)
  return {
    key: `ubuntu/${short}`,
    from: 'ubuntu',
    created,
    osRelease: osRelease(number, codename, name),
    etc: {
      debian_version: `${codename === 'noble' ? 'trixie' : 'bookworm'}/sid\n`,
      issue: `Ubuntu ${number} LTS \\n \\l\n\n`,
      'issue.net': `Ubuntu ${number} LTS\n`,
      'lsb-release': `DISTRIB_ID=Ubuntu\nDISTRIB_RELEASE=${short}\nDISTRIB_CODENAME=${codename}\nDISTRIB_DESCRIPTION="Ubuntu ${number} LTS"\n`,
      'apt/sources.list': sources(codename),
      'apt/sources.list.d/debian.sources': '',
    },
    version: (pkg, in12) => versions[pkg] ?? `${in12.replace(/[+~].*$/, '')}ubuntu1`,
    documentation: 0,
  }
}

export const NOBLE = release('24.04.3', 'noble', 'Noble Numbat', '2025-07-30T09:05:11.406171217Z', {
  apt: '2.8.3',
  'base-files': '13ubuntu10.3',
  bash: '5.2.21-2ubuntu4',
  coreutils: '9.4-3ubuntu6',
  dpkg: '1.22.6ubuntu6.1',
  'libc-bin': '2.39-0ubuntu8.5',
  libc6: '2.39-0ubuntu8.5',
})
export const JAMMY = release('22.04.5', 'jammy', 'Jammy Jellyfish', '2025-07-30T09:01:47.530193411Z', {
  apt: '2.4.14',
  'base-files': '12ubuntu4.7',
  bash: '5.1-6ubuntu1.1',
  coreutils: '8.32-4.1ubuntu1.2',
  dpkg: '1.21.1ubuntu2.3',
  'libc-bin': '2.35-0ubuntu3.10',
  libc6: '2.35-0ubuntu3.10',
})

const FILE_SUMS: Readonly<Record<string, string>> = {
  noble: '415bbc01dfb447d002e2d8173e113ef025d2bbfa20f7c1ba9ccb1bea7c2ec1a6',
  jammy: 'c8078725070dec6f4ff30b3f4cdc0a4e5c8b2b4b0f0a7e9e5f44c0dbd2a6f6c1',
}

/** The steps that images on Ubuntu begin with: the classic builder's. */
export function ubuntuSteps(ubuntu: DebianRelease, platform: Platform): readonly Step[] {
  const codename = /UBUNTU_CODENAME=(\w+)/.exec(ubuntu.osRelease)![1]!
  return classic(ubuntu.created, [
    'ARG RELEASE',
    'ARG LAUNCHPAD_BUILD_ARCH',
    'LABEL org.opencontainers.image.ref.name=ubuntu',
    `LABEL org.opencontainers.image.version=${ubuntu.key.slice('ubuntu/'.length)}`,
    [`ADD file:${FILE_SUMS[codename]} in / `, debianRootfs(ubuntu, platform, 'slim')],
    'CMD ["/bin/bash"]',
  ])
}

/** Labels that images on Ubuntu inherit. */
export const ubuntuLabels = (ubuntu: DebianRelease): Record<string, string> => ({
  'org.opencontainers.image.ref.name': 'ubuntu',
  'org.opencontainers.image.version': ubuntu.key.slice('ubuntu/'.length),
})

const image = (ubuntu: DebianRelease, platform: Platform): ImageRecipe => ({
  platform,
  created: ubuntu.created,
  classic: '26.1.3',
  config: { Env: [PATH], Cmd: ['/bin/bash'], Image: '', Labels: ubuntuLabels(ubuntu) },
  steps: ubuntuSteps(ubuntu, platform),
})

/** Ubuntu: two releases with long support. */
export const ubuntu: RepositoryRecipe = {
  name: 'library/ubuntu',
  description: 'Ubuntu is a Debian-based Linux operating system based on free software.',
  stars: 17_600,
  publisher: 'official',
  images: {
    noble: { documents: 'oci', platforms: ON_UBUNTU.map((platform) => image(NOBLE, platform)) },
    jammy: { documents: 'oci', platforms: ON_FEW.map((platform) => image(JAMMY, platform)) },
  },
  tags: { latest: 'noble', noble: 'noble', '24.04': 'noble', jammy: 'jammy', '22.04': 'jammy' },
}
