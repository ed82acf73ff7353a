import { describe, expect, test } from 'vitest'
import { HistoryWalk } from '../../src/engine/shell/editor/history.ts'
import { createBindings, readInputrc } from '../../src/engine/shell/editor/inputrc.ts'
import { parseKeys, showKeys } from '../../src/engine/shell/editor/keymap.ts'
import { KillRing } from '../../src/engine/shell/editor/kill-ring.ts'
import { Line } from '../../src/engine/shell/editor/line.ts'
import { advance, draw } from '../../src/engine/shell/editor/render.ts'
import { graphemes, textWidth } from '../../src/engine/shell/editor/width.ts'

describe('width', () => {
  test.each([
    ['abc', 3],
    ['中文', 4],
    ['e\u0301', 1],
    ['👩‍👧', 2],
    ['🇨🇳', 2],
    ['한글', 4],
    ['❤️', 2],
    ['\x01', 2],
    ['，', 2],
  ])('%j takes %i columns', (text, columns) => {
    expect(textWidth(text)).toBe(columns)
  })
  test('graphemes keep marks with their base', () => {
    expect(graphemes('ae\u0301👍🏽b')).toEqual(['a', 'e\u0301', '👍🏽', 'b'])
  })
})

describe('layout', () => {
  test('wraps, and never splits a wide character', () => {
    expect(advance({ row: 0, column: 0 }, 'x'.repeat(10), 10)).toEqual({ row: 1, column: 0 })
    expect(advance({ row: 0, column: 9 }, '中', 10)).toEqual({ row: 1, column: 2 })
    expect(advance({ row: 0, column: 8 }, '中', 10)).toEqual({ row: 1, column: 0 })
  })
  test('a typed character is only written', () => {
    const first = draw(undefined, { prompt: '$ ', text: 'ec', cursor: 2 }, 20)
    expect(first.output).toBe('$ ec')
    expect(draw(first.shown, { prompt: '$ ', text: 'ech', cursor: 3 }, 20).output).toBe('h')
  })
  test('a full row moves the cursor to the next', () => {
    const first = draw(undefined, { prompt: '$ ', text: 'x'.repeat(7), cursor: 7 }, 10)
    const second = draw(first.shown, { prompt: '$ ', text: 'x'.repeat(8), cursor: 8 }, 10)
    expect(second.output).toBe(`\r\x1b[J$ ${'x'.repeat(8)} \r`)
    expect(second.shown.row).toBe(1)
    const third = draw(second.shown, { prompt: '$ ', text: 'x'.repeat(7), cursor: 7 }, 10)
    expect(third.output).toBe(`\x1b[1A\r\x1b[J$ ${'x'.repeat(7)}`)
  })
  test('escape sequences and \\[ \\] of a prompt take no columns', () => {
    const { output, shown } = draw(
      undefined,
      { prompt: '\x01\x1b[31m\x02$\x1b[0m ', text: 'a', cursor: 0 },
      20,
    )
    expect(output).toBe('\x1b[31m$\x1b[0m a\r\x1b[2C')
    expect(shown.row).toBe(0)
  })
})

test('history keeps the draft, and what is changed in earlier lines', () => {
  const lines = ['one', 'two']
  const walk = new HistoryWalk(lines)
  const line = new Line()
  line.insert('draft')
  walk.go(1, line)
  expect(line.text).toBe('two')
  line.insert('!')
  walk.go(0, line)
  expect(line.text).toBe('one')
  walk.go(1, line)
  expect(line.text).toBe('two!')
  line.undoOne()
  expect(line.text).toBe('two')
  walk.go(2, line)
  expect(line.text).toBe('draft')
  expect(walk.find('o', 1, -1)).toBe(1)
  expect(walk.find('o', 0, -1)).toBe(0)
  expect(walk.find('x', 1, -1)).toBe(-1)
})

test('a line that is run gets its text back in the list', () => {
  const lines = ['one', 'two']
  const walk = new HistoryWalk(lines)
  const line = new Line()
  walk.go(1, line)
  line.insert('!')
  walk.go(0, line)
  walk.go(1, line)
  walk.accept()
  expect(lines).toEqual(['one', 'two'])
})

test('the kill ring joins cuts in a row and turns', () => {
  const ring = new KillRing()
  ring.keep('b', false, false)
  ring.keep('a', true, false)
  ring.keep('c', true, true)
  expect(ring.current).toBe('abc')
  ring.keep('x', false, true)
  ring.turn()
  expect(ring.current).toBe('abc')
})

test('graphemes are one step, where the real bash takes characters', () => {
  const line = new Line()
  line.insert('👩‍👧🇨🇳👍🏽')
  expect(line.previous(line.end)).toBe('👩‍👧🇨🇳'.length)
  expect(line.previous('👩‍👧🇨🇳'.length)).toBe('👩‍👧'.length)
  expect(line.previous('👩‍👧'.length)).toBe(0)
})

describe('key sequences', () => {
  test.each([
    ['\\C-x\\C-e', '\x18\x05'],
    ['\\M-f', '\x1bf'],
    ['\\M-\\C-h', '\x1b\x08'],
    ['\\C-?', '\x7f'],
    ['\\e[1;5C', '\x1b[1;5C'],
    ['\\"', '"'],
    ['\\101', 'A'],
  ])('%s', (written, sequence) => {
    expect(parseKeys(written)).toBe(sequence)
  })
  test('are shown as bind -p shows them', () => {
    expect(showKeys('\x18\x7f')).toBe('\\C-x\\C-?')
    expect(showKeys('\x1b"')).toBe('\\e\\"')
  })
})

test('an inputrc can include another and ask for the mode', () => {
  const bindings = createBindings('bash')
  const files: Record<string, string> = { other: '"\\C-xz": "from other"\n' }
  const text = 'set editing-mode vi\n$include other\n$if mode=vi\n"x": "vi"\n$else\n"x": "emacs"\n$endif\n'
  readInputrc(bindings, text, (path) => files[path])
  expect(bindings.viInsert.get('x')).toEqual({ kind: 'macro', text: 'vi' })
  expect(bindings.viInsert.get('\x18z')).toEqual({ kind: 'macro', text: 'from other' })
})
