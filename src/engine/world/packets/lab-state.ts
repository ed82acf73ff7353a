import type { Packet } from '../../kernel/net/packet.ts'
import type { Socket } from '../../kernel/net/socket.ts'
import { socketsOf } from '../../kernel/net/socket-info.ts'
import type { Network } from '../views/ports/view.ts'
import { heldPacket } from './cable.ts'
import { holdersOf } from './holders.ts'
import { placeText } from './path.ts'

/** What `strata lab` has made: name of a socket of its processes, or of the cable, → how it is now. */
export function labState({ kernel, lan }: Pick<Network, 'kernel' | 'lan'>): ReadonlyMap<string, string> {
  const state = new Map<string, string>()
  if (lan) state.set('wire', lan.holding ? `held: ${lan.held.map(packetName).join(', ') || '–'}` : 'running')
  for (const [socket, holders] of holdersOf(kernel))
    for (const { program, fd } of holders)
      if (program === 'lab-server' || program === 'lab-client')
        state.set(`${program} fd=${fd}`, stateOf(socket))
  return state
}

/** `SYN ACK`, `udp`. */
const packetName = (packet: Packet): string => {
  const { protocol, what } = heldPacket(packet)
  return what || protocol
}

/** As ss has it; what ss does not list is open or bound. */
function stateOf(socket: Socket): string {
  const { host, port } = socket.localAddress
  const info = socketsOf(socket.namespace).find((row) => row.socket === socket)?.info
  if (!info) return port === 0 ? 'open' : `bound ${placeText({ address: host, port })}`
  const { state, local, remote, recvQ, sendQ } = info
  const places = [local, ...(remote.port === 0 ? [] : [remote])].map(({ host, port }) =>
    placeText({ address: host, port }),
  )
  return [state, recvQ, sendQ, ...places].join(' ')
}
