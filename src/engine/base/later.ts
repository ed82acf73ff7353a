import { EngineError } from './errors.ts'

/**
 * Code that comes when it is first needed. Loading is no event of a world: it takes no simulated time, and a world that waits for it does
 * nothing meanwhile. The function throws an `EngineError` where the code cannot be had (a page without a network); the next call tries again.
 */
export function later<T>(load: () => Promise<T>): () => Promise<T> {
  return async () => {
    try {
      return await load()
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      throw new EngineError('unavailable', `this part of Strata could not be loaded: ${reason}`)
    }
  }
}
