import { inPrefix, ipBytes } from '../../../base/ip.ts'
import type { AddressInfo, LinkInfo } from '../../../kernel/net/calls.ts'
import { Links } from '../links.ts'
import { type IpCall, type IpOptions, Plain } from './call.ts'
import { briefHead, type LinkFilter, linkHead, linksOf } from './link-show.ts'
import { readPrefix } from './prefix.ts'
import { colorOf, type Json, Row, shown } from './row.ts'
import { statisticsOf } from './statistics.ts'

const SCOPES = ['global', 'site', 'link', 'host', 'nowhere']
/** Flags of addresses that may be asked for. */
const FLAGS = [
  'permanent',
  'dynamic',
  'secondary',
  'primary',
  'tentative',
  'deprecated',
  'temporary',
  'dadfailed',
  'nodad',
]

/** An address that nobody takes back (INFINITY_LIFE_TIME). */
const FOREVER = 4294967295

interface AddressFilter extends LinkFilter {
  readonly scope?: string
  readonly to?: { readonly bytes: Uint8Array; readonly length: number }
  readonly label?: string
  readonly flags: readonly string[]
}

function addressFilter(call: IpCall): AddressFilter {
  let filter: AddressFilter = { flags: [] }
  while (call.more) {
    const word = call.next()!
    if (word === 'up') filter = { ...filter, up: true }
    else if (word === 'type') filter = { ...filter, type: call.value() }
    else if (word === 'master') filter = { ...filter, master: call.value() }
    else if (word === 'scope') filter = { ...filter, scope: call.value() }
    else if (word === 'label') filter = { ...filter, label: call.value() }
    else if (word === 'to') {
      const { address, length } = readPrefix(call.value())
      filter = { ...filter, to: { bytes: ipBytes(address)!, length } }
    } else if (FLAGS.includes(word.replace(/^-/, ''))) filter = { ...filter, flags: [...filter.flags, word] }
    else {
      const device = word === 'dev' ? call.value() : word
      if (filter.device !== undefined)
        throw new Plain(`Error: either "dev" is duplicate, or "${device}" is a garbage.`, 255)
      filter = { ...filter, device }
    }
  }
  if (filter.scope !== undefined && !SCOPES.includes(filter.scope) && filter.scope !== 'all')
    throw new Plain(`Error: argument "${filter.scope}" is wrong: invalid "scope"\n`, 255)
  return filter
}

const hasFlag = (address: AddressInfo, flag: string): boolean => {
  if (flag.startsWith('-')) return !hasFlag(address, flag.slice(1))
  if (flag === 'secondary' || flag === 'temporary') return address.secondary
  if (flag === 'primary') return !address.secondary
  if (flag === 'nodad') return address.nodad
  if (flag === 'tentative') return address.tentative
  return flag === 'permanent'
}

/** `ip address show`. */
export async function showAddresses(call: IpCall): Promise<number> {
  const { io } = call
  const filter = addressFilter(call)
  // A prefix says which family is meant.
  const family = filter.to ? (filter.to.bytes.length === 4 ? 'inet' : 'inet6') : call.options.family
  const options: IpOptions = { ...call.options, family }
  const table = new Links(io.p)
  const all = io.p.net.addresses()
  const rows: Row[] = []
  for (const link of linksOf(io.p, filter)) {
    const there = all.filter((address) => address.device === link.name && isAsked(address, options))
    const own = there.filter((address) => wanted(address, filter))
    const any = all.some((address) => address.device === link.name)
    if (
      own.length === 0 &&
      (any ? there.length > 0 || family !== undefined : family !== undefined) &&
      family !== 'link'
    )
      continue
    rows.push(
      ...rowsOf(
        link,
        { own, hidden: there.length - own.length, one: filter.device !== undefined },
        table,
        options,
      ),
    )
  }
  await io.out.write(shown(rows, options))
  return 0
}

const isAsked = (address: AddressInfo, { family }: IpOptions): boolean =>
  family !== 'link' && (family === undefined || address.family === family)

function wanted(address: AddressInfo, filter: AddressFilter): boolean {
  if (filter.scope !== undefined && filter.scope !== 'all' && address.scope !== filter.scope) return false
  if (filter.to && !inPrefix(ipBytes(address.address)!, filter.to.bytes, filter.to.length)) return false
  if (filter.label !== undefined && filter.label !== (address.label ?? address.device)) return false
  return filter.flags.every((flag) => hasFlag(address, flag))
}

/** The addresses of an interface that are shown, how many the filter leaves out, and whether it alone was asked for. */
interface Chosen {
  readonly own: readonly AddressInfo[]
  readonly hidden: number
  readonly one: boolean
}

function rowsOf(link: LinkInfo, { own, hidden, one }: Chosen, table: Links, options: IpOptions): Row[] {
  const row = new Row(options)
  if (options.brief) {
    briefHead(row, link, table)
    for (const address of own) row.say(address.address, colorOf(address.address)).say(`/${address.length} `)
    row.note(
      'addr_info',
      own.map(({ address, length }) => ({ local: address, prefixlen: length })),
    )
    return [row.say('\n')]
  }
  const alone = options.oneLine && options.family !== 'link'
  if (!alone) linkHead(row, link, table, options, { own: options.family === 'link', one })
  const infos: Json[] = []
  for (const address of own) {
    const part = new Row(options)
    if (alone) part.say(`${link.ifindex}: ${link.name}`)
    oneAddress(part, address, link)
    infos.push(part.json)
    row
      .say(alone ? '' : '\n')
      .say(part.text)
      .say(alone ? '\n' : '')
  }
  // What the filter leaves out is an empty object in the JSON.
  row.note('addr_info', [...infos, ...Array.from({ length: hidden }, () => ({}))])
  if (!alone && options.statistics > 0 && options.family !== 'link')
    statisticsOf(row.say('\n'), link, options)
  return [alone ? row : row.say('\n')]
}

function oneAddress(row: Row, address: AddressInfo, link: LinkInfo): void {
  const { family, broadcast, peer } = address
  row
    .put('family', family, `    ${family} `)
    .put('local', address.address, address.address, colorOf(family === 'inet' ? '' : ':'))
  if (peer !== undefined) row.say(' peer ').put('address', peer, peer, colorOf(peer))
  row.put('prefixlen', address.length, `/${address.length} `)
  if (broadcast !== undefined) row.say('brd ').note('broadcast', broadcast).say(`${broadcast} `, 'inet')
  row.put('scope', address.scope, `scope ${address.scope} `)
  if (address.secondary) row.put('secondary', true, 'secondary ')
  if (address.nodad) row.put('nodad', true, 'nodad ')
  if (address.tentative) row.put('tentative', true, 'tentative ')
  if (family === 'inet') row.put('label', address.label ?? link.name, address.label ?? link.name)
  row.line()
  row.put('valid_life_time', FOREVER, '       valid_lft forever')
  row.put('preferred_life_time', FOREVER, ' preferred_lft forever')
}
