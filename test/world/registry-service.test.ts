import { expect, it } from 'vitest'
import { openSmallHost } from '../daemon/support/host.ts'

it('listens on its port as a process of the host, and is gone with it', async () => {
  const host = openSmallHost()
  const { stdout } = await host.sh(`exec 2>&1
ss -Hltn; netstat -tlnp | tail -1; ps -o args= -C docker-registry
docker pull -q busybox:1.35 > /dev/null; docker tag busybox:1.35 localhost:5000/a/box:1; docker push -q localhost:5000/a/box:1
curl -s localhost:5000/v2/_catalog; curl -s 127.0.0.1:5000/v2/a/box/tags/list; curl -sI localhost:5000/v2/a/box/manifests/1 | grep -ci docker-content-digest
docker run -d -p 5000:80 busybox:1.35 true | tail -1
kill $(pidof docker-registry); sleep .1; ss -Hltn; curl -sS localhost:5000/v2/_catalog; docker push -q localhost:5000/a/box:1; docker pull -q localhost:5000/a/box:1
docker-registry serve /etc/docker-registry/config.yml & sleep .1; curl -s localhost:5000/v2/_catalog; docker-registry serve /nope 2>&1 | head -1`)
  expect(
    stdout
      .replace(/^[0-9a-f]{64}\n/m, '')
      .replace(/endpoint \S+ \(\w+\)/, 'endpoint')
      .replace(/\d+\/docker/, 'PID/docker'),
  ).toBe(`LISTEN 0      4096   127.0.0.1:5000 0.0.0.0:*
tcp        0      0 127.0.0.1:5000          0.0.0.0:*               LISTEN      PID/docker-registry 
/usr/bin/docker-registry serve /etc/docker-registry/config.yml
localhost:5000/a/box:1
{"repositories":["a/box"]}
{"name":"a/box","tags":["1"]}
1
docker: Error response from daemon: failed to set up container networking: driver failed programming external connectivity on endpoint: failed to bind host port for 0.0.0.0:5000:172.17.0.2:80/tcp: address already in use

Run 'docker run --help' for more information
curl: (7) Failed to connect to localhost port 5000 after 0 ms: Couldn't connect to server
Get "http://localhost:5000/v2/": dial tcp 127.0.0.1:5000: connect: connection refused
Error response from daemon: Get "http://localhost:5000/v2/": dial tcp 127.0.0.1:5000: connect: connection refused
{"repositories":["a/box"]}
configuration error: open /nope: no such file or directory
`)
})
