import { ipBytes, ipText, maskedIp } from '../../../base/ip.ts'
import { asked, type IpCall, incomplete, noDevice, Plain, refusedWith } from './call.ts'
import { type Prefix, parsePrefix, readAddress, readPrefix } from './prefix.ts'

interface Spec {
  readonly prefix: Prefix
  /** The length was not given. */
  readonly bare: boolean
  readonly device: string
  readonly broadcast?: string | undefined
  readonly label?: string
  readonly scope?: string
  readonly nodad?: true
}

/** The last address of a prefix, or its first. */
function edgeOf({ address, length }: Prefix, last: boolean): string {
  const bytes = maskedIp(ipBytes(address)!, length)
  if (!last) return ipText(bytes)
  const ones = maskedIp(new Uint8Array(bytes.length).fill(255), length)
  return ipText(bytes.map((byte, i) => byte | (~ones[i]! & 255)))
}

function readSpec(call: IpCall): Spec {
  let prefix: Prefix | undefined
  let bare = false
  let device: string | undefined
  let broadcast: string | undefined
  let more: { label?: string; scope?: string; nodad?: true } = {}
  while (call.more) {
    const word = call.next()!
    if (word === 'dev') device = call.value()
    else if (word === 'broadcast' || word === 'brd') broadcast = call.value()
    else if (word === 'peer') throw new Plain('peer: not part of this simulation', 1)
    else if (word === 'label') more = { ...more, label: call.value() }
    else if (word === 'scope') more = { ...more, scope: readScope(call.value()) }
    else if (word === 'valid_lft' || word === 'preferred_lft') {
      if (call.value() !== 'forever') throw new Plain(`${word}: lifetimes are not part of this simulation`, 1)
    } else if (word === 'nodad') more = { ...more, nodad: true }
    else if (['noprefixroute', 'home', 'mngtmpaddr', 'autojoin'].includes(word))
      throw new Plain(`${word}: not part of this simulation`, 1)
    else {
      const text = word === 'local' ? call.value() : word
      if (prefix) throw new Plain(`Error: either "local" is duplicate, or "${text}" is a garbage.`, 255)
      prefix = readPrefix(text)
      bare = !text.includes('/')
    }
  }
  if (device === undefined) throw new Plain('Not enough information: "dev" argument is required.', 1)
  if (!prefix) throw incomplete('local')
  if (!call.io.p.net.link(device)) throw noDevice(device)
  const four = !prefix.address.includes(':')
  const all = four && (broadcast === '+' || broadcast === '-') ? edgeOf(prefix, broadcast === '+') : undefined
  return {
    prefix,
    bare,
    device,
    broadcast: all ?? (broadcast === undefined ? undefined : readAddress(broadcast)),
    ...more,
  }
}

function readScope(text: string): string {
  const scopes: Readonly<Record<string, string>> = { '0': 'global', '253': 'link', '254': 'host' }
  const scope = scopes[text] ?? text
  if (!['global', 'link', 'host'].includes(scope))
    throw new Plain(`Error: argument "${text}" is wrong: invalid scope value.`, 255)
  return scope
}

/** `ip address add`, `replace`, `change`. */
export async function addAddress(call: IpCall, replace: boolean): Promise<number> {
  const { prefix, device, broadcast, label, scope, nodad } = readSpec(call)
  const { net } = call.io.p
  const six = prefix.address.includes(':')
  const there = net
    .addresses()
    .some((own) => own.device === device && own.address === prefix.address && own.length === prefix.length)
  if (replace && there) return 0
  asked(
    () =>
      net.addAddress({
        device,
        address: prefix.address,
        length: prefix.length,
        ...(broadcast !== undefined && { broadcast }),
        ...(label !== undefined && { label }),
        ...(six && nodad && { nodad }),
        ...(scope !== undefined && { scope: scope as 'global' | 'link' | 'host' }),
      }),
    { EEXIST: six ? 'ipv6: address already assigned.' : 'ipv4: Address already assigned.' },
  )
  return 0
}

/** `ip address delete`. */
export async function deleteAddress(call: IpCall): Promise<number> {
  const { prefix, bare, device } = readSpec(call)
  const { net } = call.io.p
  const six = prefix.address.includes(':')
  const missing = six ? 'ipv6: address not found.' : 'ipv4: Address not found.'
  const found = net
    .addresses()
    .find(
      (own) =>
        own.device === device && own.address === prefix.address && (bare || own.length === prefix.length),
    )
  if (bare && !six)
    await call.io.stderr(
      'Warning: Executing wildcard deletion to stay compatible with old scripts.\n' +
        `         Explicitly specify the prefix length (${prefix.address}/32) to avoid this warning.\n` +
        '         This special behaviour is likely to disappear in further releases,\n         fix your scripts!\n',
    )
  if (!found) throw refusedWith(missing)
  asked(() => net.removeAddress(device, found.address, found.length))
  return 0
}

/** `ip address flush`: all addresses of an interface, or of a family of it. */
export async function flushAddresses(call: IpCall): Promise<number> {
  if (!call.more) throw new Plain('Flush requires arguments.', 1)
  let device: string | undefined
  let scope: string | undefined
  let label: string | undefined
  let to: Prefix | undefined
  while (call.more) {
    const word = call.next()!
    if (word === 'scope') scope = call.value()
    else if (word === 'label') label = call.value()
    else if (word === 'to') to = parsePrefix(call.value())
    else device = word === 'dev' ? call.value() : word
  }
  const { net } = call.io.p
  if (device !== undefined && !net.link(device)) throw new Plain(`Device "${device}" does not exist.`, 1)
  const { family } = call.options
  for (;;) {
    const next = net
      .addresses()
      .find(
        (own) =>
          (device === undefined || own.device === device) &&
          (scope === undefined || own.scope === scope) &&
          (label === undefined || (own.label ?? own.device) === label) &&
          (to === undefined || own.address === to.address) &&
          (family === undefined || own.family === family),
      )
    if (!next) return 0
    asked(() => net.removeAddress(next.device, next.address, next.length))
  }
}
