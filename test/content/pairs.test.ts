import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { consoleBlocksOf } from '../../components/console/block.ts'
import { stringKeys } from '../../components/strings.ts'
import { LESSONS } from '../../src/lessons/index.ts'

const content = resolve(import.meta.dirname, '../../content')

function chapters(language: string): string[] {
  return readdirSync(join(content, 'docs', language), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.mdx?$/.test(name))
    .sort()
}

function source(language: string, name: string): string {
  return readFileSync(join(content, 'docs', language, name), 'utf8')
}

/** Levels of the headings outside of code, in order. */
function headings(text: string): number[] {
  const prose = text.replace(/^( *)(`{3,})[\s\S]*?^\1\2 *$/gm, '')
  return [...prose.matchAll(/^(#{1,6}) /gm)].map((match) => match[1]?.length ?? 0)
}

function blocks(text: string) {
  return consoleBlocksOf(text).map(({ id, noRun, steps }) => ({ id, noRun, steps }))
}

it('both languages have the same chapters', () => {
  expect(chapters('en')).toEqual(chapters('zh'))
})

describe.each(chapters('zh'))('%s', (name) => {
  const [zh, en] = [source('zh', name), source('en', name)]

  it('has the same headings in number and level', () => {
    expect(headings(en)).toEqual(headings(zh))
  })

  it('has the same commands with the same outputs', () => {
    expect(blocks(en)).toEqual(blocks(zh))
  })

  it('names each block once', () => {
    const ids = blocks(zh).flatMap(({ id }) => id ?? [])
    expect(ids).toEqual([...new Set(ids)])
  })

  it('imports and frames alike', () => {
    const imports = (text: string) => text.match(/^import .*$/gm) ?? []
    expect(imports(en)).toEqual(imports(zh))
  })
})

/** Challenges of a chapter: their goals, and how many hints they give. */
function challenges(text: string) {
  return [...text.matchAll(/<Challenge id="([^"]+)">([\s\S]*?)<\/Challenge>/g)].map(([, id, inner]) => ({
    id,
    goals: [...inner!.matchAll(/<Goal id="([^"]+)">/g)].map(([, goal]) => goal),
    hints: inner!.match(/<Hint>/g)?.length ?? 0,
  }))
}

describe.each(LESSONS)('challenges of $chapter', ({ chapter, challenges: expected = [] }) => {
  it('stand in both languages, with all their goals and hints in steps', () => {
    const [zh, en] = ['zh', 'en'].map((language) => challenges(source(language, `${chapter}.mdx`)))
    expect(en).toEqual(zh)
    expect(zh!.map(({ id, goals }) => ({ id, goals }))).toEqual(
      expected.map(({ id, goals }) => ({ id, goals: Object.keys(goals) })),
    )
    for (const { id, hints } of zh!) expect(hints, id).toBeGreaterThanOrEqual(2)
  })

  it.runIf(expected.length > 0)('have the components that show them', () => {
    for (const component of ['Challenge', 'Goal', 'Hint'])
      for (const language of ['zh', 'en'])
        expect(source(language, `${chapter}.mdx`)).toContain(
          `import ${component} from '../../../components/challenge/${component}.astro'`,
        )
  })
})

describe.each(['zh-CN', 'en'])('texts of the interface in %s', (language) => {
  const texts = JSON.parse(readFileSync(join(content, 'i18n', `${language}.json`), 'utf8')) as Record<
    string,
    string
  >

  it('are all there, and none is left over', () => {
    const ours = Object.keys(texts).filter((key) => key.startsWith('strata.'))
    expect(ours.sort()).toEqual([...stringKeys].sort())
  })
})

it('texts of the interface have the same places to fill', () => {
  const places = (language: string) => {
    const texts = JSON.parse(readFileSync(join(content, 'i18n', `${language}.json`), 'utf8')) as Record<
      string,
      string
    >
    return stringKeys.map((key) => [key, [...new Set(texts[key]?.match(/(?<=\{)\w+/g) ?? [])].sort()])
  }
  expect(places('en')).toEqual(places('zh-CN'))
})
