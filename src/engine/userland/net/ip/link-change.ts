import type { LinkChange, NewLink } from '../../../kernel/net/calls.ts'
import type { Process } from '../../../kernel/process.ts'
import { asked, type IpCall, incomplete, invalid, noDevice, Plain } from './call.ts'
import { namespaceArgument } from './netns.ts'

/** What `type` may be, of those that the kernel has no driver for here. */
const OTHER_TYPES =
  'vlan vxlan macvlan macvtap ipvlan bond team vrf tun gre gretap ipip sit wireguard vcan ifb geneve'.split(
    ' ',
  )
const LONGEST_NAME = 15

function checkedName(name: string): string {
  if (name.length > LONGEST_NAME || name === '' || /[/\s]/.test(name) || name === '.' || name === '..')
    throw new Plain(`Error: argument "${name}" is wrong: "name" not a valid ifname`, 255)
  return name
}

const onOff = (word: string, value: string): boolean => {
  if (value !== 'on' && value !== 'off')
    throw new Plain(`Error: argument of "${word}" must be "on" or "off", not "${value}"`, 1)
  return value === 'on'
}

function readMtu(text: string): number {
  if (!/^\d+$/.test(text)) throw invalid('Invalid "mtu" value', text)
  return Number(text)
}

function readMac(text: string): string {
  if (!/^[0-9a-f]{1,2}(:[0-9a-f]{1,2}){5}$/i.test(text)) throw new Plain(`"${text}" is invalid lladdr.`, 1)
  return text
    .toLowerCase()
    .split(':')
    .map((part) => part.padStart(2, '0'))
    .join(':')
}

const hasLink = (p: Process, name: string): boolean => p.net.link(name) !== undefined

/** `ip link set`. */
export async function setLink(call: IpCall): Promise<number> {
  const { p } = call.io
  let device: string | undefined
  const changes: (() => void)[] = []
  const change = (what: LinkChange, reasons: Record<string, string> = {}): void => {
    changes.push(() => asked(() => p.net.changeLink(device!, what), reasons))
  }
  while (call.more) {
    const word = call.next()!
    if (word === 'up') change({ up: true })
    else if (word === 'down') change({ up: false })
    else if (word === 'mtu') {
      const mtu = readMtu(call.value())
      change(
        { mtu },
        { EINVAL: mtu < 68 ? 'mtu less than device minimum.' : 'mtu greater than device maximum.' },
      )
    } else if (word === 'address') change({ mac: readMac(call.value()) })
    else if (word === 'name') change({ name: checkedName(call.value()) })
    else if (word === 'alias') change({ alias: call.value() })
    else if (word === 'txqueuelen' || word === 'qlen') change({ txQueueLength: Number(call.value()) })
    else if (word === 'arp') change({ arp: onOff(word, call.value()) })
    else if (word === 'multicast') change({ multicast: onOff(word, call.value()) })
    else if (word === 'promisc') change({ promiscuous: onOff(word, call.value()) })
    else if (word === 'nomaster') change({ master: null })
    else if (word === 'master') {
      const master = call.value()
      if (!hasLink(p, master))
        throw new Plain(`Error: argument "${master}" is wrong: Device does not exist\n`, 255)
      change({ master })
    } else if (word === 'netns')
      change(
        { namespace: namespaceArgument(p, call.value()) },
        { EINVAL: 'The interface netns is immutable.' },
      )
    else if (word === 'type') {
      const type = call.value()
      throw new Plain(`type ${type}: settings of a type are not part of this simulation`, 1)
    } else if (
      ['allmulticast', 'dynamic', 'trailers', 'carrier', 'protodown', 'group', 'vf', 'xdp', 'vrf'].includes(
        word,
      )
    )
      throw new Plain(`${word}: not part of this simulation`, 1)
    else {
      const name = word === 'dev' ? call.value() : word
      if (device !== undefined)
        throw new Plain(`Error: either "dev" is duplicate, or "${name}" is a garbage.`, 255)
      device = name
    }
  }
  if (device === undefined) throw incomplete('dev')
  if (!hasLink(p, device)) throw noDevice(device)
  for (const apply of changes) apply()
  return 0
}

interface Wanted {
  name?: string
  mtu?: number
  mac?: string
  type?: string
  txQueueLength?: number
  namespace?: number
}

/** Words of an interface that is to be; `true` where the word was one of them. */
function readWord(call: IpCall, word: string, link: Wanted): boolean {
  if (word === 'mtu') link.mtu = readMtu(call.value())
  else if (word === 'address') link.mac = readMac(call.value())
  else if (word === 'name') link.name = checkedName(call.value())
  else if (word === 'txqueuelen' || word === 'qlen') link.txQueueLength = Number(call.value())
  else if (word === 'netns') link.namespace = namespaceArgument(call.io.p, call.value())
  else return false
  return true
}

/** `ip link add`. */
export async function addLink(call: IpCall): Promise<number> {
  const { p } = call.io
  const link: Wanted = {}
  const peer: Wanted = {}
  while (call.more && link.type === undefined) {
    const word = call.next()!
    if (readWord(call, word, link)) continue
    if (word === 'type') link.type = call.value()
    else if (word === 'link' || word === 'index' || word === 'numtxqueues' || word === 'numrxqueues')
      throw new Plain(`${word}: not part of this simulation`, 1)
    else link.name = checkedName(word === 'dev' ? call.value() : word)
  }
  const { type } = link
  if (type === undefined) throw new Plain('Not enough information: "type" argument is required', 1)
  if (OTHER_TYPES.includes(type)) throw new Plain(`type ${type}: not part of this simulation`, 1)
  if (type !== 'veth' && type !== 'bridge' && type !== 'dummy')
    throw new Plain('Error: Unknown device type.', 2)
  while (call.more) {
    const word = call.next()!
    if (word !== 'peer' || type !== 'veth')
      throw type === 'veth'
        ? new Plain(
            "Usage: ip link <options> type veth [peer <options>]\nTo get <options> type 'ip link add help'",
            1,
          )
        : new Plain(`${type}: "${word}" is not part of this simulation`, 1)
    while (call.more) {
      const inner = call.next()!
      if (!readWord(call, inner, peer)) peer.name = checkedName(inner === 'dev' ? call.value() : inner)
    }
  }
  const name = link.name ?? freeName(p, type)
  const { mac, mtu, txQueueLength, namespace } = link
  const other = peer.name ?? freeName(p, type, name)
  asked(() =>
    p.net.addLink({
      name,
      kind: type,
      ...(mac !== undefined && { mac }),
      ...(mtu !== undefined && { mtu }),
      ...(type === 'veth' && {
        peer: {
          name: other,
          ...(peer.mac !== undefined && { mac: peer.mac }),
          ...(peer.namespace !== undefined && { namespace: peer.namespace }),
        },
      }),
    } satisfies NewLink),
  )
  const change: LinkChange = {
    ...(txQueueLength !== undefined && { txQueueLength }),
    ...(namespace !== undefined && { namespace }),
  }
  if (Object.keys(change).length > 0) asked(() => p.net.changeLink(name, change))
  if (peer.mtu !== undefined && peer.namespace === undefined)
    asked(() => p.net.changeLink(other, { mtu: peer.mtu! }))
  return 0
}

/** `veth0`, `bridge1`: the first that nobody has. */
function freeName(p: Process, type: string, taken?: string): string {
  for (let number = 0; ; number++) {
    const name = `${type}${number}`
    if (name !== taken && !hasLink(p, name)) return name
  }
}

/** `ip link delete`. */
export async function deleteLink(call: IpCall): Promise<number> {
  const { p } = call.io
  let device: string | undefined
  while (call.more) {
    const word = call.next()!
    if (word === 'type') call.value()
    else device = word === 'dev' ? call.value() : word
  }
  if (device === undefined) throw incomplete('dev')
  if (!hasLink(p, device)) throw noDevice(device)
  asked(() => p.net.removeLink(device))
  return 0
}
