import { expect, it } from 'vitest'
import { createWorld } from '../../src/engine/world/create.ts'
import { readerWorld } from '../../src/engine/world/reader.ts'

it('begins at rest: nothing is on its way that somebody could wait for', async () => {
  const world = createWorld(readerWorld({ clock: '2025-09-02T08:00:00Z', seed: 'rest' }))
  expect(await world.pump(1000)).toEqual({ kind: 'idle' })
})
