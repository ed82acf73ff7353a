import { EngineError } from './errors.ts'

/**
 * Code that comes when it is first needed. Loading is no event of a world: it takes no simulated time, and a world that waits for it does
 * nothing meanwhile. The function throws an `EngineError` where the code cannot be had (a page without a network); the next call tries again.
 * What has come is kept: a browser takes its turns for an import even of what is there.
 */
export function later<T>(load: () => Promise<T>): () => Promise<T> {
  let come: { readonly part: T } | undefined
  return async () => {
    if (come) return come.part
    try {
      come = { part: await load() }
      return come.part
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      throw new EngineError('unavailable', `this part of Strata could not be loaded: ${reason}`)
    }
  }
}

/**
 * Code that comes before it can be needed, for those that cannot wait when they need it: whoever lets that happen loads it first
 * (`load`, with the errors of `later`).
 */
export class Reserve<T> {
  private part: T | undefined
  readonly load: () => Promise<void>

  constructor(load: () => Promise<T>) {
    const bring = later(load)
    this.load = async () => {
      this.part ??= await bring()
    }
  }
  get isThere(): boolean {
    return this.part !== undefined
  }
  get code(): T {
    if (this.part === undefined) throw new Error('a part of Strata is needed before it was loaded')
    return this.part
  }
}
