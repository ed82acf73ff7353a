import { describe, expect, it } from 'vitest'
import { programBody } from '../../../src/engine/registry/recipe.ts'
import type { LayerEntry } from '../../../src/engine/vfs/entry.ts'
import { createWorld } from '../../../src/engine/world/create.ts'
import { readerWorld } from '../../../src/engine/world/reader.ts'
import { Host, openHost } from '../../daemon/support/host.ts'

const program = (path: string, name: string): LayerEntry => ({
  kind: 'file',
  path,
  body: programBody(name, 'amd64', 1_000_000),
  mode: 0o755,
  uid: 0,
  gid: 0,
  mtime: 0n,
})
/** The readers' host with servers on it. */
function serverHost(): Host {
  const reader = readerWorld({ clock: '2026-11-22T02:00:00Z', seed: 'servers' })
  const { files = [] } = reader.host
  const added = [program('usr/sbin/nginx', 'nginx'), program('usr/bin/busybox', 'busybox')]
  return new Host(createWorld({ ...reader, host: { ...reader.host, files: [...files, ...added] } }))
}

/** A machine with nginx and busybox, its configuration in /srv/ngx, its pages in /srv/www. */
const SETUP = `mkdir -p /srv/ngx /srv/www/sub; cd /tmp; echo 'hello from /www' > /srv/www/index.html; echo '{}' > /srv/www/a.json
cat > /srv/ngx/nginx.conf <<'X'
user www-data;
worker_processes 2;
pid /srv/ngx/nginx.pid;
error_log /srv/ngx/error.log;
events { worker_connections 64; }
http {
  access_log /srv/ngx/access.log;
  types { text/html html; application/json json; }
  server {
    listen 0.0.0.0:8080;
    root /srv/www;
    location /old { return 301 /new; }
    location = /say { default_type text/plain; return 200 "you are $remote_addr\\n"; }
    location /list/ { alias /srv/www/; autoindex on; index none; }
    location /up/ { proxy_pass http://127.0.0.1:8081/; }
  }
}
X
`
const run = (script: string) => serverHost().sh(`${SETUP}${script}`)

describe('nginx', () => {
  it('serves files, and tells of it in its logs', async () => {
    const { stdout, stderr } =
      await run(`exec 2>&1; nginx -p /srv/ngx -c nginx.conf -t; nginx -p /srv/ngx -c nginx.conf
curl -sSi http://127.0.0.1:8080/ | sed 's/Date: .*/Date/; s/Last-Modified: .*/Modified/; s/ETag: .*/ETag/'
curl -s http://127.0.0.1:8080/nope | head -1; curl -sI http://127.0.0.1:8080/sub | grep -i location
curl -s http://127.0.0.1:8080/say; curl -so /dev/null -w '%{http_code} %{content_type}\\n' http://127.0.0.1:8080/a.json
curl -so /dev/null -w '%{http_code}\\n' http://127.0.0.1:8080/old/x; curl -s http://127.0.0.1:8080/list/ | grep -c href
curl -so /dev/null -w '%{http_code}\\n' http://127.0.0.1:8080/up/x
ps -o user,args -C nginx; ss -Htln sport != :5000; nginx -p /srv/ngx -c nginx.conf -s quit; sleep .1; ss -Htln sport != :5000
sed 's/\\[[^]]*\\]/[]/' /srv/ngx/access.log; cut -d' ' -f3,5- /srv/ngx/error.log`)
    expect(stderr).toBe('')
    expect(
      stdout.replaceAll('\r', '').replace(/^\S+ \S+ \[notice\] \d+#\d+/gm, 'NOTICE'),
    ).toBe(`nginx: the configuration file /srv/ngx/nginx.conf syntax is ok
nginx: configuration file /srv/ngx/nginx.conf test is successful
HTTP/1.1 200 OK
Server: nginx/1.22.1
Date
Content-Type: text/html
Content-Length: 16
Modified
Connection: keep-alive
ETag
Accept-Ranges: bytes

hello from /www
<html>
Location: http://127.0.0.1:8080/sub/
you are 127.0.0.1
200 application/json
301
4
502
USER     COMMAND
root     nginx: master process nginx -p /srv/ngx -c nginx.conf
www-data nginx: worker process
www-data nginx: worker process
LISTEN 0      511    0.0.0.0:8080 0.0.0.0:*
NOTICE: signal process started
127.0.0.1 - - [] "GET / HTTP/1.1" 200 16 "-" "curl/7.88.1"
127.0.0.1 - - [] "GET /nope HTTP/1.1" 404 153 "-" "curl/7.88.1"
127.0.0.1 - - [] "HEAD /sub HTTP/1.1" 301 0 "-" "curl/7.88.1"
127.0.0.1 - - [] "GET /say HTTP/1.1" 200 18 "-" "curl/7.88.1"
127.0.0.1 - - [] "GET /a.json HTTP/1.1" 200 3 "-" "curl/7.88.1"
127.0.0.1 - - [] "GET /old/x HTTP/1.1" 301 169 "-" "curl/7.88.1"
127.0.0.1 - - [] "GET /list/ HTTP/1.1" 200 480 "-" "curl/7.88.1"
127.0.0.1 - - [] "GET /up/x HTTP/1.1" 502 157 "-" "curl/7.88.1"
[error] *1 open() "/srv/www/nope" failed (2: No such file or directory), client: 127.0.0.1, server: , request: "GET /nope HTTP/1.1", host: "127.0.0.1:8080"
[error] *1 connect() failed (111: Connection refused) while connecting to upstream, client: 127.0.0.1, server: , request: "GET /up/x HTTP/1.1", host: "127.0.0.1:8080"
`)
  })

  it('tells what is wrong with a configuration, or with an address', async () => {
    const { stdout } =
      await run(`exec 2>&1; nc -lk 8080 & sleep .1; nginx -p /srv/ngx -c nginx.conf; echo $?; kill %1
sed -i 's/root/rooot/' /srv/ngx/nginx.conf; nginx -p /srv/ngx -c nginx.conf -t; echo $?; nginx -c /nope; nginx -p /srv/ngx -c nginx.conf -s stop`)
    const busy = 'nginx: [emerg] bind() to 0.0.0.0:8080 failed (98: Address already in use)\n'
    expect(stdout).toBe(`${busy.repeat(5)}nginx: [emerg] still could not bind()
1
nginx: [emerg] unknown directive "rooot" in /srv/ngx/nginx.conf:11
nginx: configuration file /srv/ngx/nginx.conf test failed
1
nginx: [emerg] open() "/nope" failed (2: No such file or directory)
nginx: [emerg] unknown directive "rooot" in /srv/ngx/nginx.conf:11
`)
  })

  it('keeps a connection, and serves many at once', async () => {
    const { stdout } = await run(`nginx -p /srv/ngx -c nginx.conf
curl -s http://127.0.0.1:8080/ http://127.0.0.1:8080/a.json
for i in $(seq 60); do curl -s http://127.0.0.1:8080/ >> /tmp/all & done; wait; wc -l < /tmp/all; nginx -p /srv/ngx -c nginx.conf -s stop 2>/dev/null`)
    expect(stdout).toBe('hello from /www\n{}\n60\n')
  })

  it('answers in its container what lies there', async () => {
    const host = openHost()
    await host.ok('docker pull -q nginx >/dev/null; docker run -d --name web nginx; sleep 1')
    expect(await host.ok('docker exec web curl -s localhost | grep title')).toBe(
      '<title>Welcome to nginx!</title>\n',
    )
    await host.ok("docker exec web sh -c 'echo mine > /usr/share/nginx/html/index.html'")
    expect(await host.ok('docker exec web curl -s localhost')).toBe('mine\n')
    expect(await host.ok('docker logs web 2>/dev/null | tail -1')).toContain(
      '"GET / HTTP/1.1" 200 5 "-" "curl/',
    )
  })
})

describe("busybox's httpd", () => {
  it('serves a folder over both families', async () => {
    const { stdout, stderr } =
      await run(`cd /srv/www; busybox httpd -f -v -p 8081 & sleep .1; ss -Htlnp sport != :5000 | sed 's/pid=[0-9]*/pid=N/'
curl -s http://127.0.0.1:8081/; curl -s 'http://[::1]:8081/a.json'; curl -so /dev/null -w '%{http_code}\\n' http://127.0.0.1:8081/nope; kill %1`)
    expect(stdout).toBe(
      'LISTEN 0      9      *:8081 *:* users:(("busybox",pid=N,fd=3))\nhello from /www\n{}\n404\n',
    )
    expect(stderr.replace(/\]:\d+/g, ']:PORT')).toBe(
      '[::ffff:127.0.0.1]:PORT: response:200\n[::1]:PORT: response:200\n[::ffff:127.0.0.1]:PORT: response:404\n',
    )
  })
})
