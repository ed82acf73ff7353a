import { describe, expect, it } from 'vitest'
import { openSmallHost } from '../../daemon/support/host.ts'

/** Two hosts in namespaces `a` (192.168.50.10) and `b` (.20), joined by a pair; `a` and `b` run a command there. */
const LAB = `ip netns add a; ip netns add b
ip -n a link add eth0 type veth peer name eth0 netns b
for n in a b; do ip -n $n link set lo up; ip -n $n link set eth0 up; done
ip -n a addr add 192.168.50.10/24 brd + dev eth0; ip -n b addr add 192.168.50.20/24 brd + dev eth0
a() { ip netns exec a "$@"; }
b() { ip netns exec b "$@"; }
`
const host = openSmallHost()
const lab = (script: string) => openSmallHost().sh(`${LAB}${script}`)
const answer = (text: string): string =>
  `printf 'HTTP/1.0 200 OK\\r\\nContent-Type: text/plain\\r\\nContent-Length: ${text.length}\\r\\n\\r\\n${text}'`

describe('clients and ports', () => {
  it('pass bytes both ways, and end with the other side', async () => {
    const { stdout, stderr } = await lab(`b nc -l 8080 > /tmp/got & sleep .1
(echo hello; sleep .2) | a nc -N 192.168.50.20 8080; echo $?; wait; cat /tmp/got`)
    expect({ stdout, stderr }).toEqual({ stdout: '0\nhello\n', stderr: '' })
  })

  it('nc looks at UDP by sending letters: only a refusal tells', async () => {
    const { stdout } = await lab(`exec 2>&1; b nc -lu 5353 >/tmp/got & sleep .1
a nc -zvu 192.168.50.20 5353; echo $?; a nc -zvu 192.168.50.20 5354; echo $?; kill %1; cat /tmp/got; echo; a nc -zv 192.168.50.20 nosuch`)
    expect(stdout).toBe(
      'Connection to 192.168.50.20 5353 port [udp/mdns] succeeded!\n0\n1\nXXXXX\nnc: port number invalid: nosuch\n',
    )
  })

  it('say in their own words that nobody listens', async () => {
    const { stdout } = await lab(`exec 2>&1
a nc -zv 192.168.50.20 8001; echo $?
a nc.traditional -nvz 192.168.50.20 8001; echo $?
a ncat -zv 192.168.50.20 8001; echo $?
a telnet 192.168.50.20 8001 </dev/null; echo $?
a curl -sS http://192.168.50.20:8001/; echo $?
a wget -q http://192.168.50.20:8001/; echo $?`)
    expect(stdout).toBe(`nc: connect to 192.168.50.20 port 8001 (tcp) failed: Connection refused
1
(UNKNOWN) [192.168.50.20] 8001 (?) : Connection refused
1
Ncat: Version 7.93 ( https://nmap.org/ncat )
Ncat: Connection refused.
1
Trying 192.168.50.20...
telnet: Unable to connect to remote host: Connection refused
1
curl: (7) Failed to connect to 192.168.50.20 port 8001 after 0 ms: Couldn't connect to server
7
4
`)
  })

  it('tell an address without a machine from a port without a server', async () => {
    const { stdout } = await lab(`exec 2>&1
a curl -sS --connect-timeout 1 http://192.168.50.99/; echo $?
a nc -zv -w 1 192.168.50.99 80; echo $?
a curl -sS http://8.8.8.8/; echo $?
a curl -sS http://192.168.50.20:99999/; echo $?`)
    expect(
      stdout,
    ).toBe(`curl: (28) Failed to connect to 192.168.50.99 port 80 after 1000 ms: Timeout was reached
28
nc: connect to 192.168.50.99 port 80 (tcp) timed out: Operation now in progress
1
curl: (7) Failed to connect to 8.8.8.8 port 80 after 0 ms: Couldn't connect to server
7
curl: (3) URL using bad/illegal format or missing URL
3
`)
  })

  it('name the service of an open port, over a range of ports', async () => {
    const { stdout, stderr } = await lab(
      `b nc -lk 8080 >/dev/null & sleep .1; a nc -zv 192.168.50.20 8079-8081; echo $?; kill %1`,
    )
    expect(stdout).toBe('0\n')
    expect(stderr).toBe(`nc: connect to 192.168.50.20 port 8079 (tcp) failed: Connection refused
Connection to 192.168.50.20 8080 port [tcp/http-alt] succeeded!
nc: connect to 192.168.50.20 port 8081 (tcp) failed: Connection refused
`)
  })

  it('refuse a port that is taken', async () => {
    const { stderr } = await lab(`b nc -lk 8080 & sleep .1; b nc -l 8080; b ncat -l 8080; kill %1`)
    expect(stderr).toBe(
      'nc: Address already in use\nNcat: bind to 0.0.0.0:8080: Address already in use. QUITTING.\n',
    )
  })

  it('fetch what a server sends', async () => {
    const { stdout } =
      await lab(`for i in 1 2 3; do ${answer('hi there')} | b nc -N -l 8080 >/tmp/asked$i & sleep .1
case $i in 1) a curl -sS -w '%{http_code} %{remote_ip}:%{remote_port} %{local_ip}\\n' http://192.168.50.20:8080/x;;
2) a wget -qO- http://192.168.50.20:8080/;; 3) a curl -sSi 192.168.50.20:8080;; esac; wait; echo; done; cat /tmp/asked1`)
    expect(stdout.replaceAll('\r', '')).toBe(`hi there200 192.168.50.20:8080 192.168.50.10

hi there
HTTP/1.0 200 OK
Content-Type: text/plain
Content-Length: 8

hi there
GET /x HTTP/1.1
Host: 192.168.50.20:8080
User-Agent: curl/7.88.1
Accept: */*

`)
  })

  it('fail where the server says nothing', async () => {
    const { stdout } =
      await lab(`exec 2>&1; echo -n | b nc -N -l 8080 >/dev/null & sleep .1; a curl -sS 192.168.50.20:8080; echo $?
sleep 9 | b nc -l 8081 >/dev/null & sleep .1; a curl -sS -m 2 192.168.50.20:8081; echo $?`)
    expect(stdout).toBe(
      'curl: (52) Empty reply from server\n52\ncurl: (28) Operation timed out after 2000 milliseconds with 0 bytes received\n28\n',
    )
  })
})

describe('who has which socket', () => {
  it('is told alike by ss, netstat, lsof and fuser', async () => {
    const { stdout, stderr } = await lab(`b nc -lk 127.0.0.1 2222 & b ncat -lk 9000 & sleep .1
b ss -tlnp; b netstat -tlnp; b lsof -nP -i; b fuser -v 2222/tcp; b fuser 9/tcp; echo $?; kill %1 %2`)
    const masked = (text: string): string =>
      text
        .replace(/ +$/gm, '')
        .replace(/pid=\d+/g, 'pid=N')
        .replace(/\b\d+\/(nc|ncat)/g, 'N/$1')
        .replace(/^(\S+) +\d+ root +(\d+u) +IPv(\d) +\d+/gm, '$1 N root $2 IPv$3 N')
        .replace(/^COMMAND.*/m, 'HEAD')
        .replace(/^ +\d+(?=1$)/m, 'PID ')
    expect(masked(stdout)).toBe(`State  Recv-Q Send-Q Local Address:Port Peer Address:PortProcess
LISTEN 0      1          127.0.0.1:2222      0.0.0.0:*    users:(("nc",pid=N,fd=3))
LISTEN 0      10           0.0.0.0:9000      0.0.0.0:*    users:(("ncat",pid=N,fd=4))
LISTEN 0      10              [::]:9000         [::]:*    users:(("ncat",pid=N,fd=3))
Active Internet connections (only servers)
Proto Recv-Q Send-Q Local Address           Foreign Address         State       PID/Program name
tcp        0      0 127.0.0.1:2222          0.0.0.0:*               LISTEN      N/nc
tcp        0      0 0.0.0.0:9000            0.0.0.0:*               LISTEN      N/ncat
tcp6       0      0 :::9000                 :::*                    LISTEN      N/ncat
HEAD
nc N root 3u IPv4 N      0t0  TCP 127.0.0.1:2222 (LISTEN)
ncat N root 3u IPv6 N      0t0  TCP *:9000 (LISTEN)
ncat N root 4u IPv4 N      0t0  TCP *:9000 (LISTEN)
PID 1
`)
    expect(stderr).toContain('2222/tcp:            root      F.... nc\n')
  })

  it('is chosen by filters of ss', async () => {
    const { stdout } =
      await lab(`b nc -lk 8080 >/dev/null & sleep .1; sleep 5 | a nc -p 40001 192.168.50.20 8080 & sleep .1
b ss -Htn sport = :8080; b ss -Htan '( sport = :8080 and not dst 192.168.50.10 )'; b ss -tn state established 'dport = :40001'
b ss -Htan 'dport gt :50000'; a ss -Htan dst 192.168.50.0/24; b ss -tl; kill %1 %2`)
    expect(stdout).toBe(`ESTAB 0      0      192.168.50.20:8080 192.168.50.10:40001
LISTEN 0      1      0.0.0.0:8080 0.0.0.0:*
Recv-Q Send-Q Local Address:Port  Peer Address:Port Process
0      0      192.168.50.20:8080 192.168.50.10:40001       
ESTAB 0      0      192.168.50.10:40001 192.168.50.20:8080
State  Recv-Q Send-Q Local Address:Port     Peer Address:PortProcess
LISTEN 0      1            0.0.0.0:http-alt      0.0.0.0:*          
`)
  })
})

describe('ping', () => {
  const masked = (text: string): string => text.replace(/\d+\.\d+( ms|\/)/g, 'T$1')
  it('is answered, and counts what is lost', async () => {
    const { stdout, stderr } = await lab(
      `a ping -c 2 192.168.50.20; echo $?; a ping -c 1 -W 1 192.168.50.99; echo $?; a ping -c1 8.8.8.8; echo $?`,
    )
    expect(masked(stdout)).toBe(`PING 192.168.50.20 (192.168.50.20) 56(84) bytes of data.
64 bytes from 192.168.50.20: icmp_seq=1 ttl=64 time=T ms
64 bytes from 192.168.50.20: icmp_seq=2 ttl=64 time=T ms

--- 192.168.50.20 ping statistics ---
2 packets transmitted, 2 received, 0% packet loss, time 1000ms
rtt min/avg/max/mdev = T/T/T/T ms
0
PING 192.168.50.99 (192.168.50.99) 56(84) bytes of data.

--- 192.168.50.99 ping statistics ---
1 packets transmitted, 0 received, 100% packet loss, time 0ms

1
2
`)
    expect(stderr).toBe('ping: connect: Network is unreachable\n')
  })

  it('is told that nobody has an address', async () => {
    const { stdout } = await lab('a ping -c 2 192.168.50.99')
    expect(stdout).toContain('From 192.168.50.10 icmp_seq=1 Destination Host Unreachable\n')
    expect(stdout).toContain('2 packets transmitted, 0 received, +2 errors, 100% packet loss')
  })
})

it('hostname -I tells the addresses of the interfaces', async () => {
  expect((await lab('a hostname -I; ip netns add c; ip netns exec c hostname -I')).stdout).toBe(
    '192.168.50.10 \n\n',
  )
})

it('named namespaces can be entered, listed and removed', async () => {
  const { stdout, stderr } =
    await host.sh(`ip netns add x; ip netns add y; ip netns list; ip netns exec x ip -br link
ip -n x link add v0 type veth peer name v0 netns y; ip -n y link | tail -2 | sed 's/ether [^ ]*/ether MAC/'; ip -n x netns list-id
ip netns exec x bash -c 'ip netns identify $$'; ip netns add x; ip netns del x; ip netns del y; ip netns list`)
  expect(stderr).toBe('Cannot create namespace file "/run/netns/x": File exists\n')
  expect(stdout).toBe(`y
x
lo               DOWN           00:00:00:00:00:00 <LOOPBACK> 
2: v0@if2: <BROADCAST,MULTICAST> mtu 1500 qdisc noop state DOWN mode DEFAULT group default qlen 1000
    link/ether MAC brd ff:ff:ff:ff:ff:ff link-netns x
nsid 0 (iproute2 netns name: y)
x
`)
})

describe('curl', () => {
  it('takes the options that shape a request, and shows what came', async () => {
    const { stdout } = await lab(`mkdir -p /srv/w/d; echo hi >/srv/w/f; echo x >/srv/w/d/g; cd /tmp; exec 2>&1
b python3 -m http.server 8080 -d /srv/w >/dev/null 2>&1 & sleep 1
U=http://192.168.50.20:8080
a curl -s -H 'Host: web' -H 'X-A: b' -A me -e ref -b a=b --compressed -r 0-4 -v $U/f 2>&1 | grep '^>' | tr -d '\\r'
a curl -sS -G -d a=b --data-urlencode 'c=d e&' -v $U/f 2>&1 | grep GET | tr -d '\\r'
a curl -sS --json '{}' -v $U/f 2>&1 | grep '^> [PCA]' | tr -d '\\r'
a curl -sS "$U/{f,d/g}" "$U/[8-9]" -o /dev/null -o /dev/null -o /dev/null -o /dev/null -w '%{method} %{http_code} %{num_redirects} %header{server} %{nosuch}|%%\\n'
a curl -sS -L $U/d -o /dev/null --max-redirs 0
a curl -sS $U/d/../f; a curl -sS --path-as-is -0 -v $U/d/../f 2>&1 | grep GET | tr -d '\\r'
a curl -sS --connect-to web:80:192.168.50.20:8080 http://web/f; a curl -sS -x 192.168.50.20:8080 http://web/f -o /dev/null -w '%{http_code}\\n'
a curl -sS --retry 1 --retry-connrefused --retry-delay 1 http://192.168.50.20:81/ | wc -c
a curl -sS --interface nosuch $U/f; a curl -sS --local-port 5000 -w '%{local_port}\\n' $U/f
a curl -sS -D h --create-dirs -o q/w/x $U/f; head -1 h | tr -d '\\r'; cat q/w/x; a curl -sS --fail-with-body $U/no | wc -l; a curl -sS -6 $U/f
a curl -O $U/; a curl -m x $U/f`)
    expect(stdout).toBe(`> GET /f HTTP/1.1
> Host: web
> Range: bytes=0-4
> User-Agent: me
> Accept: */*
> Accept-Encoding: deflate, gzip, br, zstd
> Referer: ref
> Cookie: a=b
> X-A: b
> 
> GET /f?a=b&c=d+e%26 HTTP/1.1
> POST /f HTTP/1.1
> Content-Type: application/json
> Accept: application/json
> Content-Length: 2
${['200', '200', '404', '404'].map((code) => `GET ${code} 0 SimpleHTTP/0.6 Python/3.11.2 |%\ncurl: unknown --write-out variable: 'nosuch'\n`).join('')}curl: (47) Maximum (0) redirects followed
hi
> GET /d/../f HTTP/1.0
hi
404
curl: (7) Failed to connect to 192.168.50.20 port 81 after 0 ms: Couldn't connect to server
curl: (7) Failed to connect to 192.168.50.20 port 81 after 0 ms: Couldn't connect to server
0
curl: (45) Couldn't bind to 'nosuch'
hi
5000
HTTP/1.0 200 OK
hi
curl: (22) The requested URL returned error: 404
13
curl: (7) Couldn't connect to server
curl: Remote file name has no length!
curl: (23) Failed writing received data to disk/application
curl: option -m: expected a proper numerical parameter
curl: try 'curl --help' or 'curl --manual' for more information
`)
  })
})
