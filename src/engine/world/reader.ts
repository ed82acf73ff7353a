import { textBody } from '../base/body.ts'
import { EngineError } from '../base/errors.ts'
import { type Instant, parseRfc3339 } from '../base/time.ts'
import { createRegistries } from '../registry/directory.ts'
import { createRegistry } from '../registry/hub.ts'
import type { Registry, RepositorySource } from '../registry/protocol.ts'
import type { LayerEntry } from '../vfs/entry.ts'
import type { WorldOptions } from './create.ts'
import type { HostNetwork } from './network.ts'

const NAMESERVER = '192.168.244.2'
/** A small machine: its journal is kept small too. */
const JOURNAL = '[Journal]\nSystemMaxFileSize=512K\nSystemMaxFiles=2\n'

/** What the resolver of the readers' host says of a name it does not know. */
const unknownHost = (name: string): string => `lookup ${name} on ${NAMESERVER}:53: no such host`

/** The catalog is much code: it is loaded when the hub is asked for the first time. */
async function loadCatalog(): Promise<RepositorySource[]> {
  try {
    return (await import('../registry/catalog/index.ts')).catalogSources()
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new EngineError('internal', `Get "https://registry-1.docker.io/v2/": ${reason}`)
  }
}

/** The host's own address, on ens33. */
const ADDRESS = '192.168.244.128'

/** A virtual machine of VMware on its network of NAT: the router is .2. virbr0 is libvirt's, with no guest on it. */
const NETWORK: HostNetwork = {
  interfaces: [
    { name: 'ens33', kind: 'ethernet', mac: '00:0c:29:4f:8b:61', addresses: [`${ADDRESS}/24`] },
    { name: 'virbr0', kind: 'bridge', mac: '52:54:00:8a:1c:37', addresses: ['192.168.122.1/24'] },
  ],
  gateway: '192.168.244.2',
  outward: true,
  neighbours: [
    { address: '192.168.244.2/24', mac: '00:50:56:e7:2d:90' },
    { address: '192.168.244.129/24', mac: '00:0c:29:d2:17:5e', name: 'client' },
  ],
}

/** An account on the hub that chapters log in with: alice, whose password is wonderland, may push to `alice/…`. */
const ACCOUNTS = { users: { alice: 'wonderland' } }

const dockerHub = (): Registry =>
  createRegistry({ host: 'docker.io', repositories: loadCatalog, accounts: ACCOUNTS })

/** A registry of the host's own: empty, open to everybody, as `docker run -p 5000:5000 registry` gives one. */
const ownRegistry = (): Registry => createRegistry({ host: 'localhost:5000', repositories: [], rate: 100e6 })

/** What a lesson may set of its world. */
export interface LessonWorld {
  /** RFC 3339. */
  readonly clock: string
  readonly seed: string
  /** The host is a PC that boots; without it, one that is simply up. */
  readonly machine?: LessonMachine
}

/** A PC with Debian and Docker on its disk, which is switched on when the terminal is opened. */
export interface LessonMachine {
  readonly firmware: 'bios' | 'uefi'
  /** A UEFI with the keys that PCs are sold with, and whether it starts only what is signed. Without it, it has no keys. */
  readonly secureBoot?: boolean
  /** Who comes to its console has to log in (root, whose password is `root`); otherwise root is logged in. */
  readonly asksWho?: boolean
}

/** A file of root's, for all to read. */
export const textFile = (path: string, text: string, mtime: Instant): LayerEntry => ({
  kind: 'file',
  path,
  body: textBody(text),
  mode: 0o644,
  uid: 0,
  gid: 0,
  mtime,
})

/** The host that readers get: ens33 192.168.244.128, realistic images on the hub. */
export function readerWorld(lesson: LessonWorld): WorldOptions {
  const clock = parseRfc3339(lesson.clock)
  if (clock === undefined) throw new Error(`not a time: ${lesson.clock}`)
  return {
    host: {
      hostname: 'strata',
      home: '/root',
      network: NETWORK,
      restarts: true,
      files: [
        textFile('etc/resolv.conf', `nameserver ${NAMESERVER}\n`, clock),
        textFile('etc/systemd/journald.conf.d/size.conf', JOURNAL, clock),
      ],
    },
    registries: createRegistries([dockerHub(), ownRegistry()], unknownHost, ADDRESS),
    clock,
    seed: lesson.seed,
  }
}
