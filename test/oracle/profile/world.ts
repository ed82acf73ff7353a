import { textBody } from '../../../src/engine/base/body.ts'
import type { Instant } from '../../../src/engine/base/time.ts'
import { createRegistries } from '../../../src/engine/registry/directory.ts'
import type { Registries } from '../../../src/engine/registry/protocol.ts'
import type { LayerEntry } from '../../../src/engine/vfs/entry.ts'
import { createWorld } from '../../../src/engine/world/create.ts'
import type { World } from '../../../src/engine/world.ts'
import { labNow, labRegistries } from './lab-hub.ts'
import {
  LAB_BUILD,
  LAB_DISK,
  LAB_MACHINE,
  LAB_NETWORK,
  LAB_PROXY,
  LAB_RELEASE,
  LAB_ROOT,
} from './lab-machine.ts'

/** A machine that recordings were made on. */
export interface Lab {
  /** Commands start there. */
  readonly home: string
  /** Variables of every step. */
  readonly environment: Readonly<Record<string, string>>
  /** `clock`: when it starts, where that is not shortly after the images were made. */
  open(options: { buildxPlugin: boolean; clock?: Instant }): World
}

interface Site {
  readonly home: string
  /** Folders that are there at the start. */
  readonly folders: readonly string[]
  readonly nameserver: string
  /** What it could reach. */
  readonly registries: () => Registries
  /** The client was asked without a daemon. */
  readonly alone: boolean
}

/** docker-lab, with the stand-in hub and an empty registry of its own. */
const LAB: Site = {
  home: '/home/lab',
  folders: ['home/lab/.docker'],
  nameserver: '10.0.2.15',
  registries: labRegistries,
  alone: false,
}

/** Where the client was asked alone: help texts and usage errors. */
const CLIENT_ALONE: Site = {
  home: '/tmp/home',
  folders: [],
  nameserver: '10.255.255.53',
  registries: () =>
    createRegistries([], (name) => `lookup ${name} on 10.255.255.53:53: no such host`, '10.255.255.53'),
  alone: true,
}
const ASKED_ALONE = ['--help', 'usage errors']

/** The machine of a recording, by what the recording is about. */
export const labOf = (area = ''): Lab => labAt(ASKED_ALONE.includes(area) ? CLIENT_ALONE : LAB)

const owner = { uid: 0, gid: 0, mtime: labNow }

const labAt = ({ home, folders, nameserver, registries, alone }: Site): Lab => ({
  home,
  environment: {
    HOME: home,
    PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    TZ: 'UTC',
    LANG: 'C.UTF-8',
  },
  open: ({ buildxPlugin, clock = labNow }) =>
    createWorld({
      host: {
        hostname: 'docker-lab',
        cliPlugins: buildxPlugin ? ['docker-buildx'] : [],
        home,
        ...(!alone && { network: LAB_NETWORK }),
        proxy: LAB_PROXY,
        ownContainerd: true,
        daemonStopped: alone,
        build: LAB_BUILD,
        machine: LAB_MACHINE,
        release: LAB_RELEASE,
        disk: LAB_DISK,
        rootDevice: LAB_ROOT,
        volatileHome: true,
        files: [
          ...['tmp/dk', 'tmp/dk/bin', ...folders].map(
            (path): LayerEntry => ({ kind: 'directory', path, mode: 0o755, ...owner }),
          ),
          {
            kind: 'symlink',
            path: LAB_PROXY.slice(1),
            target: '/usr/bin/docker-proxy',
            mode: 0o777,
            ...owner,
          },
          {
            kind: 'file',
            path: 'etc/resolv.conf',
            body: textBody(`nameserver ${nameserver}\noptions timeout:1 attempts:1\n`),
            mode: 0o644,
            ...owner,
          },
        ],
      },
      registries: registries(),
      clock,
      seed: 'lab',
    }),
})
