import { expect, it } from 'vitest'
import { keyBytes, withCtrl } from '../../components/terminal/key-bytes.ts'

it.each([
  ['Escape', false, false, '\x1b'],
  ['Tab', false, false, '\t'],
  ['ArrowUp', false, false, '\x1b[A'],
  ['ArrowUp', false, true, '\x1bOA'],
  ['ArrowLeft', true, true, '\x1b[1;5D'],
  ['|', false, false, '|'],
  ['/', true, false, '\x1f'],
  ['~', true, false, '~'],
] as const)('%s, ctrl %s, application %s', (key, ctrl, application, bytes) => {
  expect(keyBytes(key, ctrl, application)).toBe(bytes)
})

it.each([
  ['c', '\x03'],
  ['C', '\x03'],
  ['[', '\x1b'],
  [' ', '\0'],
  ['?', '\x7f'],
  ['d rest', '\x04 rest'],
  ['你', '你'],
  ['', ''],
])('Ctrl with %j', (typed, bytes) => {
  expect(withCtrl(typed)).toBe(bytes)
})
