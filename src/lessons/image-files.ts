import type { Facts } from '../engine/world.ts'

/** Directories of an image's layers on the host, topmost first. */
export function layersOf(facts: Facts, reference: string): string[] {
  const data = facts.image(reference)?.GraphDriver.Data
  return [data?.UpperDir, data?.LowerDir].flatMap((paths) => paths?.split(':') ?? [])
}

export const layerCount = (facts: Facts, reference: string): number =>
  facts.image(reference)?.RootFS.Layers.length ?? 0

/** The topmost layer of an image that holds a path: its directory. */
export const layerWith = (facts: Facts, reference: string, path: string): string | undefined =>
  layersOf(facts, reference).find((directory) => facts.at(`${directory}${path}`) !== undefined)

/** Text of a file of an image, whiteouts left aside; undefined where it has none. */
export function textIn(facts: Facts, reference: string, path: string): string | undefined {
  const directory = layerWith(facts, reference, path)
  return directory === undefined ? undefined : facts.at(`${directory}${path}`)?.text()
}

/** Texts of all files below a directory of the host. */
export function textsBelow(facts: Facts, directory: string): string[] {
  const found = facts.at(directory)
  if (found?.kind === 'file') return [found.text()]
  if (found?.kind !== 'directory') return []
  return found.names().flatMap((name) => textsBelow(facts, `${directory}/${name}`))
}
