import { expect, it } from 'vitest'
import { decode, encode } from '../../../src/engine/base/text.ts'
import { ip } from '../../../src/engine/kernel/net/address.ts'
import { errnoOf } from '../net/support.ts'
import { dport, Router, to } from './support.ts'

const SUBNET = { address: ip('172.17.0.0'), length: 16 }

it('leads a port of the router to a host behind it, and its answers back', async () => {
  const router = new Router()
  router.rule('nat', 'PREROUTING', to('172.17.0.2', 80), {}, [dport(8080)])
  await router.on('inside', async ({ net }) => {
    const server = router.listen('inside', 80)
    const client = await router.connect('outside', '10.0.2.15', 8080)
    const { peer, fd } = await server.accept()
    expect(peer).toBe('10.0.2.1')
    await net.send(fd, encode('hello'))
    const outside = router.of('outside').net
    expect(decode((await outside.recv(client, 100)).data)).toBe('hello')
    expect(outside.getpeername(client)).toEqual({ host: '10.0.2.15', port: 8080 })
    const [connection] = router.netfilter.conntrack.all()
    expect(connection).toMatchObject({
      tcp: 'ESTABLISHED',
      original: { src: '10.0.2.1', dst: '10.0.2.15', dport: 8080 },
      reply: { src: '172.17.0.2', dst: '10.0.2.1', sport: 80 },
      changed: { src: false, dst: true },
    })
  })
})

it('hides hosts behind the address of the interface that packets leave by', async () => {
  const router = new Router()
  router.rule('nat', 'POSTROUTING', { kind: 'MASQUERADE' }, { src: SUBNET, out: { name: 'br0', not: true } })
  await router.on('outside', async () => {
    const server = router.listen('outside', 80)
    await router.connect('inside', '10.0.2.1', 80, 5000)
    const first = await server.accept()
    await router.connect('second', '10.0.2.1', 80, 5000)
    const second = await server.accept()
    expect([first.peer, second.peer]).toEqual(['10.0.2.15', '10.0.2.15'])
    const ports = [first.fd, second.fd].map((fd) => router.of('outside').net.getpeername(fd).port)
    expect(ports[0]).toBe(5000)
    expect(ports[1]).not.toBe(5000)
  })
})

it('sends back errors about what it has rewritten as the client knows it', async () => {
  const router = new Router()
  router.rule('nat', 'PREROUTING', to('172.17.0.2', 53), { protocol: { number: 17 } }, [
    { kind: 'udp', dport: { from: 5300, to: 5300 } },
  ])
  await router.on('outside', async ({ net }) => {
    const socket = net.socket('inet', 'dgram')
    await net.connect(socket, { host: '10.0.2.15', port: 5300 })
    await net.send(socket, encode('anybody?'))
    expect(await errnoOf(() => net.recv(socket, 10))).toBe('ECONNREFUSED')
  })
})

it('carries echoes of several hosts with one identifier', async () => {
  const router = new Router()
  router.rule('nat', 'POSTROUTING', { kind: 'MASQUERADE' }, { src: SUBNET, out: { name: 'br0', not: true } })
  for (const place of ['inside', 'second'] as const)
    await router.on(place, async ({ net }) => {
      const ping = net.socket('inet', 'raw', 'icmp')
      const payload = new Uint8Array(56)
      const echo = { kind: 'icmp', type: 8, code: 0, id: 7, sequence: 1, payload } as const
      await net.sendMessage(ping, echo, { host: '10.0.2.1', port: 0 })
      expect(await net.recvMessage(ping)).toMatchObject({
        from: { host: '10.0.2.1' },
        transport: { type: 0, id: 7, sequence: 1 },
      })
    })
  const [one, other] = router.netfilter.conntrack.all()
  expect(one!.reply.dport).not.toBe(other!.reply.dport)
})

it('rewrites what the machine itself sends, and finds another way for it', async () => {
  const router = new Router()
  router.rule('nat', 'OUTPUT', to('172.17.0.2', 80), { dst: { address: ip('10.0.2.15'), length: 32 } }, [
    dport(8080),
  ])
  await router.on('router', async () => {
    const server = router.listen('inside', 80)
    await router.connect('router', '10.0.2.15', 8080)
    expect((await server.accept()).peer).toBe('10.0.2.15')
  })
})

it('gives another source port to what would look like a connection that is there', async () => {
  const router = new Router()
  router.rule('nat', 'OUTPUT', to('172.17.0.2', 80), { dst: { address: ip('172.17.0.1'), length: 32 } }, [
    dport(8080),
  ])
  await router.on('router', async () => {
    const server = router.listen('inside', 80)
    const from = async (): Promise<number> =>
      router.of('inside').net.getpeername((await server.accept()).fd).port
    await router.connect('router', '172.17.0.2', 80, 5000)
    expect(await from()).toBe(5000)
    await router.connect('router', '172.17.0.1', 8080, 5000)
    expect(await from()).not.toBe(5000)
  })
})

it('leads to a port of its own', async () => {
  const router = new Router()
  router.rule('nat', 'PREROUTING', { kind: 'REDIRECT', ports: { from: 8080, to: 8080 } }, {}, [dport(80)])
  await router.on('outside', async () => {
    const server = router.listen('router', 8080)
    await router.connect('outside', '10.0.2.15', 80)
    expect((await server.accept()).peer).toBe('10.0.2.1')
  })
})

it('chooses another source port where the range says so', async () => {
  const router = new Router()
  router.rule(
    'nat',
    'POSTROUTING',
    {
      kind: 'SNAT',
      addresses: { first: ip('10.0.2.15'), last: ip('10.0.2.15') },
      ports: { from: 100, to: 101 },
    },
    { src: SUBNET, protocol: { number: 6 } },
  )
  await router.on('outside', async ({ net }) => {
    const server = router.listen('outside', 80)
    const ports: number[] = []
    for (const place of ['inside', 'second'] as const) {
      await router.connect(place, '10.0.2.1', 80)
      ports.push(net.getpeername((await server.accept()).fd).port)
    }
    expect(ports.sort()).toEqual([100, 101])
    // A third has no tuple left: its packets are dropped.
    const third = router.of('inside').net
    const fd = third.socket('inet', 'stream')
    third.setNonBlocking(fd, true)
    expect(await errnoOf(() => third.connect(fd, { host: '10.0.2.1', port: 80 }))).toBe('EINPROGRESS')
    expect(router.netfilter.conntrack.all()).toHaveLength(2)
  })
})

it('forgets connections some time after they have ended', async () => {
  const router = new Router()
  router.rule('nat', 'PREROUTING', to('172.17.0.2', 80), {}, [dport(8080)])
  await router.on('inside', async (p) => {
    const server = router.listen('inside', 80)
    const client = await router.connect('outside', '10.0.2.15', 8080)
    const { fd } = await server.accept()
    router.of('outside').close(client)
    await p.net.recv(fd, 1)
    p.close(fd)
    expect(router.netfilter.conntrack.all().map(({ tcp }) => tcp)).toEqual(['TIME_WAIT'])
    await p.sleep(119e9)
    expect(router.netfilter.conntrack.all()).toHaveLength(1)
    await p.sleep(2e9)
    expect(router.netfilter.conntrack.all()).toEqual([])
  })
})
