import type { Stream } from '../../daemon/api.ts'

/** Waits for a stream's first message, so that a request that the daemon refuses fails here. The stream still has it. */
export async function begun<T>(stream: Stream<T>): Promise<Stream<T>> {
  let first: { message: T | undefined } | undefined = { message: await stream.next() }
  return {
    kind: 'stream',
    next: async () => {
      if (!first) return stream.next()
      const { message } = first
      first = undefined
      return message
    },
    close: () => stream.close(),
  }
}
