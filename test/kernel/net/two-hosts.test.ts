import { expect, it } from 'vitest'
import { decode, encode } from '../../../src/engine/base/text.ts'
import { errnoOf, TwoHosts } from './support.ts'

it('carries TCP and UDP from one namespace to another over a pair', async () => {
  const hosts = new TwoHosts()
  const { net: a } = hosts.a
  const { net: b } = hosts.b
  await hosts.on('b', async () => {
    const listener = b.socket('inet', 'stream')
    b.bind(listener, { host: '0.0.0.0', port: 80 })
    b.listen(listener, 5)
    const udp = b.socket('inet6', 'dgram')
    b.bind(udp, { host: '::', port: 53 })
    await hosts.on('a', async () => {
      const client = a.socket('inet', 'stream')
      await a.connect(client, { host: '192.168.50.20', port: 80 })
      await a.send(client, encode('over the pair'))
      const question = a.socket('inet', 'dgram')
      await a.send(question, encode('who?'), { to: { host: '192.168.50.20', port: 53 } })
    })
    const { fd, peer } = await b.accept(listener)
    expect(peer.host).toBe('192.168.50.10')
    expect(decode((await b.recv(fd, 100)).data)).toBe('over the pair')
    const { data, from } = await b.recv(udp, 100)
    expect(decode(data)).toBe('who?')
    expect(from?.host).toBe('::ffff:192.168.50.10')
  })
  expect(a.neighbours()).toMatchObject([
    { device: 'eth0', address: '192.168.50.20', mac: '02:00:00:00:00:0b', state: 'REACHABLE' },
  ])
  expect(a.links().map(({ name, flags }) => [name, flags.join()])).toEqual([
    ['lo', 'UP,LOOPBACK,RUNNING,LOWER_UP'],
    ['eth0', 'UP,BROADCAST,RUNNING,MULTICAST,LOWER_UP'],
  ])
})

it('answers echoes, and tells of hosts, ports and networks that are not there', async () => {
  const hosts = new TwoHosts()
  const { net } = hosts.a
  const to = (host: string, port = 80): Promise<string> =>
    errnoOf(() => net.connect(net.socket('inet', 'stream'), { host, port }))
  await hosts.on('a', async (p) => {
    const ping = net.socket('inet', 'raw', 'icmp')
    const transport = {
      kind: 'icmp',
      type: 8,
      code: 0,
      id: 7,
      sequence: 1,
      payload: new Uint8Array(56),
    } as const
    await net.sendMessage(ping, transport, { host: '192.168.50.20', port: 0 })
    const reply = await net.recvMessage(ping)
    expect(reply).toMatchObject({
      from: { host: '192.168.50.20' },
      transport: { type: 0, id: 7, sequence: 1 },
    })
    const start = p.now()
    expect(await to('192.168.50.99')).toBe('EHOSTUNREACH')
    expect(Number(p.now() - start) / 1e9).toBeCloseTo(3.07, 1)
    expect(await to('192.168.50.20', 81)).toBe('ECONNREFUSED')
    expect(await to('10.1.1.1')).toBe('ENETUNREACH')
    const udp = net.socket('inet', 'dgram')
    await net.connect(udp, { host: '192.168.50.20', port: 9 })
    await net.send(udp, encode('x'))
    expect(await errnoOf(() => net.recv(udp, 10))).toBe('ECONNREFUSED')
  })
})

it('speaks IPv6, and asks for neighbours by multicast', async () => {
  const hosts = new TwoHosts()
  const { net: a } = hosts.a
  const { net: b } = hosts.b
  await hosts.on('a', async () => {
    const frames = a.socket('packet', 'raw')
    const listener = b.socket('inet6', 'stream')
    b.bind(listener, { host: '::', port: 80 })
    b.listen(listener, 1)
    const client = a.socket('inet6', 'stream')
    await a.connect(client, { host: 'fd00:50::20', port: 80 })
    expect(a.getsockname(client).host).toBe('fd00:50::10')
    const first = await a.recvFrame(frames)
    expect(first).toMatchObject({
      device: 'eth0',
      direction: 'out',
      frame: {
        dst: '33:33:ff:00:00:20',
        payload: { packet: { dst: 'ff02::1:ff00:20', transport: { type: 135 } } },
      },
    })
    const second = await a.recvFrame(frames)
    expect(second).toMatchObject({
      direction: 'in',
      frame: { payload: { packet: { transport: { type: 136 } } } },
    })
  })
})
