import { expect, it } from 'vitest'
import { EngineError } from '../../../src/engine/base/errors.ts'
import { decode, encode } from '../../../src/engine/base/text.ts'
import { Machine } from '../../../src/engine/boot/machine.ts'
import { installDebian } from '../../../src/engine/world/pc/installed.ts'
import { FIRST_START } from '../../../src/engine/world/pc/pc.ts'
import { EXECUTABLES } from '../../../src/engine/world/programs.ts'

it('a machine starts by itself without what it needs later, and waits for that when somebody comes', async () => {
  const { disk, nvram } = await installDebian({ firmware: 'bios', time: FIRST_START })
  let brings = 0
  const machine = new Machine({
    ...{ firmware: 'bios', disk, nvram, memoryMiB: 1024, seed: 'by itself', clock: FIRST_START },
    executables: EXECUTABLES,
    alone: true,
    reserve: async () => {
      brings++
      throw new EngineError('unavailable', 'no network')
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

  // It tells whoever types, and tries again with the next key.
  for (const tries of [1, 2]) {
    machine.input(encode('root\r'))
    expect(await settle()).toBe('\r\nno network\r\n')
    expect(brings).toBe(tries)
  }
})
