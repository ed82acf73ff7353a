import { type ChainID, type DiffID, digestOf } from '../base/digest.ts'

/** ChainID of one more layer on a stack (config.md, "Layer ChainID"). `parent` is absent for the base. */
export const chainOf = (parent: ChainID | undefined, diffID: DiffID): ChainID =>
  parent === undefined ? (diffID as string as ChainID) : digestOf<'chain'>(`${parent} ${diffID}`)

/** The chainID of every layer of an image, base first. */
export function chainIDs(diffIDs: readonly DiffID[]): ChainID[] {
  const chain: ChainID[] = []
  for (const diffID of diffIDs) chain.push(chainOf(chain.at(-1), diffID))
  return chain
}

/** Base first, as OCI lists layers, to top first, as an overlay lists its lowerdirs. The only place that converts. */
export const topFirst = <T>(baseFirst: readonly T[]): T[] => baseFirst.toReversed()
