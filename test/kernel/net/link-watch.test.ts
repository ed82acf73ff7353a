import { expect, it } from 'vitest'
import type { Process } from '../../../src/engine/kernel/process.ts'
import { NetMachine } from './support.ts'

/** A bridge with one end of a pair as its port. Its address is its own, so its carrier follows its ports. */
function bridged({ net }: Process): void {
  net.addLink({ name: 'br0', kind: 'bridge', mac: '02:00:00:00:00:01' })
  net.changeLink('br0', { up: true })
  net.addLink({ name: 've0', kind: 'veth', peer: { name: 've1' } })
  net.changeLink('ve0', { master: 'br0', up: true })
}
const told = ({ net }: Process, name = 'br0'): string => {
  const { operState, flags } = net.links().find((link) => link.name === name)!
  return [operState, ...flags.filter((flag) => flag === 'RUNNING' || flag === 'LOWER_UP')].join(' ')
}

it('tells of a carrier that comes at once, of one that goes only after a second', async () => {
  await new NetMachine().run(async (p) => {
    p.unshare(['net'])
    bridged(p)
    await p.sleep(2e9)
    expect(told(p)).toBe('DOWN')
    p.net.changeLink('ve1', { up: true })
    expect(told(p)).toBe('UP RUNNING LOWER_UP')
    p.net.changeLink('ve1', { up: false })
    expect(told(p, 've0')).toBe('LOWERLAYERDOWN')
    expect(told(p)).toBe('UP RUNNING')
    await p.sleep(0.9e9)
    expect(told(p)).toBe('UP RUNNING')
    await p.sleep(0.2e9)
    expect(told(p)).toBe('DOWN')
    // It may come again before it was told to be gone.
    p.net.changeLink('ve1', { up: true })
    p.net.changeLink('ve1', { up: false })
    p.net.changeLink('ve1', { up: true })
    await p.sleep(2e9)
    expect(told(p)).toBe('UP RUNNING LOWER_UP')
  })
})

it('tells at once when the port itself goes down and nothing was told for a second', async () => {
  await new NetMachine().run(async (p) => {
    p.unshare(['net'])
    bridged(p)
    p.net.changeLink('ve1', { up: true })
    await p.sleep(2e9)
    p.net.changeLink('ve0', { up: false })
    expect(told(p)).toBe('DOWN')
  })
})

it('tells one that is asked for by its name what is late', async () => {
  await new NetMachine().run(async (p) => {
    p.unshare(['net'])
    bridged(p)
    await p.sleep(2e9)
    p.net.changeLink('ve1', { up: true })
    p.net.changeLink('ve1', { up: false })
    expect(told(p)).toBe('UP RUNNING')
    expect(p.net.link('br0')).toMatchObject({ operState: 'DOWN', carrier: false })
    expect(told(p)).toBe('DOWN')
    expect(p.net.link('none')).toBeUndefined()
  })
})
