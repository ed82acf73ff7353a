import type { Request } from './protocol.ts'

/** A worker that loads, and makes a lesson's world, before it is asked for a terminal. */
export interface Spawned {
  readonly lesson: string
  readonly worker: Worker
  /** Resolves with the reason when it does not load, or breaks. */
  readonly broken: Promise<string>
}

export function spawn(lesson: string): Spawned {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'sandbox' })
  const broken = new Promise<string>((resolve) => {
    worker.addEventListener('error', ({ message }) => resolve(message || 'the worker did not load'))
  })
  worker.postMessage({ type: 'prepare', lesson } satisfies Request)
  return { lesson, worker, broken }
}
