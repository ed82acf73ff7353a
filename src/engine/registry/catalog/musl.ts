import type { Platform } from '../../oci/types.ts'
import { type LayerPlan, programBody } from '../recipe.ts'
import { alpineName } from './apk.ts'
import { machineOf } from './platforms.ts'

const SIZE = 662_680
/** Clear of the executables that it would load. */
const ADDRESS = 0x10000000

/** Where musl lies: loader and C library in one file. */
const loaderOf = (platform: Platform): string => `lib/ld-musl-${alpineName(platform)}.so.1`

/** musl itself. */
export function muslLibrary(plan: LayerPlan, platform: Platform): void {
  const path = loaderOf(platform)
  const name = path.slice('lib/'.length)
  plan.file(path, programBody(name, machineOf(platform), SIZE, { address: ADDRESS }), { mode: 0o755 })
  plan.symlink(`lib/libc.musl-${alpineName(platform)}.so.1`, name)
}

/** A plan whose programs are linked with musl: they start only where it is. */
export const withMusl = (plan: LayerPlan, platform: Platform): LayerPlan => ({
  ...plan,
  program: (path, name, size, mark) =>
    plan.file(path, programBody(name, machineOf(platform), size, { interpreter: `/${loaderOf(platform)}` }), {
      mode: 0o755,
      ...mark,
    }),
})
