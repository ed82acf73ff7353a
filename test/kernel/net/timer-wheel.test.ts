import { expect, it } from 'vitest'
import { wheelDelay } from '../../../src/engine/kernel/net/timer-wheel.ts'

it.each([
  ['0.2 s after a tick', 0, 0.2e9, 0.204e9],
  ['a second from a bucket on: as recorded between two SYNs', 1.024e9, 1e9, 1.024e9],
  ['a second from somewhere', 1.012e9, 1e9, 1.004e9],
  ['two seconds, as recorded', 5.12e9, 2e9, 2.016e9],
  ['four seconds in coarser steps', 1.024e9, 4e9, 4.096e9],
])('fires %s', (_, now, delay, later) => {
  expect(wheelDelay(now, delay)).toBe(later)
})
