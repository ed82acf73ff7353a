import { encode } from '../base/text.ts'
import type { Kernel } from '../kernel/kernel.ts'
import type { Mount, Place } from '../kernel/mounts.ts'
import type { UnixType } from '../kernel/net/unix/socket.ts'
import { join, UnixStream } from '../kernel/net/unix/stream.ts'
import { credentialsOf, type ProcessRecord } from '../kernel/record.ts'
import { type Ino, S_IFSOCK } from '../vfs/filesystem.ts'
import type { TreeFs } from '../vfs/tree-fs.ts'
import { ADDED_GROUPS } from './host.ts'

/** Processes that hold the sockets below /run. */
export interface RuntimeOwners {
  readonly init: ProcessRecord
  readonly containerd: ProcessRecord
  readonly dockerd: ProcessRecord
}

interface SocketFile {
  readonly directory: Ino
  readonly file: string
  /** The path that it was bound to, as tables of sockets show it. */
  readonly name: string
  readonly mode: number
  readonly gid?: number
  readonly type?: UnixType
  readonly owner: keyof RuntimeOwners
}

/** How many connections a daemon keeps to containerd. */
const CONNECTIONS = 3

/** What systemd, containerd and dockerd make below /run before a container is there: /run/docker.sock among it. */
export function runtimeFiles(
  kernel: Kernel,
  fs: TreeFs,
  mount: Mount,
  owners: RuntimeOwners,
  ownContainerd: boolean,
): Place {
  const time = kernel.now()
  const sockets: SocketFile[] = []
  const directory = (dir: Ino, name: string, mode: number): Ino =>
    fs.mkdir(dir, name, { mode, uid: 0, gid: 0, time })
  const root = directory(fs.root, 'containerd', 0o711)
  if (!ownContainerd) {
    directory(root, 'io.containerd.runtime.v2.task', 0o711)
    const dbus = directory(fs.root, 'dbus', 0o755)
    const journal = directory(directory(fs.root, 'systemd', 0o755), 'journal', 0o755)
    const activated = (dir: Ino, file: string, name: string, type?: UnixType): void => {
      sockets.push({ directory: dir, file, name, mode: 0o666, owner: 'init', ...(type && { type }) })
    }
    activated(journal, 'stdout', '/run/systemd/journal/stdout')
    activated(journal, 'dev-log', '/run/systemd/journal/dev-log', 'dgram')
    activated(dbus, 'system_bus_socket', '/run/dbus/system_bus_socket')
  }
  const docker = directory(fs.root, 'docker', 0o700)
  const libnetwork = directory(docker, 'libnetwork', 0o600)
  for (const [name, mode] of [
    ['netns', 0o755],
    ['plugins', 0o700],
    ['runtime-runc', 0o700],
  ] as const)
    directory(docker, name, mode)
  directory(fs.root, 'lock', 0o1777)
  const containerd = ownContainerd ? directory(docker, 'containerd', 0o700) : root
  const path = ownContainerd ? '/var/run/docker/containerd' : '/run/containerd'
  for (const file of [
    ...(ownContainerd ? ['containerd-debug.sock'] : []),
    'containerd.sock.ttrpc',
    'containerd.sock',
  ])
    sockets.push({ directory: containerd, file, name: `${path}/${file}`, mode: 0o660, owner: 'containerd' })
  const key = `${kernel.random('libnetwork').hex(12)}.sock`
  sockets.push(
    {
      directory: docker,
      file: 'metrics.sock',
      name: '/var/run/docker/metrics.sock',
      mode: 0o755,
      owner: 'dockerd',
    },
    {
      directory: libnetwork,
      file: key,
      name: `/var/run/docker/libnetwork/${key}`,
      mode: 0o755,
      owner: 'dockerd',
    },
  )
  const make = ({ directory: dir, file, mode, gid = 0 }: SocketFile): Place => ({
    mount,
    ino: fs.mknod(dir, file, S_IFSOCK, { major: 0, minor: 0 }, { mode, uid: 0, gid, time }),
  })
  const main = make({
    directory: fs.root,
    file: 'docker.sock',
    name: '',
    mode: 0o660,
    gid: ADDED_GROUPS.docker,
    owner: 'dockerd',
  })
  for (const socket of sockets) listen(kernel, make(socket), owners[socket.owner], socket)
  connect(kernel, owners, `${path}/containerd.sock`)
  const pid = fs.create(fs.root, 'docker.pid', { mode: 0o644, uid: 0, gid: 0, time })
  fs.write(pid, 0, encode(String(kernel.pidNamespace.numberOf(owners.dockerd.id))), time)
  return main
}

/** They answer nobody but one another. */
function listen(kernel: Kernel, place: Place, owner: ProcessRecord, { name, type }: SocketFile): void {
  kernel.services.listen(place, owner, async () => null, { name, ...(type && { type }) })
}

function connect(kernel: Kernel, { containerd, dockerd }: RuntimeOwners, name: string): void {
  for (let i = 0; i < CONNECTIONS; i++) {
    const end = (owner: ProcessRecord): UnixStream => {
      const { net } = owner.namespaces
      const identity = { inode: kernel.pipeNumber(), uid: 0, gid: 0 }
      const made = new UnixStream('stream', net, identity, credentialsOf(owner))
      owner.fds.add(made, true, Number.POSITIVE_INFINITY, 3)
      return made
    }
    const [client, server] = [end(dockerd), end(containerd)]
    server.bind({ name, release: () => {} })
    join(client, server)
  }
}
