import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import en from '../../content/reference/en.json' with { type: 'json' }
import { referenceNames, referencePages } from '../../content/reference/page.ts'
import zh from '../../content/reference/zh.json' with { type: 'json' }
import { dockerReference, type ReferenceCommand } from '../../src/engine/docker/reference.ts'

const root = dockerReference()
const all = (command: ReferenceCommand): ReferenceCommand[] => [command, ...command.commands.flatMap(all)]
const commands = all(root)
const help = JSON.parse(readFileSync(new URL('../oracle/help.json', import.meta.url), 'utf8')) as Record<
  string,
  string | { stdout: string }
>

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

it('knows every command that has a help text, and no other', () => {
  expect(commands.map(({ path }) => path).sort()).toEqual(Object.keys(help).sort())
})

describe.each(['zh', 'en'] as const)('the reference in %s', (language) => {
  const pages = referencePages(root, language, '/base/')

  it('has a page for docker and for each noun', () => {
    expect(pages.map(({ name }) => name)).toEqual(referenceNames(root))
  })

  it('shows each command once, with the help that docker prints', () => {
    const html = pages.map((page) => page.html).join('\n')
    for (const { path, same } of commands) {
      const recorded = help[path]!
      const text = typeof recorded === 'string' ? recorded : recorded.stdout
      // Another name of a command is linked to it; the home directory of docker's own help is the reader's.
      if (same || path === 'docker') continue
      expect(html.split(escaped(text)).length - 1, path).toBe(1)
    }
  })

  it('links only to headings that are there', () => {
    const places = new Set(
      pages.flatMap(({ name, headings }) => [`${name}/`, ...headings.map(({ slug }) => `${name}/#${slug}`)]),
    )
    for (const { html } of pages)
      for (const [, target] of html.matchAll(new RegExp(`href="/base/${language}/reference/([^"]+)"`, 'g')))
        expect(places).toContain(target)
  })

  it('has headings with addresses of their own', () => {
    for (const { headings, name } of pages)
      expect(new Set(headings.map(({ slug }) => slug)).size, name).toBe(headings.length)
  })
})

it('has the same words in both languages, and every command in Chinese', () => {
  const { summaries, ...words } = zh
  expect(Object.keys(words).sort()).toEqual(
    Object.keys(en)
      .filter((key) => key !== 'summaries')
      .sort(),
  )
  const wanted = commands.filter(({ same }) => !same).map(({ path }) => path)
  expect(Object.keys(summaries).sort()).toEqual(wanted.sort())
})
