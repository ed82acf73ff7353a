import { describe, expect, test } from 'vitest'
import { EDITS, EMPTY_BUFFER, insertText } from '../../src/engine/shell/editor/buffer.ts'
import { HistoryWalk } from '../../src/engine/shell/editor/history.ts'
import { EMACS } from '../../src/engine/shell/editor/keymap.ts'
import { type Key, KeyDecoder } from '../../src/engine/shell/editor/keys.ts'
import { advance, draw } from '../../src/engine/shell/editor/render.ts'
import { graphemes, textWidth } from '../../src/engine/shell/editor/width.ts'

function keysOf(text: string): Key[] {
  const decoder = new KeyDecoder()
  return [...new TextEncoder().encode(text)].flatMap((byte) => decoder.feed(byte) ?? [])
}

/** Runs keys through the pure commands; `|` marks the cursor. */
function edit(text: string): string {
  let buffer = EMPTY_BUFFER
  for (const key of keysOf(text)) {
    if (key.kind !== 'key') buffer = insertText(buffer, key.text)
    else buffer = EDITS[EMACS.get(key.name)!]!(buffer)
  }
  return `${buffer.text.slice(0, buffer.cursor)}|${buffer.text.slice(buffer.cursor)}`
}

describe('editing commands', () => {
  test.each([
    ['abc', 'abc|'],
    ['abc\x01x', 'x|abc'],
    ['abc\x01\x05x', 'abcx|'],
    ['abc\x02\x02x', 'ax|bc'],
    ['abc\x1b[D\x1b[Dx', 'ax|bc'],
    ['abc\x1b[H\x1b[Cx\x1b[Fy', 'axbcy|'],
    ['abc\x7f', 'ab|'],
    ['abc\x08\x08', 'a|'],
    ['abc\x01\x1b[3~', '|bc'],
    ['abc\x01\x06\x1b[3~', 'a|c'],
    ['one two\x17', 'one |'],
    ['one /usr/bin\x17', 'one |'],
    ['one two\x1b\x7f', 'one |'],
    ['one /usr/bin\x1b\x7f', 'one /usr/|'],
    ['one two\x15', '|'],
    ['one two\x01\x0b', '|'],
    ['one two\x01\x0b\x19\x19', 'one twoone two|'],
    ['a b c\x17\x17\x19', 'a b c|'],
    ['one two\x01\x1bdx', 'x| two'],
    ['one two\x1bb\x1bbx', 'x|one two'],
    ['one two\x01\x1bfx', 'onex| two'],
    ['one two\x01\x1b[1;5Cx', 'onex| two'],
    ['ab\x14', 'ba|'],
    ['abc\x02\x14', 'acb|'],
    ['中文\x7f', '中|'],
    ['中文\x02x', '中x|文'],
    ['e\u0301x\x7f\x7f', '|'],
    ['👩‍👧a\x02\x7f', '|a'],
    ['🇨🇳🇩🇪\x7f', '🇨🇳|'],
    ['one\x01\x1bu', 'ONE|'],
    ['oNE\x01\x1bc', 'One|'],
    ['abc\x15\x1f', 'abc|'],
    ['\x1b[200~a\nb\x1b[201~', 'a\nb|'],
    ['\x1b[99;5ux', 'x|'],
    ['\x1bOAx'.replace('\x1bOA', ''), 'x|'],
  ])('%j', (keys, expected) => {
    expect(edit(keys)).toBe(expected)
  })
})

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

test('history keeps the draft', () => {
  const walk = new HistoryWalk(['one', 'two'])
  expect(walk.previous('draft')).toBe('two')
  expect(walk.previous('two')).toBe('one')
  expect(walk.previous('one')).toBeUndefined()
  expect(walk.next('one')).toBe('two')
  expect(walk.next('two')).toBe('draft')
  expect(walk.search('o')).toBe(1)
  expect(walk.search('o', 1)).toBe(0)
})
