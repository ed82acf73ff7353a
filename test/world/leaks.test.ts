import { queryObjects } from 'node:v8'
import { beforeAll, expect, it } from 'vitest'
import { MountNamespace } from '../../src/engine/kernel/mounts.ts'
import { NetNamespace } from '../../src/engine/kernel/net/stack.ts'
import { DescriptorTable } from '../../src/engine/kernel/open-file.ts'
import { type Host, openSmallHost } from '../daemon/support/host.ts'

/** On the heap after a collection of garbage: every process has one of the first, every container one of each other. */
const alive = () =>
  [DescriptorTable, MountNamespace, NetNamespace].map((kind) => queryObjects(kind, { format: 'count' }))

let host: Host
beforeAll(async () => {
  host = openSmallHost()
  await host.ok('docker pull -q busybox')
})

const LIVES: readonly (readonly [how: string, script: string])[] = [
  ['has ended', 'docker run --rm busybox true'],
  ['is killed while it sleeps', 'docker run -d --name cc busybox sleep 1000; docker rm -f cc'],
  ['had a terminal', 'docker run --rm -t busybox echo x'],
  [
    'ran other commands too',
    'docker run -d --name cc busybox sleep 1000; docker exec cc true; docker exec -d cc sleep 99; docker rm -f cc',
  ],
  [
    'had published ports and a network of its own',
    'docker network create lab; docker run -d --name cc --network lab -p 80 -p 53:53/udp busybox sleep 1000; docker network connect bridge cc; docker rm -f cc; docker network rm lab',
  ],
  ['had its log followed', 'docker run -d --rm -v /v --name cc busybox sleep 5; docker logs -f cc'],
  [
    'was stopped, started, looked at',
    'docker run -d --name cc busybox sleep 1000; docker restart -t0 cc; docker diff cc; docker stop -t0 cc; docker cp cc:/etc/passwd /tmp; docker commit cc x; docker rm cc; docker rmi x',
  ],
]

const times = (count: number, script: string): Promise<string> =>
  host.ok(`set -e; for i in $(seq ${count}); do { ${script}; } > /dev/null; done`)

/** Counting what is alive takes seconds: all lives are lived between two counts, and one by one only where those differ. */
it('keeps nothing of a container, however it lived', async () => {
  for (const [, script] of LIVES) await times(2, script)
  const before = alive()
  for (const [, script] of LIVES) await times(4, script)
  const after = alive()
  if (before.every((count, i) => after[i]! <= count)) return
  for (const [how, script] of LIVES) {
    const had = alive()
    await times(4, script)
    expect(alive(), `a container that ${how}`).toEqual(had)
  }
  expect(after, 'all of them together').toEqual(before)
})
