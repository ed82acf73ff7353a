import type { Platform } from '../../oci/types.ts'
import type { LayerPlan } from '../recipe.ts'
import { readPackages, unpack } from './packages.ts'
import { kernelName } from './platforms.ts'

/** How Alpine calls the machine. */
export const alpineName = (platform: Platform): string =>
  platform.architecture === 'arm'
    ? platform.variant === 'v6'
      ? 'armhf'
      : 'armv7'
    : platform.architecture === '386'
      ? 'x86'
      : kernelName(platform)

/** apk's record of packages (apk-package(5), the v2 index), as far as one reads it by eye. */
export const installedOf = (platform: Platform, list: string): string =>
  readPackages(list)
    .map(
      ({ name, version, size }) =>
        `P:${name}\nV:${version}\nA:${alpineName(platform)}\nI:${size}\no:${name}\nm:Alpine <alpine-devel@lists.alpinelinux.org>\n\n`,
    )
    .join('')

/** What `apk add --no-cache` leaves behind. `before` is apk's record so far; the new one is the result. */
export function apkAdd(plan: LayerPlan, platform: Platform, before: string, list: string): string {
  for (const one of readPackages(list)) unpack(plan, one, 'usr/lib')
  const record = before + installedOf(platform, list)
  plan.file('lib/apk/db/installed', record)
  return record
}
