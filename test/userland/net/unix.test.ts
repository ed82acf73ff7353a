import { describe, expect, it } from 'vitest'
import { openHost } from '../../daemon/support/host.ts'

const host = openHost()

describe('the sockets of a Docker host', () => {
  it('are listed by ss, netstat, lsof, fuser and /proc alike', async () => {
    expect(await host.ok('ss -xlp src "*docker.sock"')).toBe(
      `Netid State  Recv-Q Send-Q    Local Address:Port  Peer Address:PortProcess
u_str LISTEN 0      4096   /run/docker.sock 18317            * 0    users:(("dockerd",pid=611,fd=8))
`,
    )
    const pair = /18311 +\* 18312 +\nu_str ESTAB 0 +0 +\/run\/containerd\/containerd\.sock 18312 +\* 18311/
    expect(await host.ok('ss -x')).toMatch(pair)
    expect(await host.ok('netstat -xlp | sed -n "1,2p;/docker.sock/p"')).toBe(
      `Active UNIX domain sockets (only servers)
Proto RefCnt Flags       Type       State         I-Node   PID/Program name     Path
unix  2      [ ACC ]     STREAM     LISTENING     18317    611/dockerd          /run/docker.sock
`,
    )
    const row = await host.ok('lsof -U -a -c containerd | sed -n 2p')
    expect(row).toMatch(
      /^container 402 root +3u +unix 0x00000000[0-9a-f]{8} +0t0 18307 \/run\/containerd\/containerd\.sock\.ttrpc type=STREAM \(LISTEN\)\n$/,
    )
    const address = /0x([0-9a-f]+)/.exec(row)![1]
    expect(await host.ok('grep ttrpc /proc/net/unix')).toBe(
      `${address}: 00000002 00000000 00010000 0001 01 18307 /run/containerd/containerd.sock.ttrpc\n`,
    )
    expect(await host.run(['fuser', '-v', '/run/docker.sock', '/nosuch'])).toMatchObject({
      stdout: '   611',
      stderr: `Specified filename /nosuch does not exist.
                     USER        PID ACCESS COMMAND
/run/docker.sock:    root      F.... dockerd
`,
    })
    expect(await host.ok('lsof -t /var/run/docker.sock')).toBe('611\n')
    expect(await host.ok('ss -A unix_dgram -aH')).toMatch(/^UNCONN 0 +0 +\/run\/systemd\/journal\/dev-log/)
  })

  it('speak HTTP to whoever connects', async () => {
    expect(await host.ok('printf "GET /_ping HTTP/1.0\\r\\n\\r\\n" | nc -U /var/run/docker.sock')).toMatch(
      /^HTTP\/1\.0 200 OK\r\nApi-Version: [\s\S]*\r\n\r\nOK$/,
    )
    expect(await host.ok('echo hi | nc -NU /run/docker.sock')).toMatch(
      /^HTTP\/1\.1 400 Bad Request\r\n[\s\S]*\r\n\r\n400 Bad Request$/,
    )
  })
})

it('nc listens at a path and connects to one', async () => {
  const { stdout, stderr } = await host.sh(
    'cd /tmp; nc -lvU u1 & sleep 0.1; ls -l u1 | cut -c1-10; echo hello | nc -NU u1; wait; nc -U u1; nc -U none; nc -U u1 80; nc -U',
  )
  expect(stdout).toBe('srwxr-xr-x\nhello\n')
  expect(stderr).toBe(`Bound on u1
Listening on u1
Connection received on u1
nc: u1: Connection refused
nc: none: No such file or directory
nc: cannot use port with -U
nc: missing socket pathname
`)
  const datagrams = 'cd /tmp; timeout 2 nc -lukU d1 & sleep 0.1; echo one | nc -w1 -uU d1; wait'
  expect((await host.sh(datagrams)).stdout).toBe('one\n')
})

it('socat serves a path, and takes its file away at the end', async () => {
  const { stdout, stderr } = await host.sh(
    `cd /tmp; socat UNIX-LISTEN:t1,fork,mode=600 EXEC:cat & sleep 0.1; ls -l t1 | cut -c1-10; echo abc | socat - UNIX-CONNECT:t1
     socat UNIX-LISTEN:t1 -; kill %1; sleep 0.1; ls t1; socat - UNIX-CONNECT:t1; socat - ABSTRACT-CONNECT:zz`,
  )
  expect(stdout).toBe('srw-------\nabc\n')
  expect(stderr.replace(/^\S+ \S+ socat\[\d+\]/gm, 'socat')).toBe(`socat E "t1" exists
ls: cannot access 't1': No such file or directory
socat E connect(, AF=1 "t1", 4): No such file or directory
socat E connect(, AF=1 "\\0zz", 5): Connection refused
`)
})

it('python has AF_UNIX, pairs and SO_PEERCRED', async () => {
  const script = `
import socket, struct, os
l = socket.socket(socket.AF_UNIX)
l.bind('/tmp/py')
l.listen(1)
c = socket.socket(socket.AF_UNIX)
c.connect('/tmp/py')
a, where = l.accept()
print(repr(where), c)
pid, uid, gid = struct.unpack('3i', a.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))
print(pid == os.getpid(), uid, gid)
x, y = socket.socketpair()
x.send(b'hey')
print(y.recv(9))
d = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
d.bind('\\0abs')
print(d.getsockname())
try:
    socket.socket(socket.AF_UNIX).bind('/tmp/py')
except OSError as e:
    print(e)
`
  const { stdout, stderr } = await host.sh('cat > /tmp/t.py; python3 /tmp/t.py', script)
  expect(stderr).toBe('')
  expect(stdout).toBe(`'' <socket.socket fd=4, family=1, type=1, proto=0, raddr=/tmp/py>
True 0 0
b'hey'
b'\\x00abs'
[Errno 98] Address already in use
`)
})
