import type { Process } from '../../engine/kernel/process.ts'

/** The two machines: name, hardware address, IPv4 and IPv6 address of its eth0. */
const HOSTS = [
  { name: 'hosta', mac: '02:00:00:00:00:0a', address: '192.168.50.10', address6: 'fd00:50::10' },
  { name: 'hostb', mac: '02:00:00:00:00:0b', address: '192.168.50.20', address6: 'fd00:50::20' },
] as const

/** What the recorded kernel is set to: no look for duplicates, no forwarding, queues of a machine with much memory. */
const SETTINGS = [
  ['ipv6/conf/default/accept_dad', '0'],
  ['ipv4/ip_forward', '0'],
  ['ipv4/tcp_max_syn_backlog', '2048'],
  ['ipv4/tcp_max_tw_buckets', '131072'],
  ['ipv4/tcp_syn_linear_timeouts', '4'],
] as const
/** Interfaces that were there before the pair: its numbers are higher than those of what is made later. */
const OTHERS = 9

const NAMED = '/run/netns'
const pathOf = (host: string): string => `${NAMED}/${host}`

/** Makes the namespaces, joined by a pair whose ends are both called eth0. */
export async function layOut(process: Process): Promise<void> {
  if (!process.exists(NAMED)) process.mkdir(NAMED)
  for (const { name } of HOSTS) {
    process.writeFile(pathOf(name), '')
    const pid = process.fork(async (child) => {
      child.unshare(['net'])
      for (const [setting, value] of SETTINGS)
        await child.write(child.open(`/proc/sys/net/${setting}`, { write: true }), value)
      child.mount({ kind: 'bind', source: '/proc/self/ns/net', target: pathOf(name) })
      return 0
    })
    await process.wait(pid)
  }
  const [first, second] = HOSTS
  for (let number = 0; number < OTHERS; number++) {
    process.net.addLink({ name: 'gone', kind: 'dummy' })
    process.net.removeLink('gone')
  }
  process.net.addLink({
    name: first.name,
    kind: 'veth',
    mac: first.mac,
    peer: { name: second.name, mac: second.mac },
  })
  for (const { name } of HOSTS) {
    const namespace = process.open(pathOf(name), { read: true })
    process.net.changeLink(name, { namespace })
    process.close(namespace)
    await inside(process, name, ({ net }) => net.changeLink(name, { name: 'eth0' }))
  }
  for (const { name, address, address6 } of HOSTS)
    await inside(process, name, ({ net }) => {
      net.changeLink('lo', { up: true })
      net.addAddress({ device: 'eth0', address, length: 24, broadcast: address.replace(/\d+$/, '255') })
      net.addAddress({ device: 'eth0', address: address6, length: 64 })
      net.changeLink('eth0', { up: true })
    })
}

async function inside(process: Process, host: string, body: (child: Process) => void): Promise<void> {
  const pid = process.fork(async (child) => {
    enter(child, host)
    body(child)
    return 0
  })
  await process.wait(pid)
}

/** Makes a process one of a machine; null is the machine that both are on. */
export function enter(process: Process, host: string | null): void {
  if (host === null) return
  const fd = process.open(pathOf(host), { read: true })
  process.setns(fd)
  process.close(fd)
}
