import { expect, it } from 'vitest'
import type { Process } from '../../../src/engine/kernel/process.ts'
import { errnoOf, NetMachine } from './support.ts'

/** What `ip netns add` does. */
function addNamed(p: Process, name: string): void {
  if (!p.exists('/run')) p.mkdir('/run')
  const path = `/run/${name}`
  p.writeFile(path, '')
  const here = p.open('/proc/self/ns/net', { read: true })
  p.unshare(['net'])
  p.mount({ kind: 'bind', source: '/proc/self/ns/net', target: path })
  p.setns(here)
  p.close(here)
}
const names = ({ net }: Process): string[] => net.links().map(({ name, ifindex }) => `${ifindex} ${name}`)

it('keeps a namespace by a mount, enters it, and takes it apart with its last user', async () => {
  const machine = new NetMachine()
  await machine.run(async (p) => {
    const own = p.readlink('/proc/self/ns/net')
    addNamed(p, 'hc')
    addNamed(p, 'hd')
    expect(p.readlink('/proc/self/ns/net')).toBe(own)
    expect(p.stat('/run/hc')).toMatchObject({ mode: 0o100444, size: 0 })
    const [hc, hd] = ['hc', 'hd'].map((name) => p.open(`/run/${name}`, { read: true }))
    p.setns(hc!)
    expect(names(p)).toEqual(['1 lo'])
    p.net.addLink({ name: 'veth0', kind: 'veth', peer: { name: 'veth1' } })
    expect(names(p)).toEqual(['1 lo', '2 veth1', '3 veth0'])
    p.net.changeLink('veth0', { up: true })
    expect(p.net.links()[2]).toMatchObject({ operState: 'LOWERLAYERDOWN', link: 2, linkNamespace: undefined })
    p.net.changeLink('veth1', { namespace: hd! })
    expect(p.net.links()[1]).toMatchObject({ name: 'veth0', operState: 'DOWN', link: 2, linkNamespace: 0 })
    expect(await errnoOf(() => p.net.addLink({ name: 'vethN', kind: 'veth', peer: { name: 'vethN' } }))).toBe(
      'EEXIST',
    )
    p.net.addLink({ name: 'veth5', kind: 'veth', peer: { name: 'veth6', namespace: hd! } })
    expect(names(p)).toEqual(['1 lo', '3 veth0', '5 veth5'])
    p.close(hd!)
    p.umount('/run/hd')
    expect(names(p)).toHaveLength(3)
    await p.sleep(100e6)
    expect(names(p)).toEqual(['1 lo'])
  })
})

it('gives a bridge carrier and address of its ports', async () => {
  const machine = new NetMachine()
  await machine.run(async (p) => {
    p.unshare(['net'])
    const { net } = p
    const bridge = () => net.link('br0')!
    net.addLink({ name: 'br0', kind: 'bridge' })
    expect(bridge().operState).toBe('DOWN')
    net.changeLink('br0', { up: true })
    expect(bridge()).toMatchObject({ operState: 'UNKNOWN', carrier: true })
    net.addLink({ name: 'vethX', kind: 'veth', peer: { name: 'vethXp' } })
    net.changeLink('vethX', { master: 'br0' })
    const mac = net.links().find(({ name }) => name === 'vethX')!.mac
    expect(bridge()).toMatchObject({ operState: 'DOWN', carrier: false, mac })
    net.changeLink('vethX', { up: true })
    expect(bridge().operState).toBe('DOWN')
    net.changeLink('vethXp', { up: true })
    expect(bridge()).toMatchObject({ operState: 'UP', carrier: true })
    net.changeLink('vethX', { master: null })
    expect(bridge()).toMatchObject({ operState: 'DOWN', mac: '00:00:00:00:00:00' })
    p.setCredentials({ uid: 1000, gid: 1000, groups: [] })
    expect(await errnoOf(() => net.removeLink('br0'))).toBe('EPERM')
  })
})
