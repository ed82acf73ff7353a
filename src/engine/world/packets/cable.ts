import { FsError } from '../../base/errors.ts'
import type { Kernel } from '../../kernel/kernel.ts'
import type { Lan } from '../../kernel/net/cable.ts'
import { formOf, summaryOf } from '../../kernel/net/journey.ts'
import type { Packet } from '../../kernel/net/packet.ts'
import type { ProcessRecord } from '../../kernel/record.ts'
import { CABLE_SOCKET, type CableAnswer, type CableRequest, type HeldPacket } from '../../strata/packets.ts'
import { placeText, whatOf } from './path.ts'

/** Lets processes of the host hold the cable of its network, as `strata lab wire` asks. */
export function tendCable(kernel: Kernel, owner: ProcessRecord, lan: Lan): void {
  kernel.services.listenHidden(CABLE_SOCKET, owner, async (request): Promise<CableAnswer> => {
    const { action } = request as CableRequest
    let moved: Packet | undefined
    switch (action) {
      case 'look':
        break
      case 'pause':
        lan.holding = true
        break
      case 'run':
        lan.release()
        break
      case 'step':
        moved = lan.next('deliver')
        break
      case 'drop':
        moved = lan.next('lose')
        break
      default:
        throw new FsError('EINVAL')
    }
    return { paused: lan.holding, held: lan.held.map(heldPacket), moved: moved && heldPacket(moved) }
  })
}

/** What is written on a packet that waits. */
export function heldPacket(packet: Packet): HeldPacket {
  const { from, to } = formOf(packet)
  const summary = summaryOf(packet.transport)
  return {
    protocol: summary.transport,
    from: placeText(from),
    to: placeText(to),
    what: whatOf(summary),
    length: summary.length,
  }
}
