import { expect, it } from 'vitest'
import { parseRfc3339, rfc3339Nano, unixSeconds } from '../../src/engine/base/time.ts'

it.each([
  [0n, '1970-01-01T00:00:00Z'],
  [1n, '1970-01-01T00:00:00.000000001Z'],
  [1_500_000_000n, '1970-01-01T00:00:01.5Z'],
  [-1n, '1969-12-31T23:59:59.999999999Z'],
  [-62_135_596_800_000_000_000n, '0001-01-01T00:00:00Z'],
  [1_756_800_000_123_456_789n, '2025-09-02T08:00:00.123456789Z'],
])('%s is %s', (at, text) => {
  expect(rfc3339Nano(at)).toBe(text)
  expect(parseRfc3339(text)).toBe(at)
})

it('reads offsets and more digits than it keeps', () => {
  expect(parseRfc3339('2025-09-02T10:00:00+02:00')).toBe(parseRfc3339('2025-09-02T08:00:00Z'))
  expect(parseRfc3339('1970-01-01T00:00:00.1234567891Z')).toBe(123_456_789n)
})

it.each(['', '2025-09-02', '2025-09-02T08:00:00', '2025-13-01T00:00:00Z', '2025-02-30T00:00:00Z', 'now'])(
  'refuses %j',
  (text) => {
    expect(parseRfc3339(text)).toBeUndefined()
  },
)

it('counts whole seconds down, also before 1970', () => {
  expect(unixSeconds(1_999_999_999n)).toBe(1)
  expect(unixSeconds(-1n)).toBe(-1)
  expect(unixSeconds(-1_000_000_000n)).toBe(-1)
})
