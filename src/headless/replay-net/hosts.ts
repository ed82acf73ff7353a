import type { Process } from '../../engine/kernel/process.ts'

/** The two machines: name, hardware address, IPv4 and IPv6 address of its eth0. */
const HOSTS = [
  { name: 'hosta', mac: '02:00:00:00:00:0a', address: '192.168.50.10', address6: 'fd00:50::10' },
  { name: 'hostb', mac: '02:00:00:00:00:0b', address: '192.168.50.20', address6: 'fd00:50::20' },
] as const

const NAMED = '/run/netns'
const pathOf = (host: string): string => `${NAMED}/${host}`

/** Makes the namespaces, joined by a pair whose ends are both called eth0. */
export async function layOut(process: Process): Promise<void> {
  if (!process.exists(NAMED)) process.mkdir(NAMED)
  for (const { name } of HOSTS) {
    process.writeFile(pathOf(name), '')
    const pid = process.fork(async (child) => {
      child.unshare(['net'])
      child.mount({ kind: 'bind', source: '/proc/self/ns/net', target: pathOf(name) })
      return 0
    })
    await process.wait(pid)
  }
  const [first, second] = HOSTS
  const other = process.open(pathOf(second.name), { read: true })
  await inside(process, first.name, (child) =>
    child.net.addLink({
      name: 'eth0',
      kind: 'veth',
      mac: first.mac,
      peer: { name: 'eth0', mac: second.mac, namespace: other },
    }),
  )
  process.close(other)
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
