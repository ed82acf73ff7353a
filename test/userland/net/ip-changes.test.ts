import { expect, it } from 'vitest'
import { openSmallHost } from '../../daemon/support/host.ts'

/** A host in a namespace `a` (192.168.50.10), joined by a pair to `b` (.20). Answers are those of iproute2 6.1.0 on Linux 6.18. */
const LAB = `ip netns add a; ip netns add b
ip -n a link add eth0 type veth peer name eth0 netns b
for n in a b; do ip -n $n link set lo up; ip -n $n link set eth0 up; done
ip -n a addr add 192.168.50.10/24 brd + dev eth0; ip -n b addr add 192.168.50.20/24 brd + dev eth0
a() { ip netns exec a "$@"; }
`
const lab = async (script: string) => (await openSmallHost().sh(`${LAB}exec 2>&1\n${script}`)).stdout

it('ip rule adds rules before those there are, and leads by them', async () => {
  expect(
    await lab(`a ip rule add from 10.1.0.0/16 table 100
a ip rule add to 10.5.0.0/16 table 100 priority 50; a ip rule add fwmark 1 table 200; a ip rule
a ip route add default via 192.168.50.20 table 100; a ip route show table 100; a ip route get 10.5.0.1
a ip rule del table 200; a ip rule del priority 50; a ip -j rule; a ip rule del table 200; echo $?; a ip route get 10.5.0.1
a ip rule flush; a ip rule; a ip route get 127.0.0.1`),
  ).toBe(`0:	from all lookup local
49:	from all fwmark 0x1 lookup 200
50:	from all to 10.5.0.0/16 lookup 100
32765:	from 10.1.0.0/16 lookup 100
32766:	from all lookup main
32767:	from all lookup default
default via 192.168.50.20 dev eth0 
10.5.0.1 via 192.168.50.20 dev eth0 table 100 src 192.168.50.10 uid 0 
    cache 
[{"priority":0,"src":"all","table":"local"},{"priority":32765,"src":"10.1.0.0","srclen":16,"table":"100"},{"priority":32766,"src":"all","table":"main"},{"priority":32767,"src":"all","table":"default"}]
RTNETLINK answers: No such file or directory
2
RTNETLINK answers: Network is unreachable
0:	from all lookup local
local 127.0.0.1 dev lo table local src 127.0.0.1 uid 0 
    cache <local> 
`)
})

it('ip route keeps the longest packet of a route, and tells of lookups', async () => {
  expect(
    await lab(`a ip route add 10.17.0.1 via 192.168.50.20 mtu 1000; a ip route show 10.17.0.1; a ip route get 10.17.0.1
a ip route get 8.8.8.8 from 192.168.50.10; a ip route add default via 192.168.50.20; a ip route get 8.8.8.8 from 192.168.50.10
a ip route show scope link; a ip route show table all | grep -c .; a ip route show table all | head -1
ip netns exec b ip addr add 10.17.0.1/32 dev lo; ip netns exec b nc -l 10.17.0.1 80 >/dev/null & sleep .1
ip netns exec a tcpdump -ni eth0 -c 1 'tcp[13] = 2' 2>/dev/null | grep -o 'mss [0-9]*' & sleep .1; a nc -N 10.17.0.1 80 </dev/null; wait`),
  ).toBe(`10.17.0.1 via 192.168.50.20 dev eth0 mtu 1000 
10.17.0.1 via 192.168.50.20 dev eth0 src 192.168.50.10 uid 0 
    cache mtu 1000 
RTNETLINK answers: Network is unreachable
8.8.8.8 from 192.168.50.10 via 192.168.50.20 dev eth0 uid 0 
    cache 
192.168.50.0/24 dev eth0 proto kernel src 192.168.50.10 
12
default via 192.168.50.20 dev eth0 
mss 960
`)
})

it('ip link turns off hardware addresses and groups, ip neigh tells of one, ip addr takes all of a label', async () => {
  expect(
    await lab(`a ping -c1 192.168.50.20 >/dev/null; a ip neigh get 192.168.50.20 dev eth0 | sed 's/lladdr [^ ]*/lladdr MAC/'; a ip neigh get 192.168.50.21 dev eth0
a ip link set eth0 arp off multicast off; a ip -o link show eth0 | grep -o '<.*>'; a ip neigh flush dev eth0; a ping -c1 -W1 192.168.50.20 | grep -c '0 received'
a ip link set eth0 arp on multicast on; a ping -c1 192.168.50.20 | grep -c '1 received'
a ip addr add 10.1.0.2/24 dev eth0 label eth0:1; a ip addr flush dev eth0 label eth0:1; a ip -br -4 addr show eth0 | tr -s ' '
a ip addr add fd00::9/64 dev eth0 nodad; a ip -6 -o addr show dev eth0 to fd00::9 | grep -o 'global.*'
a arp -d 192.168.50.9; echo $?`),
  ).toBe(`192.168.50.20 dev eth0 lladdr MAC REACHABLE 
Error: Neighbour entry not found.
<BROADCAST,NOARP,UP,LOWER_UP>
1
1
eth0@if2 UP 192.168.50.10/24 
global nodad \\       valid_lft forever preferred_lft forever
No ARP entry for 192.168.50.9
255
`)
})
