import { afterEach, expect, it, vi } from 'vitest'
import { EngineError } from '../../../src/engine/base/errors.ts'
import { Reserve } from '../../../src/engine/base/later.ts'
import { decode, encode } from '../../../src/engine/base/text.ts'
import { Machine } from '../../../src/engine/boot/machine.ts'
import { lessonWorld } from '../../../src/engine/world/lesson.ts'
import { installDebian } from '../../../src/engine/world/pc/installed.ts'
import { FIRST_START } from '../../../src/engine/world/pc/pc.ts'
import { loadReserves } from '../../../src/engine/world/pc/reserves.ts'
import { EXECUTABLES } from '../../../src/engine/world/programs.ts'
import { bootfs } from '../../../src/lessons/bootfs.ts'
import { Sitter } from './sitter.ts'

afterEach(() => vi.restoreAllMocks())

it.each([false, true])(
  'a lesson’s machine starts without what it needs later (asks who: %s)',
  async (asksWho) => {
    const used = vi.spyOn(Reserve.prototype, 'code', 'get')
    const machine = { ...bootfs.world.machine!, asksWho }
    const sitter = new Sitter(await lessonWorld({ ...bootfs.world, machine }, [], {}))
    expect((await sitter.settle()).trimEnd()).toMatch(asksWho ? /login:$/ : /root@strata:~#$/)
    expect(sitter.boot).toMatchObject({ stage: 'up', system: 'running', failed: [] })
    expect(used).not.toHaveBeenCalled()
    await sitter.type('systemctl is-system-running')
    expect(used).toHaveBeenCalled()
  },
)

it('a machine that is touched waits for what it needs then, and says why it stands still', async () => {
  const { disk, nvram } = await installDebian({ firmware: 'bios', time: FIRST_START })
  let brings = 0
  const machine = new Machine({
    ...{ firmware: 'bios', disk, nvram, memoryMiB: 1024, seed: 'by itself', clock: FIRST_START },
    executables: EXECUTABLES,
    alone: true,
    reserve: async () => {
      if (++brings < 3) throw new EngineError('unavailable', 'no network')
      return loadReserves()
    },
  })
  let shown = ''
  machine.onOutput = (bytes) => {
    shown += decode(bytes)
  }
  const settle = async (): Promise<string> => {
    shown = ''
    for (;;) {
      const { kind } = await machine.pump(20_000)
      if (kind === 'paused') machine.advance()
      if (kind === 'idle') return shown
    }
  }
  expect((await settle()).trimEnd()).toMatch(/ login:$/)
  expect(brings).toBe(0)
  machine.input(encode('root\r'))
  expect(await settle()).toBe('\r\nno network\r\n')
  machine.input(encode('\r'))
  expect(await settle()).toBe('\r\nno network\r\n')
  // What was typed has not been lost.
  machine.input(encode('\r'))
  expect(await settle()).toContain('Password:')
})
