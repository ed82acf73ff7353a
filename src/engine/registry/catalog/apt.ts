import type { Platform } from '../../oci/types.ts'
import type { LayerPlan } from '../recipe.ts'
import { type Package, readPackages, unpack } from './packages.ts'
import { debianPort } from './platforms.ts'

/** The record of dpkg(1) for one package (deb-control(5)), without a description. */
export function statusOf(
  one: {
    name: string
    version: string
    architecture: string
    priority?: string
    section?: string
    essential?: boolean
  },
  from: 'debian' | 'ubuntu' = 'debian',
): string {
  const maintainer =
    from === 'debian'
      ? 'Debian <debian-devel@lists.debian.org>'
      : 'Ubuntu Developers <ubuntu-devel-discuss@lists.ubuntu.com>'
  return [
    `Package: ${one.name}`,
    ...(one.essential ? ['Essential: yes'] : []),
    'Status: install ok installed',
    `Priority: ${one.priority ?? 'optional'}`,
    `Section: ${one.section ?? 'misc'}`,
    `Maintainer: ${maintainer}`,
    `Architecture: ${one.architecture}`,
    'Multi-Arch: foreign',
    `Version: ${one.version}`,
    '',
    '',
  ].join('\n')
}

/**
 * What `apt-get install` leaves behind, its lists removed: the files of packages and dpkg's record of everything that is
 * installed now. `before` is that record so far; the new one is the result.
 */
export function aptInstall(plan: LayerPlan, platform: Platform, before: string, list: string): string {
  const { name: architecture, triplet } = debianPort(platform)
  const packages = readPackages(list)
  for (const one of packages) {
    unpack(plan, one, `usr/lib/${triplet}`)
    plan.generated(`usr/share/doc/${one.name}/copyright`, 2000 + one.name.length * 300, 'text')
    plan.generated(`var/lib/dpkg/info/${one.name}.list`, 300 + one.name.length * 90, 'text')
  }
  const status = statusAfter(before, packages, architecture)
  plan.file('var/lib/dpkg/status', status)
  plan.directory('var/lib/apt/lists')
  return status
}

const statusAfter = (before: string, packages: readonly Package[], architecture: string): string =>
  before + packages.map(({ name, version }) => statusOf({ name, version, architecture })).join('')

/** dpkg's record after these packages came too: without laying out their files again. */
export const statusWith = (platform: Platform, before: string, list: string): string =>
  statusAfter(before, readPackages(list), debianPort(platform).name)
