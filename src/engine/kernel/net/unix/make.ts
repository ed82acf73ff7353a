import type { SocketIdentity } from '../socket.ts'
import type { NetNamespace } from '../stack.ts'
import { UnixDatagram } from './datagram.ts'
import type { UnixCredentials, UnixSocket, UnixType } from './socket.ts'
import { UnixStream } from './stream.ts'

/** A Unix socket that is bound to nothing yet. */
export const makeUnixSocket = (
  type: UnixType,
  namespace: NetNamespace,
  identity: SocketIdentity,
  owner: UnixCredentials,
): UnixSocket =>
  type === 'dgram'
    ? new UnixDatagram(namespace, identity, owner)
    : new UnixStream(type, namespace, identity, owner)
