import { expect, it } from 'vitest'
import { encode } from '../../../src/engine/base/text.ts'
import { ip } from '../../../src/engine/kernel/net/address.ts'
import type { RejectWith } from '../../../src/engine/kernel/net/filter.ts'
import type { Match, Selector } from '../../../src/engine/kernel/netfilter/rule.ts'
import { errnoOf } from '../net/support.ts'
import { dport, Router } from './support.ts'

const TCP: Selector = { protocol: { number: 6 } }

it.each<[RejectWith | 'DROP', string]>([
  ['DROP', 'ETIMEDOUT'],
  ['tcp-reset', 'ECONNREFUSED'],
  ['icmp-port-unreachable', 'ECONNREFUSED'],
  ['icmp-host-unreachable', 'EHOSTUNREACH'],
  ['icmp-net-unreachable', 'ENETUNREACH'],
  ['icmp-host-prohibited', 'EHOSTUNREACH'],
  ['icmp-admin-prohibited', 'EHOSTUNREACH'],
])('a forwarded connection that meets %s fails with %s', async (how, errno) => {
  const router = new Router()
  router.routeBack()
  const target = how === 'DROP' ? { kind: how } : ({ kind: 'REJECT', with: how } as const)
  router.rule('filter', 'FORWARD', target as { kind: 'DROP' }, TCP, [dport(80)])
  await router.on('outside', async () => {
    router.listen('inside', 80)
    expect(await errnoOf(() => router.connect('outside', '172.17.0.2', 80))).toBe(errno)
  })
})

it('lets answers through by the state of their connection, and nothing that begins one', async () => {
  const router = new Router()
  router.routeBack()
  router.rule('filter', 'FORWARD', { kind: 'ACCEPT' }, {}, [
    { kind: 'conntrack', states: ['RELATED', 'ESTABLISHED'] },
  ])
  router.rule('filter', 'FORWARD', { kind: 'ACCEPT' }, { in: { name: 'br0' } })
  router.netfilter.rulesets.inet.table('filter').chain('FORWARD').policy = 'DROP'
  await router.on('inside', async ({ net }) => {
    const server = router.listen('outside', 80)
    const fd = await router.connect('inside', '10.0.2.1', 80)
    const { fd: taken } = await server.accept()
    await router.of('outside').net.send(taken, encode('ok'))
    expect((await net.recv(fd, 10)).data.length).toBe(2)
    router.listen('inside', 81)
    expect(await errnoOf(() => router.connect('outside', '172.17.0.2', 81))).toBe('ETIMEDOUT')
  })
})

it('counts packets and bytes of rules and policies', async () => {
  const router = new Router()
  router.rule('filter', 'INPUT', undefined, TCP, [dport(80)])
  await router.on('router', async () => {
    const server = router.listen('router', 80)
    await router.connect('outside', '10.0.2.15', 80)
    await server.accept()
    const input = router.netfilter.rulesets.inet.table('filter').chain('INPUT')
    // SYN with five options, then the ACK that ends the handshake.
    expect(input.rules[0]).toMatchObject({ packets: 2, bytes: 60 + 52 })
    expect(input).toMatchObject({ packets: 2, bytes: 60 + 52 })
  })
})

it('walks chains: RETURN goes back, a jump comes back, goto does not', () => {
  const router = new Router()
  const table = router.netfilter.rulesets.inet.table('filter')
  table.addChain('jumped')
  table.addChain('gone')
  router.rule('filter', 'jumped', { kind: 'RETURN' })
  router.rule('filter', 'jumped', { kind: 'DROP' })
  router.rule('filter', 'OUTPUT', { kind: 'chain', name: 'jumped' })
  router.rule('filter', 'OUTPUT', { kind: 'chain', name: 'gone', goto: true })
  router.rule('filter', 'OUTPUT', { kind: 'DROP' })
  const payload = new Uint8Array(0)
  const packet = {
    src: ip('10.0.2.15'),
    dst: ip('10.0.2.1'),
    ttl: 64,
    id: 1,
    transport: { kind: 'udp', sport: 1, dport: 2, payload },
  } as const
  expect(router.netfilter.pass({ hook: 'output', packet }).kind).toBe('accept')
  expect(table.chain('OUTPUT').rules.map(({ packets }) => packets)).toEqual([1, 1, 0])
})

it('asks about hosts of one bridge too', async () => {
  const router = new Router()
  router.rule('filter', 'FORWARD', { kind: 'DROP' }, { in: { name: 'br0' }, out: { name: 'br0' } }, [
    dport(80),
  ])
  await router.on('second', async () => {
    router.listen('inside', 80)
    const other = router.listen('inside', 81)
    expect(await errnoOf(() => router.connect('second', '172.17.0.2', 80))).toBe('ETIMEDOUT')
    await router.connect('second', '172.17.0.2', 81)
    expect((await other.accept()).peer).toBe('172.17.0.3')
  })
})

it.each<[string, Match, boolean]>([
  ['dst-type LOCAL', { kind: 'addrtype', dst: { types: ['LOCAL'] } }, true],
  ['! dst-type LOCAL', { kind: 'addrtype', dst: { types: ['LOCAL'], not: true } }, false],
  ['src-type UNICAST', { kind: 'addrtype', src: { types: ['UNICAST'] } }, true],
  ['multiport', { kind: 'multiport', which: 'dports', ports: [{ from: 70, to: 90 }] }, true],
  ['iprange', { kind: 'iprange', src: { first: ip('10.0.2.2'), last: ip('10.0.2.9') } }, false],
  ['ttl-lt', { kind: 'ttl', compare: 'lt', value: 64 }, false],
  ['length', { kind: 'length', from: 60, to: 60 }, true],
  ['state NEW', { kind: 'state', states: ['NEW'] }, true],
  ['state INVALID', { kind: 'state', states: ['INVALID'] }, false],
  ['syn', { kind: 'tcp', flags: { mask: 23, set: 2 } }, true],
  ['not syn', { kind: 'tcp', flags: { mask: 23, set: 2, not: true } }, false],
  ['never', { kind: 'chance', probability: 0 }, false],
  ['always', { kind: 'chance', probability: 1 }, true],
])('%s', async (_name, match, holds) => {
  const router = new Router()
  router.rule('filter', 'INPUT', { kind: 'DROP' }, TCP, [match])
  await router.on('outside', async () => {
    router.listen('router', 80)
    const errno = await errnoOf(() => router.connect('outside', '10.0.2.15', 80))
    expect(errno).toBe(holds ? 'ETIMEDOUT' : 'ok')
  })
})

it('knows whose socket sent a packet', async () => {
  const router = new Router()
  const uid = { from: 0, to: 0 }
  const rule = router.rule('filter', 'OUTPUT', { kind: 'DROP' }, {}, [{ kind: 'owner', uid }])
  await router.on('router', async ({ net }) => {
    const fd = net.socket('inet', 'dgram')
    const send = (): Promise<string> =>
      errnoOf(() => net.send(fd, encode('x'), { to: { host: '10.0.2.1', port: 9 } }))
    expect(await send()).toBe('EPERM')
    const table = router.netfilter.rulesets.inet.table('filter')
    table.remove('OUTPUT', table.indexOf('OUTPUT', rule))
    expect(await send()).toBe('ok')
  })
})

it('counts to every third packet', async () => {
  const router = new Router()
  router.rule('filter', 'INPUT', undefined, {}, [{ kind: 'statistic', every: 3, packet: 1 }])
  const [rule] = router.netfilter.rulesets.inet.table('filter').chain('INPUT').rules
  await router.on('outside', async ({ net }) => {
    const fd = net.socket('inet', 'dgram')
    const hits: number[] = []
    for (let i = 0; i < 6; i++) {
      await net.send(fd, encode('x'), { to: { host: '10.0.2.15', port: 9 } })
      hits.push(rule!.packets)
    }
    expect(hits).toEqual([0, 1, 1, 1, 2, 2])
  })
})

it('lets a burst through, then so many in a time', async () => {
  const router = new Router()
  router.rule('filter', 'INPUT', undefined, {}, [{ kind: 'limit', count: 1, unit: 'sec', burst: 3 }])
  const [rule] = router.netfilter.rulesets.inet.table('filter').chain('INPUT').rules
  await router.on('outside', async (p) => {
    const fd = p.net.socket('inet', 'dgram')
    const send = async (): Promise<void> => {
      for (let i = 0; i < 5; i++) await p.net.send(fd, encode('x'), { to: { host: '10.0.2.15', port: 9 } })
    }
    await send()
    expect(rule!.packets).toBe(3)
    await p.sleep(2e9)
    await send()
    expect(rule!.packets).toBe(5)
  })
})

it('writes what LOG says into the kernel log, and marks packets', async () => {
  const router = new Router()
  router.rule('mangle', 'PREROUTING', { kind: 'MARK', value: 5, mask: 0xffffffff }, TCP)
  router.rule('filter', 'INPUT', { kind: 'LOG', prefix: 'in: ', level: 4 }, {}, [
    { kind: 'mark', value: 5, mask: 0xffffffff },
  ])
  await router.on('outside', async () => {
    router.listen('router', 80)
    await router.connect('outside', '10.0.2.15', 80, 4000)
  })
  const [first] = router.machine.kernel.log.records.filter(({ text }) => text.startsWith('in: '))
  expect(first!.text.replace(/ID=\d+|WINDOW=\d+/g, '')).toBe(
    'in: IN=eth0 OUT= SRC=10.0.2.1 DST=10.0.2.15 LEN=60 TOS=0x00 PREC=0x00 TTL=64  DF PROTO=TCP SPT=4000 DPT=80  RES=0x00 SYN URGP=0 MARK=0x5 ',
  )
})
