import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { programBody } from '../../../src/engine/registry/recipe.ts'
import type { LayerEntry } from '../../../src/engine/vfs/entry.ts'
import { createWorld } from '../../../src/engine/world/create.ts'
import { readerWorld } from '../../../src/engine/world/reader.ts'
import { runToEnd } from '../../../src/headless/drive.ts'

/** What a script showed in a pseudo-terminal, by record.py. */
const recorded = (name: string) =>
  JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8')) as readonly {
    readonly script: string
    readonly shown: string
  }[]
const ENVIRONMENT = new Map([
  ['PATH', '/usr/bin:/bin'],
  ['LC_ALL', 'C'],
  ['TERM', 'xterm-256color'],
])

const BUSYBOX: LayerEntry = {
  kind: 'file',
  path: 'usr/bin/busybox',
  body: programBody('busybox', 'amd64', 1_000_000),
  mode: 0o755,
  uid: 0,
  gid: 0,
  mtime: 0n,
}
const reader = readerWorld({ clock: '2025-09-02T08:00:00Z', seed: 'stty' })
const { files = [] } = reader.host
const world = createWorld({ ...reader, host: { ...reader.host, files: [...files, BUSYBOX] } })

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
  it.each(recorded('./recorded.json'))('of coreutils: $script', async (each) => {
    expect(await shown(each.script)).toBe(each.shown)
  })

  it.each(recorded('./busybox.json'))('of busybox: $script', async (each) => {
    expect(await shown(`stty() { busybox stty "$@"; }; ${each.script}`)).toBe(each.shown)
  })

  it.each([
    ['stty echoprt', "stty: 'echoprt' is not part of this simulation\r\n"],
    ['stty line 3', 'stty: a line discipline other than 0 is not part of this simulation\r\n'],
  ])('says so: %s', async (script, said) => {
    expect(await shown(script)).toBe(said)
  })
})
