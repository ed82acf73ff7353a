import { expect, it } from 'vitest'
import type { Signal } from '../../src/engine/kernel/signals.ts'
import { Machine } from './support/machine.ts'

const HEARD: readonly Signal[] = ['SIGHUP', 'SIGCONT']

it('tells the leader of a session that its terminal is gone, and its end the group in front', async () => {
  const machine = new Machine()
  const { tty } = machine.terminal()
  const heard: string[] = []
  const leader = machine.process({ terminal: tty })
  machine.start(async (p) => {
    for (const signal of HEARD) p.onSignal(signal, () => heard.push(`leader ${signal}`))
    p.fork(
      async (child) => {
        for (const signal of HEARD) child.onSignal(signal, () => heard.push(`job ${signal}`))
        await child.pause()
        return 0
      },
      { pgid: 0, foreground: true },
    )
    await p.pause()
    await p.sleep(1000)
  }, leader)
  await machine.settle()
  machine.kernel.closeTty(tty)
  await machine.settle()
  expect(heard).toEqual(['leader SIGHUP', 'leader SIGCONT', 'job SIGHUP'])
})

it('lets a stopped group go on that nobody can continue any more', async () => {
  const machine = new Machine()
  const heard: string[] = []
  machine.start(async (p) => {
    const job = p.fork(
      async (child) => {
        for (const signal of HEARD) child.onSignal(signal, () => heard.push(signal))
        child.kill(child.pid, 'SIGSTOP')
        await child.yield()
        return 0
      },
      { pgid: 0 },
    )
    await p.wait(job, { untraced: true })
  })
  await machine.settle()
  expect(heard).toEqual(['SIGHUP', 'SIGCONT'])
})
