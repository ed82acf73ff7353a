import type { Kernel } from '../../kernel.ts'
import type { NetCalls, PollRequest, PollResult } from '../../net/calls.ts'
import type { OpenFile } from '../../open-file.ts'
import type { ProcessRecord } from '../../record.ts'

/** A file that never blocks is always ready (poll(2)). */
const ALWAYS = { in: true, out: true, error: false, hangup: false } as const

/** poll(2): waits for one of several descriptors. */
export function pollCall(kernel: Kernel, record: ProcessRecord): Pick<NetCalls, 'poll'> {
  const { scheduler } = kernel
  const fileOf = (fd: number): OpenFile | undefined => (record.fds.has(fd) ? record.fds.get(fd) : undefined)
  const look = (requests: readonly PollRequest[]): PollResult[] =>
    requests.flatMap(({ fd, events }): PollResult[] => {
      const file = fileOf(fd)
      if (!file) return [{ fd, in: false, out: false, error: false, hangup: false, invalid: true }]
      const now = file.readiness ?? ALWAYS
      const result = {
        fd,
        in: now.in && events.includes('in'),
        out: now.out && events.includes('out'),
        error: now.error,
        hangup: now.hangup,
        invalid: false,
      }
      return result.in || result.out || result.error || result.hangup ? [result] : []
    })
  return {
    poll: (requests, timeout) =>
      scheduler.interruptible(async () => {
        const deadline = timeout === undefined ? undefined : scheduler.now + timeout
        for (;;) {
          const found = look(requests)
          const over = deadline !== undefined && scheduler.now >= deadline
          if (found.length > 0 || over) {
            await scheduler.tick()
            return found
          }
          await scheduler.block<void>((wake) => {
            const left = deadline === undefined ? undefined : deadline - scheduler.now
            const forget = requests.map(({ fd }) => fileOf(fd)?.watch?.(() => done()))
            const cancel = left === undefined ? undefined : scheduler.after(left, () => done())
            const stop = (): void => {
              for (const one of forget) one?.()
              cancel?.()
            }
            const done = (): void => {
              stop()
              wake()
            }
            return stop
          })
        }
      }),
  }
}
