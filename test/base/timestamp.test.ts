import { expect, test } from 'vitest'
import { rfc3339Nano } from '../../src/engine/base/time.ts'
import { parseTimestamp } from '../../src/engine/base/timestamp.ts'

const NOW = BigInt(Date.UTC(2026, 10, 26, 12)) * 1_000_000n

test.each([
  ['24h', '2026-11-25T12:00:00Z'],
  ['-1h', '2026-11-26T13:00:00Z'],
  ['1h30m0.5s', '2026-11-26T10:29:59Z'],
  ['0', '1970-01-01T00:00:00Z'],
  ['20260101', '1970-08-23T11:48:21Z'],
  ['1.5', '1970-01-01T00:00:01.5Z'],
  ['2026-01-01', '2026-01-01T00:00:00Z'],
  ['2026-01-01T10', '2026-01-01T10:00:00Z'],
  ['2026-01-01T00:30', '2026-01-01T00:30:00Z'],
  ['2026-01-01T00:00:00.25', '2026-01-01T00:00:00.25Z'],
  ['2026-01-01T00:00:00+01:00', '2025-12-31T23:00:00Z'],
])('%s is %s', (text, moment) => {
  expect(rfc3339Nano(parseTimestamp(text, NOW))).toBe(moment)
})

test.each([
  ['', 'failed to parse value as time or duration: ""'],
  ['x', 'failed to parse value as time or duration: "x"'],
  ['10:00', 'failed to parse value as time or duration: "10:00"'],
  ['1h1', 'failed to parse value as time or duration: "1h1"'],
  ['a.b', 'failed to parse value as time or duration: "a.b"'],
  ['5.', 'failed to parse value as time or duration: "5."'],
  ['2026-13-01', 'parsing time "2026-13-01": month out of range'],
  ['2026-02-30', 'parsing time "2026-02-30": day out of range'],
  ['2026-01-01T25:00:00', 'parsing time "2026-01-01T25:00:00": hour out of range'],
  ['2026-1-1', 'parsing time "2026-1-1" as "2006-01-02": cannot parse "1-1" as "01"'],
  ['2026-01-01x', 'parsing time "2026-01-01x": extra text: "x"'],
  ['x-y', 'parsing time "x-y" as "2006-01-02": cannot parse "x-y" as "2006"'],
])('%j is refused', (text, why) => {
  expect(() => parseTimestamp(text, NOW)).toThrow(why)
})
