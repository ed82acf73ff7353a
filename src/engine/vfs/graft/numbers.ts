import type { GraftNode } from './node.ts'

/** An entry that has a number, and its entries that have one. */
interface Known {
  readonly parent: number
  readonly name: string
  readonly children: Map<string, number>
}

/** Entries that may be known before those that are gone are looked for. */
const FEW = 256

/** The top of a computed tree. */
export const TOP = 0

/**
 * Numbers of the entries of a computed tree that were looked up. None is given twice. Those of entries that are gone
 * are forgotten now and then, so that memory follows what there is and not what there was.
 */
export class Numbers {
  private readonly top: GraftNode
  private readonly known = new Map<number, Known>([[TOP, { parent: TOP, name: '', children: new Map() }]])
  private next = TOP + 1
  private limit = FEW

  constructor(top: GraftNode) {
    this.top = top
  }

  get size(): number {
    return this.known.size
  }

  /** What has the number now; undefined when that is gone. */
  node(number: number): GraftNode | undefined {
    if (number === TOP) return this.top
    const known = this.known.get(number)
    const directory = known && this.node(known.parent)
    return directory?.kind === 'directory' ? directory.get(known!.name) : undefined
  }

  /** Number of an entry of a directory; undefined when the directory is gone. */
  of(directory: number, name: string): number | undefined {
    const children = this.known.get(directory)?.children
    const known = children?.get(name)
    if (!children || known !== undefined) return known
    const number = this.next++
    this.known.set(number, { parent: directory, name, children: new Map() })
    children.set(name, number)
    if (this.known.size > this.limit) {
      this.sweep(TOP, this.top)
      this.limit = FEW + 2 * this.known.size
    }
    return number
  }

  /** The directory of an entry; undefined when the entry is gone. */
  parentOf(number: number): number | undefined {
    return this.known.get(number)?.parent
  }

  /** Forgets what is gone of the entries below a directory. */
  private sweep(number: number, node: GraftNode): void {
    const { children } = this.known.get(number)!
    for (const [name, child] of children) {
      const now = node.kind === 'directory' ? node.get(name) : undefined
      if (now) this.sweep(child, now)
      else {
        children.delete(name)
        this.drop(child)
      }
    }
  }
  private drop(number: number): void {
    for (const child of this.known.get(number)!.children.values()) this.drop(child)
    this.known.delete(number)
  }
}
