import { describe, expect, it } from 'vitest'
import { lessonWorld } from '../../../src/engine/world/lesson.ts'
import { Sitter } from './sitter.ts'

const LESSON = { clock: '2026-07-14T08:00:00Z', seed: 'network', machine: { firmware: 'bios' } } as const
const INTERFACES = '/etc/network/interfaces'

describe('the network of a machine that boots', () => {
  it('is what its card, udev, ifupdown and units make of it', async () => {
    const sitter = new Sitter(await lessonWorld(LESSON, [], {}))
    await sitter.settle()
    await sitter.type('clear')
    expect(await sitter.type("dmesg | grep -e e1000 -e '00:02.0' -e ens33 | cut -c16-")).toContain(`
pci 0000:00:02.0: [8086:100e] type 00 class 0x020000
pci 0000:00:02.0: BAR 0 [mem 0xfebc0000-0xfebdffff]
pci 0000:00:02.0: BAR 1 [io  0xc000-0xc03f]
e1000: Intel(R) PRO/1000 Network Driver
e1000: Copyright (c) 1999-2006 Intel Corporation.
e1000 0000:00:02.0 eth0: (PCI:33MHz:32-bit) 00:0c:29:4f:8b:61
e1000 0000:00:02.0 eth0: Intel(R) PRO/1000 Network Connection
e1000 0000:00:02.0 ens33: renamed from eth0
e1000: ens33 NIC Link is Up 1000 Mbps Full Duplex, Flow Control: RX
IPv6: ADDRCONF(NETDEV_CHANGE): ens33: link becomes ready
`)
    expect(
      await sitter.type('ip -br -4 a; ip r | head -1; ifquery --state; ss -Hltn | cut -c1-35'),
    ).toContain(`
lo               UNKNOWN        127.0.0.1/8 
ens33            UP             192.168.244.128/24 
docker0          DOWN           172.17.0.1/16 
default via 192.168.244.2 dev ens33 onlink 
lo=lo
ens33=ens33
LISTEN 0      4096   127.0.0.1:5000`)
    await sitter.type('docker run -d -p 8080:80 --restart always busybox httpd -f')
    expect(await sitter.type('strata client curl -sI 192.168.244.128:8080 | head -1')).toContain(
      '404 Not Found',
    )
    expect(
      await sitter.type('systemctl is-active docker-registry; curl -s localhost:5000/v2/_catalog'),
    ).toContain('\nactive\n{"repositories":[]}\n')

    await sitter.type(`sed -i s/static/sttic/ ${INTERFACES}`)
    await sitter.type('reboot')
    expect(sitter.boot.failed).toEqual(['networking.service'])
    expect(await sitter.type('journalctl -b -u networking -o cat; ip -br l | cut -c1-30')).toContain(`
Starting networking.service - Raise network interfaces...
${INTERFACES}:12: unknown or no method and no inherits keyword specified
ifup: couldn't read interfaces file "${INTERFACES}"
networking.service: Main process exited, code=exited, status=1/FAILURE
networking.service: Failed with result 'exit-code'.
Failed to start networking.service - Raise network interfaces.
lo               UNKNOWN      
ens33            DOWN         
docker0`)
    const pull = 'docker pull -q alpine 2>&1 | tail -1'
    expect(await sitter.type(pull)).toContain(
      '\nError response from daemon: Get "https://registry-1.docker.io/v2/": dial tcp: lookup registry-1.docker.io on 192.168.244.2:53: dial udp 192.168.244.2:53: connect: network is unreachable\n',
    )
    expect(await sitter.type('docker push -q localhost:5000/x')).toContain('does not exist locally')
    await sitter.type(`sed -i s/sttic/static/ ${INTERFACES}; systemctl restart networking`)
    expect(await sitter.type(pull)).toContain('\ndocker.io/library/alpine:latest\n')
    expect(await sitter.type('strata client curl -sI 192.168.244.128:8080 | head -1')).toContain(
      '404 Not Found',
    )

    // Without its driver a card is no interface; with it, it comes under its name, and down.
    expect(
      await sitter.type(
        'rmmod e1000; ip -br l show ens33; modprobe e1000; ip -br l show ens33 | cut -c1-22; ifup --force ens33',
      ),
    ).toMatch(
      /\nDevice "ens33" does not exist\.\n[\s\S]*ens33: renamed from eth0\nens33 +DOWN *\n.*NIC Link is Up/,
    )

    // What one writes may lead nowhere, or fail half-way.
    expect(await sitter.type('ifup ens33 eth7')).toContain(
      'ifup: interface ens33 already configured\nifup: unknown interface eth7\n',
    )
    await sitter.type(`ifdown ens33; sed -i 's/gateway .*/gateway 192.168.244.7/' ${INTERFACES}; ifup ens33`)
    expect(await sitter.type(pull)).toContain('lookup registry-1.docker.io on 192.168.244.2:53: ')
  }, 60_000)

  it('has the kernel’s names where the command line says so', async () => {
    const start = [
      "sed -i 's/console=ttyS0/net.ifnames=0 &/' /boot/grub/grub.cfg",
      'systemctl mask docker.socket docker',
    ]
    const sitter = new Sitter(await lessonWorld({ ...LESSON, seed: 'names' }, start, {}))
    await sitter.settle()
    expect(
      await sitter.type('journalctl -b -u networking -o cat | head -4; ip -br l | cut -c1-25'),
    ).toContain(`
Starting networking.service - Raise network interfaces...
Cannot find device "ens33"
ifup: failed to bring up ens33
networking.service: Main process exited, code=exited, status=1/FAILURE
lo               UNKNOWN 
eth0             DOWN    
`)
  }, 60_000)
})
