import { expect, it } from 'vitest'
import { Sleeper } from '../../src/sandbox/sleeper.ts'

const sleeper = () => {
  const done: string[] = []
  const clock = { now: 0 }
  const one = new Sleeper({
    now: () => clock.now,
    macrotask: async () => void done.push('turn'),
    later: (milliseconds, callback) => {
      done.push(`${milliseconds} ms`)
      queueMicrotask(callback)
      return () => {}
    },
  })
  return { done, clock, one }
}

it('makes up for waits that are short together', async () => {
  const { done, one } = sleeper()
  for (let i = 0; i < 10; i++) await one.sleep(1)
  await one.sleep(30)
  expect(done).toEqual(['4 ms', '4 ms', '32 ms'])
})

it('lets others have their turn when it has worked for a while, and when somebody spoke', async () => {
  const { done, clock, one } = sleeper()
  await one.breathe()
  await one.sleep(0)
  expect([one.tired, done]).toEqual([false, ['turn']])
  clock.now = 20
  expect(one.tired).toBe(true)
  await one.sleep(0)
  expect([one.tired, done]).toEqual([false, ['turn', 'turn']])
  one.wake()
  await one.sleep(1000)
  expect(done).toEqual(['turn', 'turn', 'turn'])
})
