import { describe, expect, it } from 'vitest'
import { programBody } from '../../../src/engine/registry/recipe.ts'
import { createWorld } from '../../../src/engine/world/create.ts'
import { readerWorld } from '../../../src/engine/world/reader.ts'
import { Host, openSmallHost } from '../../daemon/support/host.ts'

/** The readers' host with busybox on it. */
function busyboxHost(): Host {
  const reader = readerWorld({ clock: '2026-11-22T02:00:00Z', seed: 'busybox' })
  const { files = [] } = reader.host
  const body = programBody('busybox', 'amd64', 1_000_000)
  const own = { kind: 'file', path: 'usr/bin/busybox', body, mode: 0o755, uid: 0, gid: 0, mtime: 0n } as const
  return new Host(createWorld({ ...reader, host: { ...reader.host, files: [...files, own] } }))
}

const LAB = `ip netns add a; ip netns add b
sysctl -qw net.ipv6.conf.all.disable_ipv6=1
for n in a b; do ip netns exec $n sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1; done
ip -n a link add eth0 type veth peer name eth0 netns b
for n in a b; do ip -n $n link set lo up; ip -n $n link set eth0 address 02:00:00:00:00:0$n up; done
ip -n a addr add 192.168.50.10/24 brd + dev eth0; ip -n b addr add 192.168.50.20/24 brd + dev eth0
ip -n a route add default via 192.168.50.20
a() { ip netns exec a busybox "$@"; }
`
const lab = async (script: string) => (await busyboxHost().sh(`${LAB}${script}`)).stdout

describe('the network in the words of busybox', () => {
  it('shows interfaces, addresses and routes', async () => {
    expect(await lab('a ip addr; a ip -4 a; a ip -o -4 a; a ip link show dev lo; a ip route')).toBe(`\
1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue qlen 1000
    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00
    inet 127.0.0.1/8 scope host lo
       valid_lft forever preferred_lft forever
2: eth0@if2: <BROADCAST,MULTICAST,UP,LOWER_UP,M-DOWN> mtu 1500 qdisc noqueue qlen 1000
    link/ether 02:00:00:00:00:0a brd ff:ff:ff:ff:ff:ff
    inet 192.168.50.10/24 brd 192.168.50.255 scope global eth0
       valid_lft forever preferred_lft forever
1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue qlen 1000
    inet 127.0.0.1/8 scope host lo
       valid_lft forever preferred_lft forever
2: eth0@if2: <BROADCAST,MULTICAST,UP,LOWER_UP,M-DOWN> mtu 1500 qdisc noqueue qlen 1000
    inet 192.168.50.10/24 brd 192.168.50.255 scope global eth0
       valid_lft forever preferred_lft forever
1: lo    inet 127.0.0.1/8 scope host lo\\       valid_lft forever preferred_lft forever
2: eth0    inet 192.168.50.10/24 brd 192.168.50.255 scope global eth0\\       valid_lft forever preferred_lft forever
1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue qlen 1000
    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00
default via 192.168.50.20 dev eth0 
192.168.50.0/24 dev eth0 scope link  src 192.168.50.10 
`)
    expect(await lab('a ifconfig lo; a ifconfig eth0 | head -3')).toBe(`\
lo        Link encap:Local Loopback  
          inet addr:127.0.0.1  Mask:255.0.0.0
          UP LOOPBACK RUNNING  MTU:65536  Metric:1
          RX packets:0 errors:0 dropped:0 overruns:0 frame:0
          TX packets:0 errors:0 dropped:0 overruns:0 carrier:0
          collisions:0 txqueuelen:1000 
          RX bytes:0 (0.0 B)  TX bytes:0 (0.0 B)

eth0      Link encap:Ethernet  HWaddr 02:00:00:00:00:0A  
          inet addr:192.168.50.10  Bcast:192.168.50.255  Mask:255.255.255.0
          UP BROADCAST RUNNING MULTICAST  MTU:1500  Metric:1
`)
  })

  it('lists sockets', async () => {
    expect(
      (await lab('a nc -l -p 80 & sleep .1; a netstat -tln; a netstat -tlnp | tail -1')).replace(
        /\d+\/busybox/,
        'PID/busybox',
      ),
    ).toBe(`\
Active Internet connections (only servers)
Proto Recv-Q Send-Q Local Address           Foreign Address         State       
tcp        0      0 0.0.0.0:80              0.0.0.0:*               LISTEN      
tcp        0      0 0.0.0.0:80              0.0.0.0:*               LISTEN      PID/busybox
`)
  })

  it('asks a server for names', async () => {
    const { stdout, stderr } = await busyboxHost().sh(
      'mkdir -p /etc; echo nameserver 127.0.0.1 > /etc/resolv.conf; busybox nslookup web; echo $?',
    )
    expect(stdout).toBe(';; connection timed out; no servers could be reached\n\n1\n')
    expect(stderr).toBe("nslookup: write to '127.0.0.1': Connection refused\n")
  })
})

describe('getent', () => {
  it('tells what the databases hold', async () => {
    const { stdout } =
      await openSmallHost().sh(`printf '127.0.0.1\\tlocalhost\\n::1 localhost ip6-localhost\\n10.0.0.2 db.lab db\\n' > /etc/hosts
getent hosts localhost; getent hosts db; getent hosts 10.0.0.2; getent ahostsv4 db; getent hosts
getent passwd root; getent group 0; getent services http; getent passwd nosuch; echo $?`)
    expect(stdout).toBe(`\
::1             localhost ip6-localhost
10.0.0.2        db.lab db
10.0.0.2        db.lab db
10.0.0.2        STREAM db.lab
10.0.0.2        DGRAM  
10.0.0.2        RAW    
127.0.0.1       localhost
127.0.0.1       localhost ip6-localhost
10.0.0.2        db.lab db
root:x:0:0:root:/root:/bin/bash
root:x:0:
http                  80/tcp www
2
`)
  })
})
