import type { Kernel } from '../../../kernel/kernel.ts'
import type { SocketInfo } from '../../../kernel/net/calls.ts'
import { Socket } from '../../../kernel/net/socket.ts'
import { socketsOf } from '../../../kernel/net/socket-info.ts'
import type { NetNamespace } from '../../../kernel/net/stack.ts'
import type { ProcessRecord } from '../../../kernel/record.ts'
import { hostText, portText, stateName } from '../../../userland/net/ss/sockets.ts'
import { holdersOf } from '../../packets/holders.ts'
import type { LabEnd, PortsEnd, SocketRow } from './types.ts'

/** Sockets that are listed of a machine; others are counted. */
const MOST = 100

/** A machine with its sockets. */
export function endOf(kernel: Kernel, name: string, net: NetNamespace): PortsEnd {
  const open = holdersOf(kernel)
  const known = socketsOf(net).filter(({ info }) => info.protocol === 'tcp' || info.protocol === 'udp')
  const sockets = known.slice(0, MOST).flatMap(({ info, socket }): SocketRow[] => {
    const { protocol, recvQ, sendQ, timer } = info
    if (protocol !== 'tcp' && protocol !== 'udp') return []
    const whole: SocketInfo = { ...info, holders: [] }
    const place = (side: 'local' | 'remote'): string =>
      `${hostText(whole, side, (host) => host)}${portText(whole[side].port, protocol, undefined)}`
    return [
      {
        protocol,
        state: stateName(whole),
        recvQ,
        sendQ,
        local: place('local'),
        peer: place('remote'),
        holders: ((socket && open.get(socket)) ?? []).map(({ program, fd }) => `${program} fd=${fd}`),
        retries: timer?.kind === 'on' ? timer.retries : 0,
      },
    ]
  })
  const addresses = net.devices
    .filter(({ kind }) => kind !== 'loopback')
    .flatMap((device) => device.addresses)
    .filter(({ address }) => !address.includes(':'))
  return {
    name,
    addresses: addresses.map(({ address }) => address),
    sockets,
    more: known.length - sockets.length,
  }
}

const LAB = /^lab-(server|client)$/

/** The processes of `strata lab`, by what they write over their arguments. */
export function labEnds(kernel: Kernel): LabEnd[] {
  return kernel.pidNamespace.all().flatMap(([, record]): LabEnd[] => {
    const [, end] = LAB.exec(record.comm) ?? []
    return end === undefined ? [] : [{ end: end as LabEnd['end'], ...stateOf(record) }]
  })
}

function stateOf({ argv, fds }: ProcessRecord): Pick<LabEnd, 'open' | 'waiting'> {
  const waiting = (argv[0] ?? '').split(': ')[1]
  return {
    open: fds.entries().flatMap(([fd, file]) => (file instanceof Socket ? [fd] : [])),
    waiting: waiting === undefined ? [] : waiting.split('; '),
  }
}
