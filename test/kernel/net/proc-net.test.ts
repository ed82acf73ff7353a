import { expect, it } from 'vitest'
import { bytesOf } from '../../../src/engine/base/body.ts'
import { decode, encode } from '../../../src/engine/base/text.ts'
import type { Process } from '../../../src/engine/kernel/process.ts'
import { sysFs } from '../../../src/engine/kernel/sys-fs.ts'
import { errnoOf, TwoHosts } from './support.ts'

const text = (p: Process, path: string): string => decode(bytesOf(p.readFile(path)))

it('tells of sockets as Linux does', async () => {
  const hosts = new TwoHosts()
  await hosts.on('b', async (p) => {
    const { net } = p
    expect(text(p, '/proc/net/tcp')).toBe(
      `${'  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode'.padEnd(149)}\n`,
    )
    const listener = net.socket('inet', 'stream')
    net.bind(listener, { host: '0.0.0.0', port: 8080 })
    net.listen(listener, 5)
    const { net: other } = hosts.a
    const client = other.socket('inet', 'stream')
    other.bind(client, { host: '192.168.50.10', port: 57094 })
    await other.connect(client, { host: '192.168.50.20', port: 8080 })
    await other.send(client, encode('hello'))
    const rows = text(p, '/proc/net/tcp').split('\n').slice(1, -1)
    expect(rows[0]).toMatch(
      /^ {3}0: 00000000:1F90 00000000:0000 0A 00000000:00000001 00:00000000 00000000 {5}0 {8}0 \d+ 1 \S+ 100 0 0 10 0 +$/,
    )
    expect(rows[1]).toMatch(
      /^ {3}1: 1432A8C0:1F90 0A32A8C0:DF06 01 00000000:00000005 00:00000000 00000000 {5}0 {8}0 0 1 /,
    )
    const { fd } = await net.accept(listener)
    await net.recv(fd, 100)
    other.shutdown(client, 'write')
    expect(text(p, '/proc/net/tcp').split('\n')[2]).toContain(' 08 00000000:00000001 ')
    await net.recv(fd, 100)
    expect(text(p, '/proc/net/tcp').split('\n')[2]).toContain(' 08 00000000:00000000 ')
    expect(text(p, '/proc/net/dev')).toMatch(/^ {2}eth0: {5}\d{3} {7}\d {4}0 {4}0 /m)
    expect(text(p, '/proc/net/arp')).toContain(
      '192.168.50.10    0x1         0x2         02:00:00:00:00:0a     *        eth0\n',
    )
    expect(text(p, '/proc/net/route').split('\n')[1]!.trimEnd()).toBe(
      'eth0\t0032A8C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0',
    )
    expect(text(p, '/proc/net/if_inet6')).toContain('fd000050000000000000000000000020 02 40 00 80     eth0\n')
    expect(text(p, '/proc/net/snmp')).toMatch(/^Tcp: 1 200 120000 -1 0 1 0 0 1 /m)
  })
})

it('shows interfaces below /sys, and the settings of each below /proc/sys', async () => {
  const hosts = new TwoHosts()
  hosts.machine.init.calls.mkdir('/sys')
  hosts.machine.mount('/sys', sysFs(hosts.machine.kernel))
  await hosts.on('a', async (p) => {
    expect(p.readdir('/sys/class/net').map(({ name }) => name)).toEqual(['eth0', 'lo'])
    expect(text(p, '/sys/class/net/eth0/operstate')).toBe('up\n')
    p.net.changeLink('eth0', { up: false })
    expect(text(p, '/sys/class/net/eth0/operstate')).toBe('down\n')
    expect(await errnoOf(() => text(p, '/sys/class/net/eth0/carrier'))).toBe('EINVAL')
    const path = '/proc/sys/net/ipv4/conf/eth0/route_localnet'
    expect(text(p, path)).toBe('0\n')
    await p.write(p.open(path, { write: true }), '1\n')
    expect(text(p, path)).toBe('1\n')
    expect(text(p, '/proc/sys/net/ipv4/conf/lo/route_localnet')).toBe('0\n')
  })
})
