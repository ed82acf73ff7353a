import { expect, it } from 'vitest'
import type { PortsView, SegmentRow, SocketRow, ViewQuery } from '../../src/engine/world.ts'
import { type Host, openHost } from '../daemon/support/host.ts'
import { Dice } from '../support/random.ts'

/** Calls of the random walk. `STRATA_FUZZ=10000` asks for more. */
const CALLS = Number(process.env.STRATA_FUZZ ?? 40)

function portsOf({ world }: Host, query: Partial<Extract<ViewQuery, { view: 'ports' }>> = {}): PortsView {
  const snapshot = world.views({ view: 'ports', ...query })
  if (snapshot.view !== 'ports') throw new Error(snapshot.view)
  // It goes to the page as a message.
  return structuredClone(snapshot.ports)
}

const ofView = (sockets: readonly SocketRow[]): string[] =>
  sockets.map((row) => [row.protocol, row.state, row.recvQ, row.sendQ, row.local, row.peer].join(' ')).sort()
const ofSs = (text: string): string[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.trim().split(/\s+/).slice(0, 6).join(' '))
    .sort()

const LETTERS: Readonly<Record<string, string>> = { SYN: 'S', FIN: 'F', RST: 'R', PSH: 'P', ACK: '.' }
const ORDER = ['F', 'S', 'R', 'P', '.']
/** As tcpdump writes it: the number of a segment that carries nothing is left out. */
function tcpdumpOf({ from, to, what, seq, ack, length }: SegmentRow): string {
  const flags = what.split(' ').map((name) => LETTERS[name]!)
  const counts = length > 0 || flags.some((flag) => 'SFR'.includes(flag))
  const numbers = `${counts ? `, seq ${seq}` : ''}${ack === undefined ? '' : `, ack ${ack}`}`
  const place = (text: string): string => text.replace(/:(\d+)$/, '.$1')
  return `IP ${place(from)} > ${place(to)}: Flags [${ORDER.filter((flag) => flags.includes(flag)).join('')}]${numbers}, length ${length}`
}
const plain = (line: string): string =>
  line
    .replace(/(seq \d+):\d+/, '$1')
    .replace(/, win \d+/, '')
    .replace(/, options \[[^\]]*\]/, '')
    .replace(/(length \d+).*/, '$1')

const LAB = [
  'server socket',
  'server bind 0.0.0.0:8000',
  'server bind 192.168.244.128:8000',
  'server listen 1',
  'server accept',
  'server recv',
  'server send from-the-server',
  'server close',
  'server shutdown',
  'client socket',
  'client connect 192.168.244.128:8000',
  'client connect 192.168.244.128:9',
  'client send hello',
  'client recv',
  'client close',
  'wire pause',
  'wire step',
  'wire step',
  'wire drop',
  'wire run',
] as const

it('shows the sockets that ss shows, and the segments that tcpdump shows, whatever is called', async () => {
  const host = openHost('walk')
  host.world.observe()
  const dice = new Dice(7)
  const lines: string[] = [
    'server socket',
    'server bind 0.0.0.0:8000',
    'server listen 1',
    'client socket',
    'client connect 192.168.244.128:8000',
  ]
  for (let i = 0; i < CALLS; i++) lines.push(dice.pick(LAB))
  await host.ok('tcpdump -lni ens33 tcp > /root/seen 2> /dev/null & sleep 0.1')
  const shown = new Map<number, string>()
  for (const line of lines) {
    await host.sh(`strata lab ${line}`)
    if (dice.chance(0.1)) await host.ok('sleep 2')
    const view = portsOf(host)
    expect(ofView(view.left.sockets), line).toEqual(ofSs(await host.ok('ss -Htuan')))
    expect(ofView(view.right.sockets), line).toEqual(ofSs(await host.ok('strata client ss -Htuan')))
    for (const row of portsOf(host).segments)
      if (row.protocol === 'tcp' && row.left === 'ens33') shown.set(row.number, tcpdumpOf(row))
  }
  await host.ok('kill $(pidof tcpdump); sleep 0.1')
  const dumped = (await host.ok('cat /root/seen'))
    .trimEnd()
    .split('\n')
    .map((line) => plain(line.replace(/^\S+ /, '')))
  expect([...shown.values()].sort()).toEqual(dumped.sort())
  expect(dumped.length).toBeGreaterThan(10)
})

it('tells of packets that wait, arrive and are lost, and of calls that wait', async () => {
  const host = openHost()
  host.world.observe()
  const lab = (line: string): Promise<unknown> => host.sh(`strata lab ${line}`)
  await lab('wire pause')
  await lab('client socket')
  await lab('client connect 192.168.244.128:8000')
  const before = portsOf(host)
  expect(before.cable).toEqual({ paused: true, held: 1 })
  expect(before.lab).toEqual([{ end: 'client', open: [3], waiting: ['connect(3, 192.168.244.128:8000)'] }])
  expect(before.segments).toMatchObject([{ what: 'SYN', direction: 'left', right: 'eth0', outcome: 'held' }])
  await lab('wire step')
  await lab('wire run')
  expect(portsOf(host).segments).toMatchObject([
    { what: 'SYN', outcome: 'lost', lost: { machine: 'host', why: 'no-socket' }, left: 'ens33' },
    { what: 'RST ACK', direction: 'right', seq: 0, ack: expect.any(Number), outcome: 'arrived' },
  ])
  await host.ok('iptables -A INPUT -p tcp --dport 8000 -j DROP')
  await host.sh('strata client nc -zw1 192.168.244.128 8000')
  expect(portsOf(host).segments.findLast(({ lost }) => lost)?.lost).toEqual({
    machine: 'host',
    why: 'dropped',
    table: 'filter/INPUT',
  })
})

it('looks at a container and at the way of one packet, through NAT', async () => {
  const host = openHost()
  host.world.observe()
  await host.ok(
    'docker pull -q busybox; docker run -d --name web -p 8080:80 busybox httpd -f -p 80 -h /etc; sleep 1',
  )
  await host.ok('strata client curl -s http://192.168.244.128:8080/hostname')
  const view = portsOf(host, { left: 'web' })
  expect(view.machines).toEqual(['host', 'client', 'web'])
  expect(view.left).toMatchObject({ name: 'web', addresses: ['172.17.0.2'] })
  expect(view.left.sockets[0]).toMatchObject({ state: 'LISTEN', local: '*:80', holders: ['httpd fd=3'] })
  const [syn, answer] = view.segments
  expect(syn).toMatchObject({
    direction: 'left',
    to: '192.168.244.128:8080',
    what: 'SYN',
    left: 'eth0',
    right: 'eth0',
  })
  // As the client has it.
  expect(answer).toMatchObject({
    direction: 'right',
    from: '192.168.244.128:8080',
    what: 'SYN ACK',
    outcome: 'arrived',
  })
  const { path } = portsOf(host, { packet: syn!.number })
  expect(path!.steps.map(({ machine, kind }) => `${machine} ${kind}`)).toEqual([
    'client sent',
    'client route',
    'client out',
    'host in',
    'host table',
    'host table',
    'host nat',
    'host route',
    'host table',
    'host table',
    'host out',
    'host out',
    'web in',
    'web route',
    'web socket',
  ])
  await host.ok('docker rm -f web')
  expect(portsOf(host, { left: 'web' }).left.name).toBe('host')
})

it('counts what the lab makes among what a command changed, so that a step back undoes it', async () => {
  const host = openHost()
  const { world } = host
  const changes = async (line: string): Promise<string[]> => {
    const before = world.moment()
    await host.sh(`strata lab ${line}`)
    return world
      .differences(before, world.moment())
      .map(({ what, how, name, was, now }) => [what, how, name, was ?? '-', now ?? '-'].join(' '))
  }
  expect(await changes('server socket')).toEqual(['socket added lab-server fd=3 - open'])
  expect(await changes('server bind :8080')).toEqual([
    'socket changed lab-server fd=3 open bound 0.0.0.0:8080',
  ])
  expect(await changes('server listen 1')).toEqual([
    'socket changed lab-server fd=3 bound 0.0.0.0:8080 LISTEN 0 1 0.0.0.0:8080',
  ])
  expect(await changes('wire pause')).toEqual(['wire changed wire running held: –'])
  expect(await changes('')).toEqual([])
  expect(await changes('reset')).toEqual([
    'wire changed wire held: – running',
    'socket deleted lab-server fd=3 LISTEN 0 1 0.0.0.0:8080 -',
  ])
})

it('lists so many sockets and counts the rest', async () => {
  const host = openHost()
  host.world.observe()
  await host.ok('sleep 1')
  const before = portsOf(host).left.sockets.length
  await host.ok(
    'python3 -c \'import socket, time; s = [socket.create_server(("127.0.0.1", 7000 + i)) for i in range(130)]; time.sleep(100)\' & sleep 1',
  )
  const { left } = portsOf(host)
  expect([left.sockets.length, left.more]).toEqual([100, before + 30])
})

it('changes nothing by looking', async () => {
  const [watched, alone] = [openHost('same'), openHost('same')]
  watched.world.observe()
  for (const host of [watched, alone])
    await host.ok(
      'strata client curl -s http://192.168.244.128:1/ || true; ping -c 1 127.0.0.1; strata lab wire pause; strata lab client socket; strata lab client connect 192.168.244.128:80; strata lab wire step',
    )
  portsOf(watched)
  expect(watched.world.stateHash()).toBe(alone.world.stateHash())
})
