import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { consoleBlocksOf, shows } from '../../components/console/block.ts'
import { playChapter } from '../../src/headless/chapter.ts'

const CHAPTERS = new URL('../../content/docs/', import.meta.url)

/** Every chapter of every language, played from its first block to its last. */
const chapters = readdirSync(CHAPTERS).flatMap((language) =>
  readdirSync(new URL(`${language}/`, CHAPTERS))
    .filter((name) => name.endsWith('.mdx'))
    .map((file) => ({ language, file })),
)

describe.each(chapters)('$language/$file', ({ language, file }) => {
  const blocks = consoleBlocksOf(readFileSync(new URL(`${language}/${file}`, CHAPTERS), 'utf8'))
  let playing: ReturnType<typeof playChapter> | undefined
  /** Only a chapter that is asked for is played, one after the other. */
  const played = () => (playing ??= playChapter(file.replace(/\.mdx$/, ''), blocks))

  it.each(blocks.map((block, index) => ({ name: block.id ?? `line ${block.line}`, index })))(
    'block $name prints what the chapter shows',
    async ({ index }) => {
      const { outputs } = await played()
      const printed = outputs[index]
      if (!printed) return
      const shown = blocks[index]!.steps.map((step) => step.output)
      expect(printed.map((output, i) => (shows(shown[i]!, output) ? shown[i] : output))).toEqual(shown)
    },
  )
})
