import { expect, it, vi } from 'vitest'
import { decode, encode } from '../../../src/engine/base/text.ts'
import { Conntrack } from '../../../src/engine/kernel/netfilter/conntrack.ts'
import type { Process } from '../../../src/engine/kernel/process.ts'
import { NetworkHost } from './support.ts'

/** `STRATA_FUZZ=10000` makes more connections, and asks with 200 at once. */
const LONG = process.env.STRATA_FUZZ !== undefined
const COUNT = Number(process.env.STRATA_FUZZ ?? 120)
const AT_ONCE = LONG ? 200 : 40
/** By docker-proxy in both families, and by DNAT. */
const WAYS = ['127.0.0.1', '::1', '172.17.0.1']

const hostWith = async (command: string): Promise<NetworkHost> => {
  const net = new NetworkHost()
  await net.ok('docker pull -q busybox')
  await net.ok(`docker run -d --name web -p 8080:80 busybox ${command}`)
  return net
}

async function echo(p: Process, count: number): Promise<void> {
  const { net } = p
  const listener = net.socket('inet6', 'stream')
  net.bind(listener, { host: '::', port: 80 })
  net.listen(listener, 128)
  for (let answered = 0; answered < count; answered++) {
    const { fd } = await net.accept(listener)
    const { data } = await net.recv(fd, 100)
    await net.send(fd, data)
    p.close(fd)
  }
  p.close(listener)
}

async function ask(p: Process, host: string, text: string): Promise<string> {
  const fd = p.net.socket(host.includes(':') ? 'inet6' : 'inet', 'stream')
  await p.net.connect(fd, { host, port: 8080 })
  await p.net.send(fd, encode(text))
  const { data } = await p.net.recv(fd, 100)
  p.close(fd)
  return decode(data)
}

it(`answers ${AT_ONCE} who ask a published port at once`, { timeout: 60_000 }, async () => {
  const net = await hostWith('httpd -f -h /etc')
  const ask = `for i in $(seq ${AT_ONCE}); do curl -s localhost:8080/hostname -w ' %{http_code}\\n' & done; wait`
  const answers = (await net.ok(ask)).split('\n').filter((line) => line.endsWith(' 200'))
  expect(answers).toHaveLength(AT_ONCE)
})

it(`leaves nothing behind of ${COUNT} connections through a published port`, {
  timeout: 600_000,
}, async () => {
  const tables = new Set<Conntrack>()
  const { track } = Conntrack.prototype
  vi.spyOn(Conntrack.prototype, 'track').mockImplementation(function (this: Conntrack, packet) {
    tables.add(this)
    return track.call(this, packet)
  })
  const net = await hostWith('sleep 1000000')
  const processes = await net.ok('ps -e -o comm=')
  const sockets = async (where?: string): Promise<string[]> => {
    const found: string[] = []
    await net.start(where, async (p) => {
      for (const { protocol, local, state } of p.net.sockets())
        found.push(`${protocol} ${local.host}:${local.port} ${state}`)
    })
    return found
  }
  const before = await sockets()
  await net.start('web', (p) => echo(p, COUNT))
  let right = 0
  await net.start(undefined, async (p) => {
    for (let n = 0; n < COUNT; n++) {
      const answer = await ask(p, WAYS[n % WAYS.length]!, String(n))
      if (answer === String(n)) right++
    }
  })
  await net.settleFor(COUNT, () => right === COUNT)
  await net.settle(false)
  expect(right).toBe(COUNT)
  const tracked = (): number => [...tables].reduce((sum, table) => sum + table.all().length, 0)
  expect(tracked()).toBeGreaterThan(0)
  await net.ok('sleep 130')
  expect(tracked()).toBe(0)
  expect(await sockets()).toEqual(before)
  expect(await sockets('web')).toEqual([])
  expect(await net.ok('ps -e -o comm=')).toBe(processes)
})
