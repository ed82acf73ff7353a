import { describe, expect, it } from 'vitest'
import { openHost } from '../../daemon/support/host.ts'

describe('names and ways', async () => {
  const host = openHost('dns')
  await host.ok(`docker network create n > /dev/null; docker pull -q nginx > /dev/null
for name in web other; do docker run -d --name $name --network n nginx > /dev/null; done; sleep 1`)
  const run = async (script: string): Promise<string> => {
    const { stdout } = await host.sh(
      `exec 2>&1; N="nsenter -t $(docker inspect -f '{{.State.Pid}}' other) -n"; IP=172.18.0.2; ${script}`,
    )
    return stdout
  }

  it("dig shows a server's answer", async () => {
    const text = await run(
      '$N dig @127.0.0.11 web; $N dig @127.0.0.11 svcweb | grep -A4 HEADER; $N dig @127.0.0.11 +short web; $N dig @127.0.0.11 -x $IP +noall +answer; dig web; echo $?',
    )
    expect(text.replace(/id: \d+/g, 'id: N').replace(/WHEN: .*/g, 'WHEN')).toBe(`
; <<>> DiG 9.18.33-1~deb12u2-Debian <<>> @127.0.0.11 web
; (1 server found)
;; global options: +cmd
;; Got answer:
;; ->>HEADER<<- opcode: QUERY, status: NOERROR, id: N
;; flags: qr rd ra; QUERY: 1, ANSWER: 1, AUTHORITY: 0, ADDITIONAL: 0

;; QUESTION SECTION:
;web.				IN	A

;; ANSWER SECTION:
web.			600	IN	A	172.18.0.2

;; Query time: 0 msec
;; SERVER: 127.0.0.11#53(127.0.0.11) (UDP)
;; WHEN
;; MSG SIZE  rcvd: 37

;; ->>HEADER<<- opcode: QUERY, status: SERVFAIL, id: N
;; flags: qr rd; QUERY: 1, ANSWER: 0, AUTHORITY: 0, ADDITIONAL: 0
;; WARNING: recursion requested but not available

;; QUESTION SECTION:
172.18.0.2
2.0.18.172.in-addr.arpa. 600	IN	PTR	web.n.
;; communications error to 192.168.244.2#53: connection refused
;; communications error to 192.168.244.2#53: connection refused
;; communications error to 192.168.244.2#53: connection refused

; <<>> DiG 9.18.33-1~deb12u2-Debian <<>> web
;; global options: +cmd
;; no servers could be reached
9
`)
  })

  it('host and nslookup say it in their words', async () => {
    const text = await run(
      'for name in web nosuch $IP; do $N host $name 127.0.0.11; done | grep -v -e : -e ^$ -e ^Using; for name in web nosuch $IP; do $N nslookup $name 127.0.0.11; done',
    )
    expect(text).toBe(`web has address 172.18.0.2
2.0.18.172.in-addr.arpa domain name pointer web.n.
Server:		127.0.0.11
Address:	127.0.0.11#53

Non-authoritative answer:
Name:	web
Address: 172.18.0.2

;; Got SERVFAIL reply from 127.0.0.11
Server:		127.0.0.11
Address:	127.0.0.11#53

** server can't find nosuch: SERVFAIL

Server:		127.0.0.11
Address:	127.0.0.11#53

2.0.18.172.in-addr.arpa	name = web.n.

Authoritative answers can be found from:

`)
  })

  it('traceroute finds who is on the way', async () => {
    const text = await run(
      'traceroute $IP; $N traceroute -n 192.168.244.129; $N traceroute -I -n -q 1 192.168.244.129; traceroute -n -m 2 -q 2 192.0.2.1; $N traceroute -n -m 2 -w 1 192.168.244.77; traceroute nosuch',
    )
    expect(
      text.replace(/\d+\.\d{3} ms/g, 'N ms'),
    ).toBe(`traceroute to 172.18.0.2 (172.18.0.2), 30 hops max, 60 byte packets
 1  172.18.0.2 (172.18.0.2)  N ms  N ms  N ms
traceroute to 192.168.244.129 (192.168.244.129), 30 hops max, 60 byte packets
 1  172.18.0.1  N ms  N ms  N ms
 2  192.168.244.129  N ms  N ms  N ms
traceroute to 192.168.244.129 (192.168.244.129), 30 hops max, 60 byte packets
 1  172.18.0.1  N ms
 2  192.168.244.129  N ms
traceroute to 192.0.2.1 (192.0.2.1), 2 hops max, 60 byte packets
 1  192.168.244.2  N ms  N ms
 2  192.168.244.2  N ms !N  N ms !N
traceroute to 192.168.244.77 (192.168.244.77), 2 hops max, 60 byte packets
 1  172.18.0.1  N ms  N ms  N ms
 2 * * *
nosuch: Temporary failure in name resolution
Cannot handle "host" cmdline arg \`nosuch' on position 1 (argc 1)
`)
  })
})
