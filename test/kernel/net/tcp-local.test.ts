import { expect, it } from 'vitest'
import { decode, encode } from '../../../src/engine/base/text.ts'
import type { Process } from '../../../src/engine/kernel/process.ts'
import { errnoOf, NetMachine } from './support.ts'

const HERE = { host: '127.0.0.1', port: 8080 }

/** A listener on 127.0.0.1:8080. */
function listen({ net }: Process, backlog = 5, address = HERE): number {
  const fd = net.socket('inet', 'stream')
  net.setsockopt(fd, 'reuseaddr', true)
  net.bind(fd, address)
  net.listen(fd, backlog)
  return fd
}
async function connect({ net }: Process, address = HERE): Promise<number> {
  const fd = net.socket('inet', 'stream')
  await net.connect(fd, address)
  return fd
}

it('carries bytes both ways over lo, and ends in order', async () => {
  const machine = new NetMachine()
  await machine.run(async (p) => {
    const { net } = p
    const listener = listen(p)
    const client = await connect(p)
    const { fd: server, peer } = await net.accept(listener)
    expect(peer).toEqual(net.getsockname(client))
    expect(net.getsockname(server)).toEqual(HERE)
    await net.send(client, encode('hello'))
    expect(decode((await net.recv(server, 100)).data)).toBe('hello')
    await p.write(server, 'good bye')
    expect(decode(await p.read(client))).toBe('good bye')
    net.shutdown(client, 'write')
    expect((await net.recv(server, 100)).data).toHaveLength(0)
    await p.sleep(50e6)
    expect(machine.states(p)).toEqual(['CLOSE-WAIT', 'FIN-WAIT-2', 'LISTEN'])
    p.close(server)
    expect(machine.states(p)).toEqual(['LISTEN', 'TIME-WAIT'])
    p.close(client)
    await p.sleep(61e9)
    expect(machine.states(p)).toEqual(['LISTEN'])
  })
})

it('carries more than all buffers hold', async () => {
  const machine = new NetMachine()
  await machine.run(async (p) => {
    const listener = listen(p)
    const size = 5_000_000
    const bytes = new Uint8Array(size).map((_, at) => (at * 7 + (at >> 8)) & 255)
    const child = p.fork(async (c) => {
      const fd = await connect(c)
      await c.net.send(fd, bytes)
      return 0
    })
    const { fd } = await p.net.accept(listener)
    let got = 0
    let wrong = 0
    for (;;) {
      const { data } = await p.net.recv(fd, 100_000)
      if (data.length === 0) break
      for (const byte of data) if (byte !== bytes[got++]) wrong++
    }
    expect({ got, wrong }).toEqual({ got: size, wrong: 0 })
    await p.wait(child)
  })
})

it('refuses where nobody listens, and when the name is taken', async () => {
  const machine = new NetMachine()
  await machine.run(async (p) => {
    const { net } = p
    expect(await errnoOf(() => connect(p))).toBe('ECONNREFUSED')
    listen(p)
    const second = net.socket('inet', 'stream')
    expect(await errnoOf(() => net.bind(second, HERE))).toBe('EADDRINUSE')
    expect(await errnoOf(() => net.bind(second, { host: '10.9.9.9', port: 80 }))).toBe('EADDRNOTAVAIL')
    net.bind(second, { host: '127.0.0.2', port: 8080 })
    net.listen(second, 1)
    const udp = net.socket('inet', 'dgram')
    net.bind(udp, HERE)
    p.setCredentials({ uid: 1000, gid: 1000, groups: [] })
    const low = net.socket('inet', 'stream')
    expect(await errnoOf(() => net.bind(low, { host: '0.0.0.0', port: 80 }))).toBe('EACCES')
  })
})

it('keeps one connection more than the backlog, and lets others try again', async () => {
  const machine = new NetMachine()
  await machine.run(async (p) => {
    const { net } = p
    const listener = listen(p, 1)
    await connect(p)
    await connect(p)
    const late = net.socket('inet', 'stream')
    net.setNonBlocking(late, true)
    expect(await errnoOf(() => net.connect(late, HERE))).toBe('EINPROGRESS')
    await p.sleep(500e6)
    expect(machine.states(p)).toEqual([
      'ESTABLISHED',
      'ESTABLISHED',
      'ESTABLISHED',
      'ESTABLISHED',
      'LISTEN',
      'SYN-SENT',
    ])
    await net.accept(listener)
    const ready = await net.poll([{ fd: late, events: ['out'] }])
    expect(ready).toMatchObject([{ fd: late, out: true, error: false }])
    expect(net.socketError(late)).toBeUndefined()
    expect(machine.states(p).filter((state) => state === 'SYN-SENT')).toEqual([])
  })
})

it('resets who writes to nobody', async () => {
  const machine = new NetMachine()
  await machine.run(async (p) => {
    const { net } = p
    p.onSignal('SIGPIPE', 'ignore')
    const listener = listen(p)
    const client = await connect(p)
    const { fd } = await net.accept(listener)
    await net.send(client, encode('unread'))
    p.close(fd)
    expect(await errnoOf(() => net.recv(client, 10))).toBe('ECONNRESET')
    expect(await errnoOf(() => net.send(client, encode('x')))).toBe('EPIPE')
  })
})
