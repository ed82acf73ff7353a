import { describe, expect, it } from 'vitest'
import { later } from '../../src/engine/base/later.ts'
import { laterProgram } from '../../src/engine/userland/later-program.ts'
import { Machine } from '../kernel/support/machine.ts'

const hello = {
  name: 'hello',
  run: async (process: { write(fd: number, text: string): Promise<void> }) => {
    await process.write(1, 'hello\n')
    return 3
  },
}

describe('a program that is loaded when it runs', () => {
  /** Two programs at once, one of which is loaded after so many turns of the outer world. */
  async function play(turns: number) {
    const machine = new Machine()
    const { tty, shown } = machine.terminal()
    const order: string[] = []
    const slow = laterProgram('slow', async () => {
      for (let i = 0; i < turns; i++) await new Promise((resolve) => setImmediate(resolve))
      return hello
    })
    machine.start(
      async (process) => {
        order.push(`slow ${process.pid}`)
        const code = await slow.run(process)
        order.push(`slow ${code}`)
      },
      machine.process({ terminal: tty }),
    )
    machine.start(
      async (process) => {
        order.push(`other ${process.pid}`)
        await process.write(1, 'other\n')
        order.push('other')
      },
      machine.process({ terminal: tty }),
    )
    await machine.settle()
    const { now, steps } = machine.kernel.scheduler
    return { order, shown: shown(), now, steps }
  }

  it('takes no time of the world and changes no order, however long it takes to come', async () => {
    const at = await play(0)
    expect(at.shown).toBe('hello\r\nother\r\n')
    expect(await play(20)).toEqual(at)
  })

  it('says so and exits with 126 where it cannot be loaded; the world goes on', async () => {
    const machine = new Machine()
    const { tty, shown } = machine.terminal()
    let broken = true
    const program = laterProgram(
      'hello',
      later(async () => {
        if (broken) throw new TypeError('Failed to fetch')
        return hello
      }),
    )
    const run = () => machine.run(async (process) => program.run(process), machine.process({ terminal: tty }))
    expect(await run()).toBe(126)
    expect(shown()).toBe('hello: this part of Strata could not be loaded: Failed to fetch\r\n')
    broken = false
    expect(await run()).toBe(3)
  })

  it('hides no bug of what is loaded', async () => {
    const program = laterProgram('bug', async () => {
      throw new Error('a bug')
    })
    await expect(new Machine().run(async (process) => program.run(process))).rejects.toThrow('a bug')
  })
})
