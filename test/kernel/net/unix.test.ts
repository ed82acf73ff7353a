import { describe, expect, it } from 'vitest'
import { decode, encode } from '../../../src/engine/base/text.ts'
import type { Fd, Process } from '../../../src/engine/kernel/process.ts'
import { errnoOf, NetMachine } from './support.ts'

const at = (host: string) => ({ host, port: 0 })
const text = async ({ net }: Process, fd: Fd, max = 100): Promise<string> =>
  decode((await net.recv(fd, max)).data)

function listening({ net }: Process, path: string, backlog = 5): Fd {
  const fd = net.socket('unix', 'stream')
  net.bind(fd, at(path))
  net.listen(fd, backlog)
  return fd
}

/** Runs something on a machine of its own, with /tmp. */
const run = (body: (p: Process) => Promise<void>): Promise<void> => new NetMachine().run(body)

describe('a stream', () => {
  it('is a file, carries bytes both ways, and knows who is at the other end', () =>
    run(async (p) => {
      const { net } = p
      const server = listening(p, '/tmp/s')
      expect(p.stat('/tmp/s').mode).toBe(0o140755)
      expect(await errnoOf(() => p.open('/tmp/s', { read: true }))).toBe('ENXIO')
      const client = net.socket('unix', 'stream')
      await net.connect(client, at('/tmp/s'))
      // It is connected before it is accepted.
      expect(await net.send(client, encode('hello'))).toBe(5)
      const { fd, peer } = await net.accept(server)
      expect(peer).toEqual(at(''))
      expect(net.getsockname(fd)).toEqual(at('/tmp/s'))
      expect(net.getpeername(client)).toEqual(at('/tmp/s'))
      expect(net.peerCredentials(fd)).toEqual({ pid: p.pid, uid: 0, gid: 0 })
      expect(await text(p, fd, 2)).toBe('he')
      expect(await text(p, fd)).toBe('llo')
      net.shutdown(fd, 'write')
      expect(await text(p, client)).toBe('')
      expect(await errnoOf(() => net.send(fd, encode('x'), { noSignal: true }))).toBe('EPIPE')
    }))

  it('says who is refused, and why', () =>
    run(async (p) => {
      const { net } = p
      const connect = (path: string, type: 'stream' | 'dgram' = 'stream') =>
        errnoOf(() => net.connect(net.socket('unix', type), at(path)))
      const server = listening(p, '/tmp/s')
      p.writeFile('/tmp/file', '')
      expect(await errnoOf(() => net.bind(net.socket('unix', 'stream'), at('/tmp/s')))).toBe('EADDRINUSE')
      expect(await errnoOf(() => net.bind(net.socket('unix', 'stream'), at('/tmp/file')))).toBe('EADDRINUSE')
      expect(await errnoOf(() => net.bind(net.socket('unix', 'stream'), at('/none/s')))).toBe('ENOENT')
      expect(await errnoOf(() => net.listen(net.socket('unix', 'stream'), 1))).toBe('EINVAL')
      expect(await connect('/tmp/none')).toBe('ENOENT')
      expect(await connect('/tmp/file')).toBe('ECONNREFUSED')
      expect(await connect('/tmp/s', 'dgram')).toBe('EPROTOTYPE')
      const user = { uid: 1000, gid: 1000, groups: [] }
      p.chmod('/tmp/s', 0o600)
      let refused = ''
      p.fork(async (child) => {
        child.setCredentials(user)
        const fd = child.net.socket('unix', 'stream')
        refused = await errnoOf(() => child.net.connect(fd, at('/tmp/s')))
        return 0
      })
      await p.wait(-1)
      expect(refused).toBe('EACCES')
      p.close(server)
      // The file stays, nobody is behind it.
      expect(await connect('/tmp/s')).toBe('ECONNREFUSED')
      expect(await errnoOf(() => net.bind(net.socket('unix', 'stream'), at('/tmp/s')))).toBe('EADDRINUSE')
      p.unlink('/tmp/s')
      listening(p, '/tmp/s')
      expect(await connect('/tmp/s')).toBe('ok')
    }))

  it('lets so many wait as its backlog says and one more, then the next one waits itself', () =>
    run(async (p) => {
      const { net } = p
      const server = listening(p, '\0abstract', 1)
      const clients = [0, 1, 2].map(() => net.socket('unix', 'stream'))
      await net.connect(clients[0]!, at('\0abstract'))
      await net.connect(clients[1]!, at('\0abstract'))
      expect(net.unixSockets().find(({ state }) => state === 'listening')).toMatchObject({
        recvQ: 2,
        sendQ: 1,
      })
      net.setNonBlocking(clients[2]!, true)
      expect(await errnoOf(() => net.connect(clients[2]!, at('\0abstract')))).toBe('EAGAIN')
      net.setNonBlocking(clients[2]!, false)
      p.thread(async () => {
        await p.sleep(1e9)
        await net.accept(server)
      })
      const before = p.now()
      await net.connect(clients[2]!, at('\0abstract'))
      expect(Number(p.now() - before)).toBeGreaterThan(0.9e9)
      // Those that nobody accepted hear that it is over.
      p.close(server)
      expect(await errnoOf(() => net.recv(clients[1]!, 1))).toBe('ECONNRESET')
    }))

  it('ends with a reset where something was not read, and stops a sender that nobody reads', () =>
    run(async (p) => {
      const { net } = p
      const [a, b] = net.socketPair('stream')
      await net.send(a, encode('unread'))
      p.close(b)
      expect(await errnoOf(() => net.recv(a, 1))).toBe('ECONNRESET')
      const [c, d] = net.socketPair('stream')
      net.setNonBlocking(c, true)
      const sent = await net.send(c, new Uint8Array(1_000_000))
      expect(sent).toBeGreaterThan(100_000)
      expect(sent).toBeLessThan(300_000)
      expect(await net.poll([{ fd: c, events: ['out'] }], 0)).toEqual([])
      let got = 0
      while (got < sent) got += (await net.recv(d, 65536)).data.length
      expect(await net.poll([{ fd: c, events: ['out'] }], 0)).toHaveLength(1)
    }))
})

describe('messages', () => {
  it('stay whole, come from somebody, and are refused where nobody is', () =>
    run(async (p) => {
      const { net } = p
      const server = net.socket('unix', 'dgram')
      net.bind(server, at('/tmp/d'))
      const client = net.socket('unix', 'dgram')
      net.bind(client, at(''))
      expect(net.getsockname(client).host).toMatch(/^\0[0-9a-f]{5}$/)
      await net.send(client, encode('one'), { to: at('/tmp/d') })
      await net.send(client, encode('two'), { to: at('/tmp/d') })
      const first = await net.recv(server, 2)
      expect([decode(first.data), first.truncated, first.from]).toEqual(['on', true, net.getsockname(client)])
      expect(await text(p, server)).toBe('two')
      expect(await errnoOf(() => net.send(client, encode('x')))).toBe('ENOTCONN')
      await net.connect(client, at('/tmp/d'))
      // Eleven wait; the twelfth would.
      for (let i = 0; i < 11; i++) await net.send(client, encode('x'))
      expect(await errnoOf(() => net.send(client, encode('x'), { dontWait: true }))).toBe('EAGAIN')
      p.close(server)
      expect(await errnoOf(() => net.send(client, encode('x')))).toBe('ECONNREFUSED')
    }))

  it('come in order over a connection (seqpacket)', () =>
    run(async (p) => {
      const { net } = p
      const [a, b] = net.socketPair('seqpacket')
      await net.send(a, encode('first'))
      await net.send(a, encode('second'))
      expect(await text(p, b, 3)).toBe('fir')
      expect(await text(p, b)).toBe('second')
      p.close(a)
      expect(await text(p, b)).toBe('')
    }))
})

it('is listed with who has it, as the kernel does', () =>
  run(async (p) => {
    const { net } = p
    const server = listening(p, '/tmp/s')
    await net.connect(net.socket('unix', 'stream'), at('/tmp/s'))
    net.bind(net.socket('unix', 'dgram'), at('\0abs/d'))
    const rows = net.unixSockets()
    expect(rows.map(({ state, name, references }) => [state, name, references])).toEqual([
      ['listening', '/tmp/s', 2],
      ['connected', '', 3],
      ['connecting', '/tmp/s', 3],
      ['unconnected', '\0abs/d', 2],
    ])
    expect(rows[0]!.holders).toEqual([{ pid: p.pid, comm: expect.any(String), fd: server }])
  }))
