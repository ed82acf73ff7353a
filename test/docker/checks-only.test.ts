import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const folder = new URL('../../src/engine/docker/', import.meta.url)
const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
  /^[^/]+\/[^/]+\.ts$/.test(name),
)

test('a command whose work is not simulated says so in its declaration', () => {
  for (const name of sources) {
    const text = readFileSync(new URL(name, folder), 'utf8')
    if (!/defineCommand\(/.test(text)) continue
    expect(/^ {2}checksOnly: true,$/m.test(text), name).toBe(text.includes('throw notSimulated(context)'))
  }
})
