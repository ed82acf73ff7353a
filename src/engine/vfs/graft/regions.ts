import type { Ino } from '../filesystem.ts'
import type { Graft } from './node.ts'

/** A file system that was looked up through a graft, and where its grafted directories hang. */
interface Region {
  readonly graft: Graft
  readonly key: string | number
  readonly parents: Map<Ino, Ino>
}

/** Regions that may be known before those that are gone are looked for. */
const FEW = 64

/** The file systems that were looked up through grafts, each with a number of its own. None is given twice. */
export class Regions {
  private readonly byNumber = new Map<number, Region>()
  private readonly numbers = new Map<string | number, number>()
  private next: number
  private limit = FEW

  /** `first`: the first number to give. */
  constructor(first: number) {
    this.next = first
  }

  get size(): number {
    return this.byNumber.size
  }

  get(number: number): Region | undefined {
    return this.byNumber.get(number)
  }

  /** Number of the region that a graft shows; `key` tells the grafts of different ones apart. */
  of(key: string | number, graft: Graft): number {
    const known = this.numbers.get(key)
    if (known !== undefined) return known
    if (this.byNumber.size >= this.limit) {
      this.sweep()
      this.limit = FEW + 2 * this.byNumber.size
    }
    const number = this.next++
    this.byNumber.set(number, { graft, key, parents: new Map() })
    this.numbers.set(key, number)
    return number
  }

  private sweep(): void {
    for (const [number, { graft, key }] of this.byNumber)
      if (!graft.fs()) {
        this.byNumber.delete(number)
        this.numbers.delete(key)
      }
  }
}
