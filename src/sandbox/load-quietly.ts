import { EngineError } from '../engine/base/errors.ts'

/** Loads code before it is asked for. Where that cannot be done, whoever asks says so. */
export async function loadQuietly(load: () => Promise<void> | undefined): Promise<void> {
  try {
    await load()
  } catch (error) {
    if (!(error instanceof EngineError)) throw error
  }
}
