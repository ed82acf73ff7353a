import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { type KeyGroup, pressAll } from './support/keys.ts'

const read = (name: string): string => readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8')
const GROUPS = JSON.parse(read('keys.json')) as Record<string, KeyGroup>
const INPUTRC = read('inputrc')

/** Where a grapheme of several characters is one step here, and several in the real bash. */
const GRAPHEMES: Readonly<Record<string, string>> = {}

describe.each(Object.entries(GROUPS))('keys in the real bash: %s', async (name, group) => {
  const results = await pressAll(group, name === 'vi' ? 'vi' : 'emacs', INPUTRC)
  test.each(group.cases.map((each, i) => [each.keys, each, results[i]!] as const))(
    '%s',
    (keys, each, result) => {
      const characters = [...each.line]
      const expected = `${characters.slice(0, each.point).join('')}|${characters.slice(each.point).join('')}`
      expect(result.shown).toBe(GRAPHEMES[keys] ?? expected)
    },
  )
})
