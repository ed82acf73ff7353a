import { expect, it, vi } from 'vitest'
import { lessonWorld } from '../../../src/engine/world/lesson.ts'
import { bootfs } from '../../../src/lessons/bootfs.ts'
import { Sitter } from './sitter.ts'

/** How often somebody wanted what a start does not need; there is no network, at first. */
const { tries, net } = vi.hoisted(() => ({ tries: { count: 0 }, net: { up: false } }))
vi.mock(import('../../../src/engine/base/later.ts'), async (original) => {
  const { later, Reserve } = await original()
  class Withheld<T> extends Reserve<T> {
    constructor(load: () => Promise<T>) {
      super(async () => {
        tries.count++
        if (!net.up) throw new Error('no network')
        return load()
      })
    }
  }
  return { later, Reserve: Withheld }
})

it('a machine starts by itself without what it needs later, and waits for that when somebody comes', async () => {
  const sitter = new Sitter(await lessonWorld(bootfs.world, [], {}))
  expect((await sitter.settle()).trimEnd()).toMatch(/root@\S+#$/)
  expect(sitter.boot).toMatchObject({ stage: 'up', system: 'running', failed: [] })
  expect(tries.count).toBe(0)

  // It tells whoever types, and tries again with the next key.
  const told = /^(\nthis part of Strata could not be loaded: no network\n)+$/
  expect(await sitter.type('systemctl is-system-running')).toMatch(told)
  const { count } = tries
  expect(count).toBeGreaterThan(0)
  net.up = true
  expect(await sitter.type('')).toContain('running\n')
  expect(tries.count).toBeGreaterThan(count)
})
