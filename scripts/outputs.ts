/**
 * Rewrites the outputs in the chapters: `npm run outputs` for all, `npm run outputs -- layers` for those named.
 * What a chapter shows is what the engine prints.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { consoleBlocksOf, printConsole, shows } from '../components/console/block.ts'
import { playChapter } from '../src/headless/chapter.ts'

const CHAPTERS = new URL('../content/docs/', import.meta.url)
const wanted = process.argv.slice(2)

for (const language of readdirSync(CHAPTERS)) {
  for (const file of readdirSync(new URL(`${language}/`, CHAPTERS)).filter((name) => name.endsWith('.mdx'))) {
    const chapter = file.replace(/\.mdx$/, '')
    if (wanted.length > 0 && !wanted.includes(chapter)) continue
    const path = new URL(`${language}/${file}`, CHAPTERS)
    const source = readFileSync(path, 'utf8')
    const blocks = consoleBlocksOf(source)
    if (blocks.length === 0) continue
    const { outputs } = await playChapter(chapter, blocks)
    let text = source
    for (const [i, block] of [...blocks.entries()].reverse()) {
      const played = outputs[i]
      if (!played) continue
      const steps = block.steps.map((step, n) =>
        shows(step.output, played[n]!) ? step : { ...step, output: leftOut(step.output, played[n]!) },
      )
      text = text.slice(0, block.start) + printConsole({ ...block, steps }) + text.slice(block.end)
    }
    if (text !== source) {
      writeFileSync(path, text)
      console.log(`${language}/${file}: outputs rewritten`)
    }
  }
}

/** What is printed, with lines left out where they were: lines of which only numbers changed are the same ones. */
function leftOut(shown: string, printed: string): string {
  if (!/^⋮$/m.test(shown)) return printed
  const plain = (line: string): string => line.replaceAll(/\d+/g, '0')
  const wanted = shown
    .split('\n')
    .slice(0, -1)
    .filter((line) => line !== '⋮')
  const lines: string[] = []
  for (const line of printed.split('\n').slice(0, -1)) {
    const at = wanted.findIndex((each) => plain(each) === plain(line))
    if (at >= 0) {
      wanted.splice(0, at + 1)
      lines.push(line)
    } else if (lines.at(-1) !== '⋮') lines.push('⋮')
  }
  return lines.map((line) => `${line}\n`).join('')
}
