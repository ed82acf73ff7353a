import { textBody } from '../../../src/engine/base/body.ts'
import { createWorld } from '../../../src/engine/world/create.ts'
import type { World } from '../../../src/engine/world.ts'
import { labNow, labRegistries } from './lab-hub.ts'

const NAMESERVER = '10.0.2.15'
export const labHome = '/home/lab'

/** Variables of every step of a recording. */
export const labEnvironment: Readonly<Record<string, string>> = {
  HOME: labHome,
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  TZ: 'UTC',
  LANG: 'C.UTF-8',
}

/** A fresh host as the recordings were made on: docker-lab, with the stand-in hub and an empty registry of its own. */
export function openLab(_options: { buildxPlugin: boolean }): World {
  const mtime = labNow
  return createWorld({
    host: {
      hostname: 'docker-lab',
      home: labHome,
      files: [
        {
          kind: 'file',
          path: 'etc/resolv.conf',
          body: textBody(`nameserver ${NAMESERVER}\noptions timeout:1 attempts:1\n`),
          mode: 0o644,
          uid: 0,
          gid: 0,
          mtime,
        },
      ],
    },
    registries: labRegistries(),
    clock: labNow,
    seed: 'lab',
  })
}
