import { expect, it } from 'vitest'
import { Backlog } from '../../src/sandbox/backlog.ts'
import type { Reply } from '../../src/sandbox/protocol.ts'

const backlog = () => {
  const told: string[] = []
  const clock = { now: 1000 }
  const post = (reply: Reply): void => {
    told.push(
      reply.type === 'output' ? `${reply.terminal} ${new TextDecoder().decode(reply.data)}` : reply.type,
    )
  }
  const one = new Backlog(post, () => clock.now)
  const add = (text: string, terminal = 0): void => one.add(terminal, new TextEncoder().encode(text))
  return { told, clock, one, add }
}

it('sends what came in one turn as one message, before anything else is told', () => {
  const { told, one, add } = backlog()
  add('a')
  add('b')
  add('c', 1)
  expect(told).toEqual(['0 ab'])
  one.tell({ type: 'ready' })
  add('d', 1)
  one.send()
  one.send()
  expect(told).toEqual(['0 ab', '1 c', 'ready', '1 d'])
})

it('lets pictures of the world go first', () => {
  const { told, one, add } = backlog()
  add('a')
  one.tell({ type: 'machine', power: 'on', stage: 'kernel', console: 'nothing' })
  one.tell({ type: 'prompt', terminal: 0, atPrompt: true })
  expect(told).toEqual(['machine', '0 a', 'prompt'])
})

it('keeps the output of a machine that hurries for a while', () => {
  const { told, clock, one, add } = backlog()
  for (const text of ['a', 'b', 'c', 'd']) {
    add(text)
    one.send(true)
    clock.now += 60
  }
  expect(told).toEqual(['0 a', '0 bc'])
})

it('counts what is held, and holds little', () => {
  const { told, one, add } = backlog()
  add('x'.repeat(40_000))
  expect(told).toHaveLength(1)
  add('y'.repeat(10_000))
  expect([told.length, one.full]).toEqual([1, false])
  add('y'.repeat(20_000))
  expect([told.length, one.full]).toEqual([2, true])
  let caughtUp = 0
  one.onCaughtUp(() => caughtUp++)
  one.shown(40_000)
  expect([caughtUp, one.full]).toEqual([1, false])
})
