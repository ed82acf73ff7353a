import { textBody } from '../../../src/engine/base/body.ts'
import { createWorld } from '../../../src/engine/world/create.ts'
import type { World } from '../../../src/engine/world.ts'
import { labNow, labRegistries, refusedLookup } from './lab-hub.ts'

/** A machine that recordings were made on. */
export interface Lab {
  /** Commands start there. */
  readonly home: string
  /** Variables of every step. */
  readonly environment: Readonly<Record<string, string>>
  open(options: { buildxPlugin: boolean }): World
}

interface Site {
  readonly home: string
  readonly nameserver: string
  /** What the resolver says of a name it does not know. */
  readonly lookupFailure: (name: string) => string
}

/** docker-lab, with the stand-in hub and an empty registry of its own. */
const LAB: Site = { home: '/home/lab', nameserver: '10.0.2.15', lookupFailure: refusedLookup }

/** Where the client was asked alone: help texts and usage errors. */
const CLIENT_ALONE: Site = {
  home: '/tmp/home',
  nameserver: '10.255.255.53',
  lookupFailure: (name) => `lookup ${name} on 10.255.255.53:53: no such host`,
}
const ASKED_ALONE = ['--help', 'usage errors']

/** The machine of a recording, by what the recording is about. */
export const labOf = (area = ''): Lab => labAt(ASKED_ALONE.includes(area) ? CLIENT_ALONE : LAB)

const labAt = ({ home, nameserver, lookupFailure }: Site): Lab => ({
  home,
  environment: {
    HOME: home,
    PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    TZ: 'UTC',
    LANG: 'C.UTF-8',
  },
  open: (_options) =>
    createWorld({
      host: {
        hostname: 'docker-lab',
        home,
        files: [
          {
            kind: 'file',
            path: 'etc/resolv.conf',
            body: textBody(`nameserver ${nameserver}\noptions timeout:1 attempts:1\n`),
            mode: 0o644,
            uid: 0,
            gid: 0,
            mtime: labNow,
          },
        ],
      },
      registries: labRegistries(lookupFailure),
      clock: labNow,
      seed: 'lab',
    }),
})
