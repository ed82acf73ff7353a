import { expect, it } from 'vitest'
import { Scheduler } from '../../src/engine/kernel/scheduler.ts'
import { WaitQueue } from '../../src/engine/kernel/waiting.ts'

async function drain(scheduler: Scheduler, slice: number): Promise<void> {
  for (;;) {
    if (!(await scheduler.run(slice))) continue
    if (scheduler.untilNext() === undefined) return
    scheduler.advance()
  }
}

/** A mixed load: sleepers, a spinner, a pair that wakes each other. */
function load(scheduler: Scheduler, events: string[]): void {
  const note = (text: string): void => void events.push(`${text} @${scheduler.now}`)
  const queue = new WaitQueue(scheduler)
  for (const name of ['a', 'b', 'c'])
    scheduler.start(async () => {
      for (let i = 0; i < 20; i++) {
        note(`${name}${i}`)
        if (name === 'a') await scheduler.sleep(1000 * (i % 4))
        else await scheduler.yield()
      }
    })
  scheduler.start(async () => {
    for (let i = 0; i < 1000; i++) await scheduler.tick()
    note('spun')
    queue.wakeAll()
  })
  scheduler.start(async () => {
    await queue.wait()
    note('woken')
  })
  scheduler.after(500, () => note('timer 1'))
  scheduler.after(500, () => note('timer 2'))
  const cancel = scheduler.after(400, () => note('never'))
  cancel()
}

it('ends a run early when it has done enough', async () => {
  const scheduler = new Scheduler()
  let turns = 0
  scheduler.start(async () => {
    for (; turns < 10; turns++) await scheduler.yield()
  })
  expect(await scheduler.run(100, () => turns === 4)).toBe(false)
  expect(turns).toBe(4)
  expect(await scheduler.run(100)).toBe(true)
  expect(turns).toBe(10)
})

it('wakes sleepers while somebody never rests', async () => {
  const scheduler = new Scheduler()
  let woken = 0
  let spinning = true
  scheduler.start(async () => {
    while (spinning) await scheduler.yield()
  })
  scheduler.start(async () => {
    for (; woken < 3; woken++) await scheduler.sleep(100_000)
    spinning = false
  })
  expect(await scheduler.run(1000)).toBe(true)
  expect(woken).toBe(3)
})

it('does the same whatever the size of a pump', async () => {
  const runs = []
  for (const slice of [1, 7, 100_000]) {
    const scheduler = new Scheduler()
    const events: string[] = []
    load(scheduler, events)
    await drain(scheduler, slice)
    runs.push({ events, now: scheduler.now, steps: scheduler.steps })
  }
  expect(runs[1]).toEqual(runs[0])
  expect(runs[2]).toEqual(runs[0])
  const { events } = runs[0]!
  expect(events.filter((e) => e.startsWith('timer')).map((e) => e.slice(0, 7))).toEqual([
    'timer 1',
    'timer 2',
  ])
  expect(events.some((e) => e.startsWith('never'))).toBe(false)
})

it('never runs more steps than it may', async () => {
  const scheduler = new Scheduler()
  scheduler.start(async () => {
    for (;;) await scheduler.yield()
  })
  expect(await scheduler.run(10)).toBe(false)
  expect(scheduler.steps).toBe(10)
})

it('gives others their turn when one only makes calls that do not block', async () => {
  const scheduler = new Scheduler()
  const order: string[] = []
  scheduler.start(async () => {
    for (let i = 0; i < 1000; i++) await scheduler.tick()
    order.push('busy')
  })
  scheduler.start(async () => {
    order.push('quick')
  })
  await scheduler.run(1000)
  expect(order).toEqual(['quick', 'busy'])
})

it('takes turns between two that yield', async () => {
  const scheduler = new Scheduler()
  const order: string[] = []
  for (const name of ['a', 'b'])
    scheduler.start(async () => {
      for (let i = 0; i < 3; i++) {
        order.push(name)
        await scheduler.yield()
      }
    })
  await scheduler.run(100)
  expect(order.join('')).toBe('ababab')
})

it('fires timers by time, then by the order in which they were set', async () => {
  const scheduler = new Scheduler()
  const order: number[] = []
  for (const [n, at] of [
    [1, 30],
    [2, 10],
    [3, 10],
    [4, 20],
  ] as const)
    scheduler.after(at, () => order.push(n))
  await drain(scheduler, 5)
  expect(order).toEqual([2, 3, 4, 1])
  expect(scheduler.now).toBe(30)
})

it('never resumes what was killed', async () => {
  const scheduler = new Scheduler()
  let came = false
  let cleaned = false
  const queue = new WaitQueue(scheduler)
  const task = scheduler.start(async () => {
    try {
      await queue.wait()
      came = true
    } finally {
      cleaned = true
    }
  })
  await scheduler.run(10)
  scheduler.kill(task)
  queue.wakeAll()
  await scheduler.run(10)
  expect({ came, cleaned, waiting: queue.empty }).toEqual({ came: false, cleaned: false, waiting: true })
})

it('throws what a task failed with', async () => {
  const scheduler = new Scheduler()
  scheduler.start(async () => {
    await scheduler.yield()
    throw new Error('a bug')
  })
  await expect(scheduler.run(10)).rejects.toThrow('a bug')
})

it('lets time pass only with work and timers', async () => {
  const scheduler = new Scheduler()
  scheduler.start(async () => {
    await scheduler.sleep(1e9)
  })
  await scheduler.run(10)
  const before = scheduler.now
  await scheduler.run(10)
  expect(scheduler.now).toBe(before)
  expect(scheduler.untilNext()).toBe(1e9)
  scheduler.advance()
  expect(scheduler.now).toBe(before + 1e9)
})
