import { describe, expect, it } from 'vitest'
import { openHost } from '../../daemon/support/host.ts'

describe('tcpdump with bytes', async () => {
  const host = openHost('pcap')
  const run = async (script: string): Promise<string> =>
    (await host.sh(`exec 2>&1; cd /tmp; ${script}`)).stdout

  it('writes a capture and reads it again', async () => {
    const text =
      await run(`tcpdump -i lo -w a.pcap tcp port 7000 or icmp & sleep .1; nc -l 7000 > got & sleep .1
echo hello | nc -N 127.0.0.1 7000; ping -c 1 127.0.0.1 > /dev/null; sleep .1; kill -INT %1; wait
head -c 24 a.pcap | xxd -p; tcpdump -r a.pcap -nt | sed 's/[0-9]\\{5\\}/PORT/; s/val [0-9]* ecr [0-9]*/TS/; s/seq [0-9]*,/seq N,/; s/id [0-9]*/id N/; s/ack [0-9]\\{6,\\}/ack N/'
tcpdump -r a.pcap -nt -A 'tcp[tcpflags] & tcp-push != 0' 2> /dev/null | grep -o hello; tcpdump -r a.pcap -ntX icmp 2> /dev/null | sed -n '2s/ [0-9a-f]*  *[0-9a-f]* [0-9a-f]* [0-9a-f]* [0-9a-f]* [0-9a-f]*  E.*//p; 5p'; tcpdump -r nope; echo x | tcpdump -r -`)
    expect(text).toBe(`tcpdump: listening on lo, link-type EN10MB (Ethernet), snapshot length 262144 bytes
10 packets captured
20 packets received by filter
0 packets dropped by kernel
d4c3b2a10200040000000000000000000000040001000000
reading from file a.pcap, link-type EN10MB (Ethernet), snapshot length 262144
IP 127.0.0.1.PORT > 127.0.0.1.7000: Flags [S], seq N, win 65495, options [mss 65495,sackOK,TS TS,nop,wscale 7], length 0
IP 127.0.0.1.7000 > 127.0.0.1.PORT: Flags [S.], seq N, ack N, win 65483, options [mss 65495,sackOK,TS TS,nop,wscale 7], length 0
IP 127.0.0.1.PORT > 127.0.0.1.7000: Flags [.], ack 1, win 512, options [nop,nop,TS TS], length 0
IP 127.0.0.1.PORT > 127.0.0.1.7000: Flags [P.], seq 1:7, ack 1, win 512, options [nop,nop,TS TS], length 6
IP 127.0.0.1.7000 > 127.0.0.1.PORT: Flags [.], ack 7, win 511, options [nop,nop,TS TS], length 0
IP 127.0.0.1.PORT > 127.0.0.1.7000: Flags [F.], seq N, ack 1, win 512, options [nop,nop,TS TS], length 0
IP 127.0.0.1.7000 > 127.0.0.1.PORT: Flags [F.], seq N, ack 8, win 512, options [nop,nop,TS TS], length 0
IP 127.0.0.1.PORT > 127.0.0.1.7000: Flags [.], ack 2, win 512, options [nop,nop,TS TS], length 0
IP 127.0.0.1 > 127.0.0.1: ICMP echo request, id N, seq N, length 64
IP 127.0.0.1 > 127.0.0.1: ICMP echo reply, id N, seq N, length 64
hello
\t0x0000:  4500 0054
\t0x0030:  1415 1617 1819 1a1b 1c1d 1e1f 2021 2223  .............!"#
tcpdump: nope: No such file or directory
tcpdump: truncated dump file; tried to read 24 file header bytes, only got 2
`)
  })
})
