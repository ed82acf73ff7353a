import { expect, it } from 'vitest'
import { ip } from '../../../src/engine/kernel/net/address.ts'
import { Lan } from '../../../src/engine/kernel/net/cable.ts'
import { addAddress } from '../../../src/engine/kernel/net/interfaces.ts'
import { addEthernet, setUp } from '../../../src/engine/kernel/net/links.ts'
import type { ProcessRecord } from '../../../src/engine/kernel/record.ts'
import { errnoOf, NetMachine } from './support.ts'

function pair(): { machine: NetMachine; lan: Lan; a: ProcessRecord; b: ProcessRecord } {
  const machine = new NetMachine()
  const lan = new Lan(machine.kernel.scheduler, 100_000)
  const host = (last: number): ProcessRecord => {
    const record = machine.process()
    record.calls.unshare(['net'])
    const { net } = record.namespaces
    const card = addEthernet(net, 'ens33', `00:0c:29:00:00:0${last}`)
    lan.plug(card)
    setUp(card)
    addAddress(net.routes, card, { address: ip(`192.168.244.${last}`), length: 24 })
    return record
  }
  return { machine, lan, a: host(1), b: host(2) }
}

it('loses and delays frames, and every byte arrives once and in order', async () => {
  const { machine, lan, a, b } = pair()
  const random = machine.kernel.random('test loss')
  lan.impairment = () =>
    random.below(10) === 0 ? 'lost' : random.below(4) === 0 ? random.below(3_000_000) : 0
  const bytes = new Uint8Array(300_000).map((_, at) => (at * 31 + (at >> 8)) & 255)
  const got: number[] = []
  await machine.run(async ({ net }) => {
    const listener = net.socket('inet', 'stream')
    net.bind(listener, { host: '0.0.0.0', port: 80 })
    net.listen(listener, 5)
    machine.start(async (p) => {
      const fd = p.net.socket('inet', 'stream')
      await p.net.connect(fd, { host: '192.168.244.2', port: 80 })
      await p.net.send(fd, bytes)
    }, a)
    const { fd } = await net.accept(listener)
    for (;;) {
      const { data } = await net.recv(fd, 65536)
      if (data.length === 0) break
      got.push(...data)
    }
  }, b)
  expect(got.length).toBe(bytes.length)
  expect(got.every((byte, at) => byte === bytes[at])).toBe(true)
})

it('gives up where every SYN is lost', async () => {
  const { machine, lan, a } = pair()
  await machine.run(async (p) => {
    const { net } = p
    lan.impairment = ({ payload }) => (payload.kind === 'ip' ? 'lost' : 0)
    const start = p.now()
    const fd = net.socket('inet', 'stream')
    expect(await errnoOf(() => net.connect(fd, { host: '192.168.244.2', port: 80 }))).toBe('ETIMEDOUT')
    expect(Number(p.now() - start) / 1e9).toBeCloseTo(127, 1)
  }, a)
})
