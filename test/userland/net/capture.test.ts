import { describe, expect, it } from 'vitest'
import { openSmallHost } from '../../daemon/support/host.ts'

const LAB = `ip netns add a; ip netns add b
sysctl -qw net.ipv6.conf.all.disable_ipv6=1
for n in a b; do ip netns exec $n sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1; done
ip -n a link add eth0 type veth peer name eth0 netns b
for n in a b; do ip -n $n link set lo up; ip -n $n link set eth0 up; done
ip -n a addr add 192.168.50.10/24 brd + dev eth0; ip -n b addr add 192.168.50.20/24 brd + dev eth0
a() { ip netns exec a "$@"; }
b() { ip netns exec b "$@"; }
`
const lab = (script: string) => openSmallHost().sh(`${LAB}${script}`)
/** What chance and time make of the lines. */
const masked = (text: string): string =>
  text
    .replace(/^\d\d:\d\d:\d\d\.\d{6}/gm, 'TIME')
    .replace(/192\.168\.50\.10\.\d+/g, 'CLIENT')
    .replace(/\b(seq|ack) \d{5,}/g, '$1 N')
    .replace(/win \d+/g, 'win N')
    .replace(/TS val \d+ ecr \d+/g, 'TS')
    .replace(/wscale \d+/g, 'wscale N')

describe('tcpdump', () => {
  it('reads bytes of headers, lengths and hardware addresses as a filter', async () => {
    const filters = [
      'tcp[13] == 2',
      "'tcp[tcpflags] & (tcp-syn|tcp-fin) != 0'",
      "'tcp[tcpflags]=tcp-syn and tcp[2:2] = 8080'",
      "'((tcp[12] & 0xf0) >> 2) > 32'",
      "'ip[9] = 6 and greater 70'",
      "'len <= 66 and not arp'",
      "'ether dst ff:ff:ff:ff:ff:ff'",
      'ether broadcast',
      'ip proto 17',
      "'port nosuch'",
      "'tcp['",
    ]
    const { stdout } =
      await lab(`b nc -l 8080 >/dev/null & ip netns exec a tcpdump -w /tmp/x -i eth0 'ip or arp' 2>/dev/null & sleep .5
(echo hello; sleep .3) | a nc -N 192.168.50.20 8080; sleep 1; kill -INT %2; wait %2
for f in ${filters.map((filter) => `"${filter.replace(/'/g, '')}"`).join(' ')}; do tcpdump -nr /tmp/x "$f" 2>&1 | grep -v reading | { [ "$f" = "port nosuch" -o "$f" = "tcp[" ] && cat || wc -l; }; done`)
    expect(stdout.trim().split('\n')).toEqual([
      ...['1', '4', '1', '2', '3', '5', '1', '1', '0'],
      "tcpdump: unknown port 'nosuch'",
      "tcpdump: can't parse filter expression: syntax error",
    ])
  })

  it('lists interfaces, and refuses values that it cannot read', async () => {
    const { stdout } = await lab(
      `exec 2>&1; a tcpdump -D | head -3; a tcpdump -c x; a tcpdump -Q up; a tcpdump -Z nosuch`,
    )
    expect(stdout).toBe(`1.eth0 [Up, Running, Connected]
2.any (Pseudo-device that captures on all interfaces) [Up, Running]
3.lo [Up, Running, Loopback]
tcpdump: invalid packet count x
tcpdump: unknown capture direction \`up'
tcpdump: Couldn't find user 'nosuch'
`)
  })

  it('shows a connection from its handshake to its end', async () => {
    const { stdout, stderr } =
      await lab(`b nc -l 8080 > /dev/null & ip netns exec a tcpdump -ni eth0 'tcp port 8080' & sleep .5
(echo hello; sleep .3) | a nc -N 192.168.50.20 8080; sleep 1; kill -INT %2; wait %2`)
    expect(
      masked(stdout),
    ).toBe(`TIME IP CLIENT > 192.168.50.20.8080: Flags [S], seq N, win N, options [mss 1460,sackOK,TS,nop,wscale N], length 0
TIME IP 192.168.50.20.8080 > CLIENT: Flags [S.], seq N, ack N, win N, options [mss 1460,sackOK,TS,nop,wscale N], length 0
TIME IP CLIENT > 192.168.50.20.8080: Flags [.], ack 1, win N, options [nop,nop,TS], length 0
TIME IP CLIENT > 192.168.50.20.8080: Flags [P.], seq 1:7, ack 1, win N, options [nop,nop,TS], length 6: HTTP
TIME IP 192.168.50.20.8080 > CLIENT: Flags [.], ack 7, win N, options [nop,nop,TS], length 0
TIME IP CLIENT > 192.168.50.20.8080: Flags [F.], seq 7, ack 1, win N, options [nop,nop,TS], length 0
TIME IP 192.168.50.20.8080 > CLIENT: Flags [F.], seq 1, ack 8, win N, options [nop,nop,TS], length 0
TIME IP CLIENT > 192.168.50.20.8080: Flags [.], ack 2, win N, options [nop,nop,TS], length 0
`)
    expect(stderr).toBe(`tcpdump: verbose output suppressed, use -v[v]... for full protocol decode
listening on eth0, link-type EN10MB (Ethernet), snapshot length 262144 bytes
8 packets captured
8 packets received by filter
0 packets dropped by kernel
`)
  })

  it('shows who is asked for, and what nobody listens to', async () => {
    const { stdout } =
      await lab(`ip netns exec a tcpdump -ni eth0 'arp or tcp port 81 or icmp' 2>/dev/null & sleep .1
a nc -z 192.168.50.20 81; a ping -c 1 192.168.50.20 >/dev/null; sleep 1; kill -INT %1; wait %1`)
    const lines = masked(stdout)
      .replace(/[0-9a-f:]{17}/g, 'MAC')
      .replace(/id \d+/g, 'id N')
      .split('\n')
    expect(lines.slice(0, 6)).toEqual([
      'TIME ARP, Request who-has 192.168.50.20 tell 192.168.50.10, length 28',
      'TIME ARP, Reply 192.168.50.20 is-at MAC, length 28',
      'TIME IP CLIENT > 192.168.50.20.81: Flags [S], seq N, win N, options [mss 1460,sackOK,TS,nop,wscale N], length 0',
      'TIME IP 192.168.50.20.81 > CLIENT: Flags [R.], seq 0, ack N, win N, length 0',
      'TIME IP 192.168.50.10 > 192.168.50.20: ICMP echo request, id N, seq 1, length 64',
      'TIME IP 192.168.50.20 > 192.168.50.10: ICMP echo reply, id N, seq 1, length 64',
    ])
  })

  it('stops after a count, and leaves out what the expression does', async () => {
    const { stdout } =
      await lab(`b nc -lk 8080 >/dev/null & ip netns exec a tcpdump -nqc 2 -i eth0 'tcp[tcpflags] & (tcp-syn|tcp-fin) != 0 and not src host 192.168.50.20' 2>/dev/null & sleep .1
echo x | a nc -N 192.168.50.20 8080; wait %2; kill %1`)
    expect(masked(stdout)).toBe(
      'TIME IP CLIENT > 192.168.50.20.8080: tcp 0\nTIME IP CLIENT > 192.168.50.20.8080: tcp 0\n',
    )
  })

  it('says what it cannot do', async () => {
    const { stderr } = await lab(`a tcpdump -ni nosuch; a tcpdump -ni eth0 'port port'`)
    expect(stderr).toBe(
      "tcpdump: nosuch: No such device exists\n(No such device exists)\ntcpdump: can't parse filter expression: syntax error\n",
    )
  })
})

describe('socat', () => {
  it('joins two addresses', async () => {
    const { stdout } = await lab(`b socat TCP-LISTEN:8080,fork,reuseaddr EXEC:'tr a-z A-Z' & sleep .1
echo hello | a socat - TCP:192.168.50.20:8080; echo again | a nc -N 192.168.50.20 8080; kill %1
b socat -u UDP-LISTEN:5353 STDOUT & sleep .1; echo dgram | a nc -u -q 0 192.168.50.20 5353; sleep .1; kill %2; wait %2; echo $?`)
    expect(stdout).toBe('HELLO\nAGAIN\ndgram\n143\n')
  })

  it('says which call failed', async () => {
    const { stderr } = await lab(
      `a socat -u /dev/null TCP:192.168.50.20:81; b nc -lk 8080 & sleep .1; b socat -d -d TCP-LISTEN:8080 STDOUT; kill %1`,
    )
    expect(
      stderr.replace(/^\S+ \S+ socat\[\d+\]/gm, 'SOCAT'),
    ).toBe(`SOCAT E connect(6, AF=2 192.168.50.20:81, 16): Connection refused
SOCAT E bind(5, {AF=2 0.0.0.0:8080}, 16): Address already in use
SOCAT N exit(1)
`)
  })
})
