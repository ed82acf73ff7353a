import { textBody } from '../../../src/engine/base/body.ts'
import { createRegistries } from '../../../src/engine/registry/directory.ts'
import { programBody } from '../../../src/engine/registry/recipe.ts'
import type { LayerEntry } from '../../../src/engine/vfs/entry.ts'
import { createWorld } from '../../../src/engine/world/create.ts'
import type { World } from '../../../src/engine/world.ts'

const START = Date.UTC(2026, 10, 22, 2, 8, 0)
const owner = { uid: 0, gid: 0, mtime: BigInt(START) * 1_000_000n }

const directory = (path: string, mode = 0o755): LayerEntry => ({ kind: 'directory', path, mode, ...owner })
const file = (path: string, text: string): LayerEntry => ({
  kind: 'file',
  path,
  body: textBody(text),
  mode: 0o644,
  ...owner,
})
const program = (path: string, name: string): LayerEntry => ({
  kind: 'file',
  path,
  body: programBody(name, 'amd64', 100_000),
  mode: 0o755,
  ...owner,
})

const nginxConf = (folder: string, port: number): string => `user www-data;
worker_processes 2;
pid ${folder}/nginx.pid;
error_log ${folder}/error.log;
events { worker_connections 768; }
http {
  access_log ${folder}/access.log;
  server {
    listen 0.0.0.0:${port};
    root /srv/www;
  }
}
`

/** Programs of the recorded machine beyond those of a host with Docker. */
const PROGRAMS =
  'ss ip ifconfig route arp netstat bridge brctl ping traceroute curl wget nc nc.openbsd nc.traditional ncat socat telnet tcpdump lsof fuser nslookup dig host getent nstat sysctl timeout nginx node perl busybox conntrack pgrep'.split(
    ' ',
  )

/** The machine of the recordings of sockets: Debian 12 with its network tools, no Docker running. */
export function openPortsWorld(): World {
  return createWorld({
    host: {
      hostname: 'ports',
      home: '/root',
      daemonStopped: true,
      files: [
        directory('srv'),
        directory('srv/www'),
        file('srv/www/index.html', 'hello from /www\n'),
        directory('srv/www2'),
        file('srv/www2/index.html', 'hello from hostb\n'),
        directory('srv/ngx', 0o777),
        file('srv/ngx/nginx.conf', nginxConf('/srv/ngx', 8080)),
        directory('srv/ngx80', 0o777),
        file('srv/ngx80/nginx.conf', nginxConf('/srv/ngx80', 80)),
        ...PROGRAMS.map((name) => program(`usr/bin/${name}`, name)),
        directory('opt'),
        program('opt/busybox', 'busybox'),
      ],
    },
    registries: createRegistries([], (name) => `lookup ${name}: no such host`, '127.0.0.1'),
    clock: owner.mtime,
    seed: 'ports',
  })
}
