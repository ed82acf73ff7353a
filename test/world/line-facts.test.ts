import { describe, expect, it } from 'vitest'
import { decode, encode } from '../../src/engine/base/text.ts'
import { createWorld } from '../../src/engine/world/create.ts'
import { readerWorld } from '../../src/engine/world/reader.ts'
import type { Facts } from '../../src/engine/world.ts'

/** A host whose terminal is typed on: one string after the other, no time passes between. */
async function typed(...keys: readonly string[]): Promise<{ facts: Facts; shown: string[] }> {
  const world = createWorld(readerWorld({ clock: '2025-09-02T08:00:00Z', seed: 'lines' }))
  const terminal = world.openTerminal({ columns: 80, rows: 24 })
  let output = ''
  terminal.onOutput((bytes) => {
    output += decode(bytes)
  })
  const shown: string[] = []
  for (const each of ['', ...keys]) {
    output = ''
    terminal.input(encode(each))
    while ((await world.pump(10_000)).kind === 'more');
    shown.push(output.replaceAll(/\x1b\[\?2004[hl]\r?/g, ''))
  }
  return { facts: world.facts(), shown: shown.slice(1) }
}

const PROMPT = 'root@strata:~# '

describe('lines that were edited', () => {
  it('are told with what their editor did', async () => {
    const { facts } = await typed('echo a b\x17c\x01\r', 'ls\x03', '\x12cho\r', '!!\r', '\x04')
    const lines = facts.lines().map(({ text, end, command }) => ({ text, end, command }))
    expect(lines).toEqual([
      { text: 'echo a c', end: 'entered', command: 'echo a c' },
      { text: 'ls', end: 'interrupted', command: undefined },
      { text: 'echo a c', end: 'entered', command: 'echo a c' },
      { text: '!!', end: 'entered', command: 'echo a c' },
      { text: '', end: 'end-of-file', command: undefined },
    ])
    const functions = facts.lines().map((line) => Object.fromEntries(line.functions))
    expect(functions.slice(0, 3)).toEqual([
      { 'self-insert': 9, 'unix-word-rubout': 1, 'beginning-of-line': 1, 'accept-line': 1 },
      { 'self-insert': 2 },
      { 'reverse-search-history': 1, 'accept-line': 1 },
    ])
  })

  it('counts what keys do while a search goes on', async () => {
    const { facts } = await typed('pwd\r', 'ls\r', 'true\r', '\x12w\x12\x1b[200~d\x1b[201~\r')
    expect(Object.fromEntries(facts.lines()[3]!.functions)).toEqual({
      'reverse-search-history': 2,
      'bracketed-paste-begin': 1,
      'accept-line': 1,
    })
  })

  it('tells a paste from typing', async () => {
    const { facts } = await typed('\x1b[200~echo one\necho two\x1b[201~', '\r')
    expect(facts.lines()).toHaveLength(1)
    expect(Object.fromEntries(facts.lines()[0]!.functions)).toEqual({
      'bracketed-paste-begin': 1,
      'accept-line': 1,
    })
  })

  it('counts what the terminal itself did', async () => {
    const { facts } = await typed(
      'cat\r',
      'ab\x7f\x17c\x15\x16\x03\r',
      '\x04',
      'sleep 9\r',
      '\x1a',
      '\x13x\x11',
      '\x03',
    )
    expect(
      ['erase', 'werase', 'kill', 'lnext', 'eof', 'susp', 'stop', 'start', 'intr'].map((name) => [
        name,
        facts.special(name as 'erase'),
      ]),
    ).toEqual([
      ['erase', 1],
      ['werase', 1],
      ['kill', 1],
      ['lnext', 1],
      ['eof', 1],
      ['susp', 1],
      ['stop', 1],
      ['start', 1],
      // At the prompt the line editor takes it.
      ['intr', 0],
    ])
  })

  it('tells modes of the terminal', async () => {
    expect((await typed('true\r')).facts.mode('ixon')).toBe(true)
    expect((await typed('stty -ixon\r')).facts.mode('ixon')).toBe(false)
  })
})

describe("the line editor keeps to the terminal's modes, as bash 5.2 does", () => {
  it('shows nothing but the prompt without echo', async () => {
    const { shown } = await typed('stty -echo\r', 'ls /nope\r', 'stty echo\r', 'echo hi\r')
    expect(shown.slice(1)).toEqual([
      `\r\nls: cannot access '/nope': No such file or directory\r\n${PROMPT}`,
      `\r\n${PROMPT}`,
      `echo hi\r\nhi\r\n${PROMPT}`,
    ])
  })

  it('gives a line up by the key that interrupts', async () => {
    const { facts, shown } = await typed('stty intr ^X\r', 'ab\x03', 'c\x18', 'echo ok\r')
    expect(shown[1]).toBe('ab\x07')
    expect(shown[3]).toBe(`echo ok\r\nok\r\n${PROMPT}`)
    expect(facts.lines().map(({ text, end }) => [text, end])).toEqual([
      ['stty intr ^X', 'entered'],
      ['abc', 'interrupted'],
      ['echo ok', 'entered'],
    ])
  })

  it('deletes by the keys that the terminal deletes by; others are plain characters', async () => {
    const { facts } = await typed(
      'stty erase ^T kill ^B werase ^O lnext ^N\r',
      'echo a bc\x0fd\r',
      'echo ab\x14c\r',
      'xx\x02echo k\r',
      'echo \x0e\x03\r',
      'echo a\x17\x7f\r',
      'stty sane\r',
      'echo ab\x7f c\x17d\r',
    )
    expect(facts.lines().map(({ text }) => text)).toEqual([
      'stty erase ^T kill ^B werase ^O lnext ^N',
      'echo a d',
      'echo ac',
      'echo k',
      'echo \x03',
      'echo a\x17\x7f',
      'stty sane',
      'echo a d',
    ])
  })

  it('ends at another key', async () => {
    const { facts } = await typed('stty eof ^T\r', '\x04', 'exit\r')
    expect(facts.lines().map(({ end }) => end)).toEqual(['entered', 'entered'])
  })

  it('writes newlines as they are where the terminal does', async () => {
    const { shown } = await typed('stty -onlcr\r', 'echo x; echo y\r')
    expect(shown[1]).toBe(`echo x; echo y\nx\ny\n${PROMPT}`)
  })
})
