import { expect, it } from 'vitest'
import { openSmallHost } from './support/host.ts'

it('answers what can be read in HTTP too, as curl asks it', async () => {
  const host = openSmallHost()
  const { stdout } = await host.sh(`exec 2>&1; d() { curl -s --unix-socket /var/run/docker.sock "$@"; }
docker pull -q busybox:1.35 > /dev/null; docker run -d --name web busybox:1.35 sleep 100 > /dev/null
d -i http://localhost/_ping | grep -v Date; d http://localhost/version | jq -r .ApiVersion
d http://localhost/v1.50/containers/json | jq -r '.[].Names[0]'; d 'http://localhost/containers/json?filters=%7B%22name%22%3A%5B%22no%22%5D%7D'
d http://localhost/containers/web/json | jq -c '.Name, .State.Running'; d http://localhost/images/busybox:1.35/json | jq -r '.RepoTags[0]'
d http://localhost/containers/none/json; d -X POST -o /dev/null -w '%{http_code}\\n' http://localhost/containers/web/stop
curl -sS --unix-socket /nope http://localhost/_ping; echo $?; curl -sS --unix-socket /etc/passwd http://localhost/; echo $?`)
  expect(stdout.replaceAll('\r', '')).toBe(`HTTP/1.1 200 OK
Api-Version: 1.51
Builder-Version: 2
Cache-Control: no-cache, no-store, must-revalidate
Content-Type: text/plain; charset=utf-8
Docker-Experimental: false
Ostype: linux
Pragma: no-cache
Server: Docker/28.5.2 (linux)
Swarm: inactive
Content-Length: 2

OK
1.51
/web
[]
"/web"
true
busybox:1.35
{"message":"No such container: none"}
501
curl: (7) Failed to connect to localhost port 80 after 0 ms: Couldn't connect to server
7
curl: (7) Failed to connect to localhost port 80 after 0 ms: Couldn't connect to server
7
`)
})
