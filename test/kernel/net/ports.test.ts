import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import type { NetCalls } from '../../../src/engine/kernel/net/calls.ts'
import { errnoOf, TwoHosts } from './support.ts'

const fixture = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`./fixtures/${name}.json`, import.meta.url), 'utf8'))

/** Recorded from Linux: which socket may be bound and listen beside which. */
const PAIRS = fixture('eaddrinuse') as readonly (readonly [
  name: string,
  first: string,
  second: string,
  answer: string,
])[]
/** Recorded from Linux: which listener is reached from where by which address. */
const REACHED = fixture('bind-matrix') as readonly (readonly [
  bind: string,
  v6only: boolean,
  from: 'a' | 'b',
  to: string,
  answer: string,
])[]

/** Does what a line of Python does with a socket. */
function run(net: NetCalls, code: string): void {
  const six = code.includes('AF_INET6')
  const fd = net.socket(six ? 'inet6' : 'inet', code.includes('SOCK_DGRAM') ? 'dgram' : 'stream')
  if (code.includes('SO_REUSEADDR')) net.setsockopt(fd, 'reuseaddr', true)
  if (code.includes('SO_REUSEPORT')) net.setsockopt(fd, 'reuseport', true)
  if (code.includes('IPV6_V6ONLY')) net.setsockopt(fd, 'v6only', true)
  const [, host = '', port = ''] = /bind\(\('([^']*)', (\d+)\)\)/.exec(code)!
  net.bind(fd, { host, port: Number(port) })
  if (code.includes('listen')) net.listen(fd, 5)
}

it.each(PAIRS)('%s', async (_name, first, second, answer) => {
  const hosts = new TwoHosts()
  await hosts.on('b', async ({ net }) => {
    run(net, first)
    expect(await errnoOf(() => run(net, second))).toBe(answer)
  })
})

it.each(REACHED)('bound to %s (v6only: %s), from %s to %s', async (host, v6only, from, to, answer) => {
  const hosts = new TwoHosts()
  await hosts.on('b', async ({ net }) => {
    const listener = net.socket(host.includes(':') ? 'inet6' : 'inet', 'stream')
    if (v6only) net.setsockopt(listener, 'v6only', true)
    net.bind(listener, { host, port: 8080 })
    net.listen(listener, 50)
    const { net: client } = from === 'a' ? hosts.a : hosts.b
    const fd = client.socket(to.includes(':') ? 'inet6' : 'inet', 'stream')
    expect(await errnoOf(() => client.connect(fd, { host: to, port: 8080 }))).toBe(answer)
  })
})
