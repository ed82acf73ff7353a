import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { decode } from '../../src/engine/base/text.ts'
import { ownPorts } from '../../src/engine/oci/ports.ts'
import { createWorld } from '../../src/engine/world/create.ts'
import { readerWorld } from '../../src/engine/world/reader.ts'
import { writeLargeArchive } from '../support/large-archive.ts'
import { Host } from './support/host.ts'

const folder = mkdtempSync(join(tmpdir(), 'strata-load-'))
writeLargeArchive(join(folder, 'a.tar'), { layers: 8, layerSize: 50_000, tag: 'a:1' })
const archive = readFileSync(join(folder, 'a.tar'))
rmSync(folder, { recursive: true })

it('a load that is interrupted ends at the next layer and leaves the stores as they were', async () => {
  let hashed = 0
  const world = createWorld({
    ...readerWorld({ clock: '2025-09-02T08:00:00Z', seed: 'test' }),
    ports: {
      sha256: (body) => {
        hashed += 1
        return ownPorts.sha256(body)
      },
    },
  })
  world.admin.writeFile('/root/a.tar', archive)
  let shown = ''
  const terminal = world.openTerminal({ columns: 80, rows: 24 })
  terminal.onOutput((bytes) => {
    shown += decode(bytes)
  })
  const type = (text: string): void => terminal.input(new TextEncoder().encode(text))
  const until = async (done: () => boolean): Promise<void> => {
    for (let i = 0; i < 10_000 && !done(); i++) if ((await world.pump(1)).kind === 'paused') world.advance()
    expect(done()).toBe(true)
  }
  await until(() => terminal.atPrompt)
  const before = world.views()
  type('docker load -i a.tar\r')
  await until(() => hashed === 3)
  type('\x03')
  await until(() => terminal.atPrompt)
  for (let i = 0; i < 1000; i++) await world.pump(1)
  expect(hashed).toBeLessThanOrEqual(4)
  expect(shown).toContain('^C\r\n')
  expect(world.views()).toEqual(before)

  const host = new Host(world)
  expect(await host.ok('docker images -aq')).toBe('')
  expect(await host.ok('docker load -i a.tar')).toBe('Loaded image: a:1\n')
  expect(hashed).toBeGreaterThanOrEqual(8 + 3)
})
