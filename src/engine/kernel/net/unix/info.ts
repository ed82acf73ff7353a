import type { NetNamespace } from '../stack.ts'
import type { UnixSocketInfo } from './listed.ts'
import { UnixSocket } from './socket.ts'
import { UnixStream } from './stream.ts'

/** The Unix sockets of a namespace, in the order of opening, without those who have them. */
export function unixSocketsOf(
  namespace: NetNamespace,
): { readonly socket: UnixSocket; readonly info: Omit<UnixSocketInfo, 'holders'> }[] {
  const all = [...namespace.sockets].filter((socket) => socket instanceof UnixSocket)
  const references = new Map<UnixSocket, number>()
  for (const { peer } of all) if (peer) references.set(peer, (references.get(peer) ?? 0) + 1)
  return all.map((socket) => ({ socket, info: infoOf(socket, 2 + (references.get(socket) ?? 0)) }))
}

function infoOf(socket: UnixSocket, references: number): Omit<UnixSocketInfo, 'holders'> {
  const { type, identity, name, binding, peer, owner } = socket
  const listener = socket instanceof UnixStream && socket.state === 'listening' ? socket : undefined
  return {
    type,
    state: identity.inode === 0 ? 'connecting' : socket.state,
    name,
    file: binding?.file,
    inode: identity.inode,
    address: socket.address,
    uid: owner.uid,
    peer: peer && !peer.dead ? peer.identity.inode : 0,
    hasPeer: peer !== undefined,
    pending: listener?.ready.map((end) => end.peer?.identity.inode ?? 0) ?? [],
    recvQ: listener ? listener.ready.length : socket.waiting,
    sendQ: listener ? listener.backlog : socket.charged,
    charged: socket.charged,
    buffers: { receive: socket.options.rcvbuf, send: socket.options.sndbuf },
    references,
    shut: { ...socket.shut },
  }
}
