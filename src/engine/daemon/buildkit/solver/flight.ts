import type { Kernel } from '../../../kernel/kernel.ts'
import type { ProcessRecord } from '../../../kernel/record.ts'
import { WaitQueue } from '../../../kernel/waiting.ts'

type State<T> =
  | { readonly kind: 'idle' | 'busy' }
  | { readonly kind: 'done'; readonly value: T }
  | { readonly kind: 'failed'; readonly error: unknown }

/** Work that is done once, however many tasks ask for it: the others wait for the first. */
export class Flight<T> {
  private state: State<T> = { kind: 'idle' }
  private readonly queue: WaitQueue
  private readonly work: () => Promise<T>

  constructor(kernel: Kernel, work: () => Promise<T>) {
    this.queue = new WaitQueue(kernel.scheduler)
    this.work = work
  }

  async get(): Promise<T> {
    while (this.state.kind === 'busy') await this.queue.wait()
    if (this.state.kind === 'done') return this.state.value
    if (this.state.kind === 'failed') throw this.state.error
    this.state = { kind: 'busy' }
    try {
      const value = await this.work()
      this.state = { kind: 'done', value }
      return value
    } catch (error) {
      this.state = { kind: 'failed', error }
      throw error
    } finally {
      this.queue.wakeAll()
    }
  }
}

/** Several things at a time, each a task of `owner`. Throws what fails first; the others go on by themselves. */
export async function together<T>(
  kernel: Kernel,
  owner: ProcessRecord,
  jobs: readonly (() => Promise<T>)[],
): Promise<T[]> {
  if (jobs.length <= 1) return jobs.length === 0 ? [] : [await jobs[0]!()]
  const queue = new WaitQueue(kernel.scheduler)
  const results: T[] = []
  let left = jobs.length
  let failure: { readonly error: unknown } | undefined
  for (const [i, job] of jobs.entries())
    kernel.task(owner, async () => {
      try {
        results[i] = await job()
      } catch (error) {
        failure ??= { error }
      }
      left--
      queue.wakeAll()
    })
  while (left > 0 && !failure) await queue.wait()
  if (failure) throw failure.error
  return results
}
