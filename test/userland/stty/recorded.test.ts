import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { createWorld } from '../../../src/engine/world/create.ts'
import { readerWorld } from '../../../src/engine/world/reader.ts'
import { runToEnd } from '../../../src/headless/drive.ts'

/** Recorded from coreutils 9.1 in a pseudo-terminal by record.py. */
const RECORDED = JSON.parse(readFileSync(new URL('./recorded.json', import.meta.url), 'utf8')) as readonly {
  readonly script: string
  readonly shown: string
}[]
const ENVIRONMENT = new Map([
  ['PATH', '/usr/bin:/bin'],
  ['LC_ALL', 'C'],
  ['TERM', 'xterm-256color'],
])

const world = createWorld(readerWorld({ clock: '2025-09-02T08:00:00Z', seed: 'stty' }))

async function shown(script: string): Promise<string> {
  const job = world.start({
    argv: ['dash', '-c', script],
    env: ENVIRONMENT,
    terminal: { columns: 80, rows: 24 },
  })
  await runToEnd(world, job)
  job.close()
  return [...job.stdout].map((byte) => String.fromCharCode(byte)).join('')
}

describe('stty', () => {
  it.each(RECORDED)('$script', async (each) => {
    expect(await shown(each.script)).toBe(each.shown)
  })

  it.each([
    ['stty echoprt', "stty: 'echoprt' is not part of this simulation\r\n"],
    ['stty line 3', 'stty: a line discipline other than 0 is not part of this simulation\r\n'],
  ])('says so: %s', async (script, said) => {
    expect(await shown(script)).toBe(said)
  })
})
