import type { LayerPlan } from '../recipe.ts'

/** A package of a distribution, as much as a look into an image shows of it. */
export interface Package {
  readonly name: string
  readonly version: string
  /** Bytes of what it installs. */
  readonly size: number
  /** Its executables: names below /usr/bin, or whole paths. */
  readonly programs: readonly string[]
}

/** Reads a list of packages, one a line: `name version kilobytes [program…]`. */
export const readPackages = (list: string): Package[] =>
  list
    .trim()
    .split('\n')
    .map((line) => {
      const [name, version, kilobytes, ...programs] = line.trim().split(/\s+/)
      if (!name || !version || !(Number(kilobytes) >= 0)) throw new Error(`not a package: ${line}`)
      return { name, version, size: Number(kilobytes) * 1000, programs }
    })

/** Executables get at most this part of a package. */
const CODE = 0.7

/** Where a library, a header or data of a package would lie. */
function restOf({ name }: Package, libraries: string): [path: string, texture: 'binary' | 'text'] {
  const library = /^lib(.+?)-?(\d[\d.]*)?(t64)?$/.exec(name)
  if (name.endsWith('-dev') || name.endsWith('-devel'))
    return [`usr/include/${name.replace(/-dev(el)?$/, '')}.h`, 'text']
  if (!library) return [`usr/share/${name}/${name}.dat`, 'text']
  return [`${libraries}/lib${library[1]}.so${library[2] ? `.${library[2]}` : ''}`, 'binary']
}

/** Lays out the files of a package; `libraries` is where the distribution keeps shared ones: `usr/lib64`. */
export function unpack(plan: LayerPlan, one: Package, libraries: string): void {
  const share = one.programs.length === 0 ? 0 : Math.floor((one.size * CODE) / one.programs.length)
  for (const program of one.programs) {
    const path = program.startsWith('/') ? program.slice(1) : `usr/bin/${program}`
    plan.program(path, path.slice(path.lastIndexOf('/') + 1), share)
  }
  const [path, texture] = restOf(one, libraries)
  plan.generated(path, one.size - share * one.programs.length, texture)
}
