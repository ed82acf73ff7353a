import { inPrefix, ipBytes } from '../../../base/ip.ts'
import type { NeighbourInfo } from '../../../kernel/net/calls.ts'
import { asked, type IpCall, type IpOptions, noDevice, Plain } from './call.ts'
import { type Prefix, readAddress, readPrefix } from './prefix.ts'
import { colorOf, Row, shown } from './row.ts'

const STATES = ['permanent', 'noarp', 'reachable', 'stale', 'none', 'incomplete', 'delay', 'probe', 'failed']

interface NeighbourFilter {
  device?: string
  to?: Prefix
  states: string[]
}

function readFilter(call: IpCall): NeighbourFilter {
  const filter: NeighbourFilter = { states: [] }
  while (call.more) {
    const word = call.next()!
    if (word === 'dev') filter.device = call.value()
    else if (word === 'nud') {
      const state = call.value()
      if (!STATES.includes(state) && state !== 'all')
        throw new Plain(`Error: argument "${state}" is wrong: nud state is bad\n`, 255)
      filter.states.push(state)
    } else filter.to = readPrefix(word === 'to' ? call.value() : word)
  }
  return filter
}

function found(call: IpCall, filter: NeighbourFilter): NeighbourInfo[] {
  const { net } = call.io.p
  const { family } = call.options
  if (filter.device !== undefined && !net.link(filter.device)) throw noDevice(filter.device)
  return net
    .neighbours()
    .filter(
      ({ device, address, state }) =>
        (filter.device === undefined || device === filter.device) &&
        (!filter.to || inPrefix(ipBytes(address)!, ipBytes(filter.to.address)!, filter.to.length)) &&
        (filter.states.length === 0 ||
          filter.states.includes('all') ||
          filter.states.includes(state.toLowerCase())) &&
        (family === undefined || family === 'link' || address.includes(':') === (family === 'inet6')),
    )
}

/** `ip neighbour show`. */
export async function showNeighbours(call: IpCall): Promise<number> {
  const { io, options } = call
  const filter = readFilter(call)
  const rows = found(call, filter).map((one) => rowOf(one, filter.device === undefined, options))
  await io.out.write(shown(rows, options))
  return 0
}

function rowOf(
  { address, device, mac, state, router }: NeighbourInfo,
  withDevice: boolean,
  options: IpOptions,
): Row {
  const row = new Row(options)
  row.note('dst', address).say(`${address} `, colorOf(address))
  if (withDevice) row.say('dev ').note('dev', device).say(`${device} `, 'name')
  if (mac !== undefined) row.say('lladdr ').note('lladdr', mac).say(`${mac} `, 'mac')
  if (router) row.put('router', true, 'router ')
  return row.put('state', [state], `${state} `).say('\n')
}

/** `ip neighbour get`. */
export async function getNeighbour(call: IpCall): Promise<number> {
  const { io, options } = call
  const filter = readFilter(call)
  if (!filter.to || filter.device === undefined)
    throw new Plain('Device and address are required arguments.', 1)
  const [one] = found(call, filter)
  if (!one) throw new Plain('Error: Neighbour entry not found.', 2)
  await io.out.write(shown([rowOf(one, true, options)], options))
  return 0
}

/** `ip neighbour add`, `change`, `replace`. */
export async function addNeighbour(call: IpCall, how: 'add' | 'change' | 'replace'): Promise<number> {
  const { net } = call.io.p
  let address: string | undefined
  let device: string | undefined
  let mac: string | undefined
  let state = 'permanent'
  while (call.more) {
    const word = call.next()!
    if (word === 'dev') device = call.value()
    else if (word === 'lladdr') mac = call.value()
    else if (word === 'nud') state = call.value()
    else if (['proxy', 'router', 'use', 'managed', 'extern_learn', 'protocol'].includes(word))
      throw new Plain(`${word}: not part of this simulation`, 1)
    else address = readAddress(word === 'to' ? call.value() : word)
  }
  if (address === undefined || device === undefined)
    throw new Plain('Device and destination are required arguments.', 255)
  if (!net.link(device)) throw noDevice(device)
  const there = net.neighbours().some((own) => own.address === address && own.device === device)
  if (how === 'add' && there) throw new Plain('RTNETLINK answers: File exists', 2)
  if (how === 'change' && !there) throw new Plain('RTNETLINK answers: No such file or directory', 2)
  const hardware = mac
    ?.toLowerCase()
    .split(':')
    .map((part) => part.padStart(2, '0'))
    .join(':')
  if (hardware === undefined) throw new Plain('RTNETLINK answers: Invalid argument', 2)
  asked(() => net.addNeighbour(device, address, hardware, state === 'permanent'))
  return 0
}

/** `ip neighbour delete`. */
export async function deleteNeighbour(call: IpCall): Promise<number> {
  const filter = readFilter(call)
  if (!filter.to || filter.device === undefined)
    throw new Plain('Device and destination are required arguments.', 255)
  const [entry] = found(call, filter)
  if (!entry) throw new Plain('RTNETLINK answers: No such file or directory', 2)
  asked(() => call.io.p.net.removeNeighbour(entry.device, entry.address))
  return 0
}

/** `ip neighbour flush`: all but what stays for ever. */
export async function flushNeighbours(call: IpCall): Promise<number> {
  if (!call.more) throw new Plain('Flush requires arguments.', 1)
  const filter = readFilter(call)
  for (const { device, address, state } of found(call, filter))
    if (state !== 'PERMANENT' || filter.states.length > 0)
      asked(() => call.io.p.net.removeNeighbour(device, address))
  return 0
}
