import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import {
  type ExpansionMemory,
  expandHistory,
  HistoryError,
} from '../../src/engine/shell/history/expansion.ts'
import { joinLines } from '../../src/engine/shell/history/lines.ts'

/** What the real `history -p` gives; null where it fails. */
const { history, cases } = JSON.parse(
  readFileSync(new URL('fixtures/history-expansion.json', import.meta.url), 'utf8'),
) as { history: string[]; cases: { line: string; text: string | null }[] }

const fresh = (): ExpansionMemory => ({ substitution: undefined, sought: '' })

describe('history expansion as in the real bash', () => {
  test.each(cases.map((each) => [each.line, each.text] as const))('%s', (line, text) => {
    const expand = () => expandHistory(line, history, fresh()).text
    if (text === null) expect(expand).toThrow(HistoryError)
    else expect(expand()).toBe(text)
  })
  test.each([
    ['!nosuch', '!nosuch: event not found'],
    ['!!:9', '!!:9: bad word specifier'],
    ['!!:s/nosuch/x/', '!!:s/nosuch/x/: substitution failed'],
  ])('%s says %s', (line, message) => {
    expect(() => expandHistory(line, history, fresh())).toThrow(message)
  })
  test(':p only shows', () => {
    expect(expandHistory('!!:p', history, fresh())).toMatchObject({ changed: true, printOnly: true })
    expect(expandHistory('plain', history, fresh())).toMatchObject({ changed: false, printOnly: false })
  })
})

/** Each as the real bash keeps it (`cmdhist`). */
test.each([
  ['for i in 1 2\ndo echo $i\ndone\n', 'for i in 1 2; do echo $i; done'],
  ['f() {\necho in\n}\n', 'f() { echo in; }'],
  ["echo 'a\nb'\n", "echo 'a\nb'"],
  ['cat <<E\nx\nE\n', 'cat <<E\nx\nE'],
  ['echo a \\\nb\n', 'echo a b'],
  ['if true\nthen\n  echo x\nfi\n', 'if true; then echo x; fi'],
  ['true &&\necho y\n', 'true && echo y'],
])('the history keeps %j as %j', (typed, kept) => {
  expect(joinLines(typed)).toBe(kept)
})
