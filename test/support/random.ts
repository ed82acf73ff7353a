/** mulberry32: the same numbers below 1 from the same seed everywhere. */
export function randomNumbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

export class Dice {
  readonly next: () => number
  constructor(seed: number) {
    this.next = randomNumbers(seed)
  }
  below(limit: number): number {
    return Math.floor(this.next() * limit)
  }
  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)]!
  }
  chance(share: number): boolean {
    return this.next() < share
  }
}
