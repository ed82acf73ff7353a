import type { Platform } from '../../oci/types.ts'
import type { Step } from '../recipe.ts'
import { debianSources, OS_RELEASE } from './debian-etc.ts'
import { type DebianRelease, debianRootfs } from './debian-rootfs.ts'
import { AMD64, debianPort } from './platforms.ts'
import { instant } from './steps.ts'

/** Debian 12: what most images of the catalog stand on, and the host's own disk. */
export const BOOKWORM: DebianRelease = {
  key: 'debian/12.11',
  from: 'debian',
  created: '2025-08-11T00:00:00Z',
  osRelease: OS_RELEASE,
  etc: {},
  version: (_, in12) => in12,
  documentation: 41_800_000,
}

const unixOf = (created: string): string => String(instant(created) / 1_000_000_000n)

const named = (codename: string, number: string): string =>
  OS_RELEASE.replaceAll('bookworm', codename).replace(/12/g, number)

/** A release by its difference from Debian 12. */
function release(
  codename: string,
  version: string,
  created: string,
  versions: Readonly<Record<string, string>>,
  documentation: number,
): DebianRelease {
  const number = version.replace(/\..*/, '')
  return {
    key: `debian/${version}`,
    from: 'debian',
    created,
    osRelease: named(codename, number),
    etc: {
      debian_version: `${version}\n`,
      issue: `Debian GNU/Linux ${number} \\n \\l\n\n`,
      'issue.net': `Debian GNU/Linux ${number}\n`,
      'apt/sources.list.d/debian.sources': debianSources(codename),
    },
    version: (name, in12) => versions[name] ?? in12.replaceAll('deb12u', `deb${number}u`),
    documentation,
  }
}

export const TRIXIE = release(
  'trixie',
  '13.0',
  '2025-08-11T00:00:00Z',
  {
    apt: '3.0.3',
    'base-files': '13.8',
    bash: '5.2.37-2+b5',
    coreutils: '9.7-3',
    dpkg: '1.22.21',
    'libapt-pkg6.0': '3.0.3',
    'libc-bin': '2.41-12',
    libc6: '2.41-12',
    'perl-base': '5.40.1-6',
    tar: '1.35+dfsg-3.1',
  },
  44_300_000,
)

export const BULLSEYE = release(
  'bullseye',
  '11.1',
  '2021-12-20T00:00:00Z',
  {
    apt: '2.2.4',
    'base-files': '11.1+deb11u1',
    bash: '5.1-2+b3',
    coreutils: '8.32-4+b1',
    dpkg: '1.20.9',
    'libapt-pkg6.0': '2.2.4',
    'libc-bin': '2.31-13+deb11u2',
    libc6: '2.31-13+deb11u2',
    'perl-base': '5.32.1-4+deb11u2',
    tar: '1.34+dfsg-1',
  },
  43_900_000,
)

/** The steps that images on a release begin with: one and the same layer for all of them. */
export function debianSteps(
  debian: DebianRelease,
  platform: Platform,
  variant: 'slim' | 'full' = 'slim',
): readonly Step[] {
  const codename = /VERSION_CODENAME=(\w+)/.exec(debian.osRelease)![1]!
  return [
    {
      created: debian.created,
      createdBy: `# debian.sh --arch '${debianPort(platform).name}' out/ '${codename}' '@${unixOf(debian.created)}'`,
      comment: 'debuerreotype 0.16',
      layer: debianRootfs(debian, platform, variant),
    },
  ]
}

/** The disk of a fresh Debian 12. */
export const DEBIAN_STEPS: readonly Step[] = debianSteps(BOOKWORM, AMD64)
