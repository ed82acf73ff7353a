import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Pacer } from '../../src/sandbox/pacing.ts'

it('waits in real time for the first second', () => {
  const pacer = new Pacer()
  expect([pacer.wait(200), pacer.wait(300), pacer.wait(500)]).toEqual([200, 300, 500])
})

it('takes about three seconds for an hour', () => {
  expect(new Pacer().wait(3_600_000)).toBeCloseTo(3000, -2)
})

it('keeps a command of any one hundred delays below four seconds, when none is endless', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 200 }), { maxLength: 100 }), (delays) => {
      const pacer = new Pacer()
      const sum = delays.reduce((total, delay) => total + pacer.wait(delay), 0)
      expect(sum).toBeLessThanOrEqual(4000)
    }),
  )
})

it('never waits longer than the delay itself', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 1e7, noNaN: true }), { maxLength: 50 }), (delays) => {
      const pacer = new Pacer()
      for (const delay of delays) expect(pacer.wait(delay)).toBeLessThanOrEqual(delay + 1e-6)
    }),
  )
})

it('leaves an endless command a readable speed', () => {
  const pacer = new Pacer()
  for (let second = 0; second < 100; second++) pacer.wait(1000)
  expect(pacer.wait(1000)).toBeGreaterThanOrEqual(50)
})

it('counts anew for the next command', () => {
  const pacer = new Pacer()
  pacer.wait(1e9)
  pacer.restart()
  expect(pacer.wait(400)).toBe(400)
})
