import { isErrno } from '../../../base/errors.ts'
import { canonicalIp, ipBytes, ipText, maskedIp } from '../../../base/ip.ts'
import type { RouteInfo } from '../../../kernel/net/route-info.ts'
import { Failure, type Io, program } from '../../program.ts'
import { HostNames } from '../hosts.ts'
import { byPrefix, maskText } from '../routes.ts'
import { USAGE } from './usage.ts'

const MAIN = 254
const HEAD4 = 'Kernel IP routing table\nDestination     Gateway         Genmask         Flags '
const HEAD6 =
  'Kernel IPv6 routing table\nDestination                    Next Hop                   Flag Met Ref  Use If\n'

const refuses = ({ type }: RouteInfo): boolean =>
  type === 'unreachable' || type === 'prohibit' || type === 'blackhole'

function flagsOf(route: RouteInfo): string {
  if (refuses(route)) return '!'
  return `U${route.gateway === undefined ? '' : 'G'}${route.length === 32 ? 'H' : ''}`
}

/** The table of IPv4, as `route` (`wide` false) and `netstat -r` (`wide` true) show it. */
export function routeTable(io: Io, numeric: boolean, wide: boolean): string {
  const names = new HostNames(io.p)
  const named = (address: string): string => (numeric ? address : (names.nameOf(address) ?? address))
  const rows = io.p.net
    .routes()
    .filter(({ family, table, type }) => family === 'inet' && table === MAIN && type !== 'blackhole')
    .sort(byPrefix)
    .map((route) => {
      const dst = route.length === 0 ? (numeric ? '0.0.0.0' : 'default') : named(route.dst)
      const none = refuses(route)
      const gateway = none ? '-' : route.gateway === undefined ? '0.0.0.0' : named(route.gateway)
      const start = `${dst.padEnd(15)} ${gateway.padEnd(15)} ${maskText(route.length).padEnd(15)} ${flagsOf(route).padEnd(5)} `
      if (none)
        return wide
          ? `${start}    - -          - -\n`
          : `${start}${String(route.metric).padEnd(6)} -        0 -\n`
      return wide
        ? `${start}    0 0          0 ${route.device}\n`
        : `${start}${String(route.metric).padEnd(6)} 0        0 ${route.device}\n`
    })
  return `${HEAD4}${wide ? '  MSS Window  irtt Iface' : 'Metric Ref    Use Iface'}\n${rows.join('')}`
}

/** The table of IPv6. */
export function routeTable6(io: Io, numeric: boolean): string {
  const any = numeric ? '::' : '[::]'
  const rows = io.p.net
    .routes()
    .filter(({ family }) => family === 'inet6')
    .sort((a, b) => a.table - b.table || byPrefix(a, b))
    .map((route) => {
      const dst = `${route.length === 0 ? any : route.dst}/${route.length}`
      const hop = route.gateway ?? any
      const flags =
        route.type === 'local'
          ? 'Un'
          : `U${route.gateway === undefined ? '' : 'G'}${route.length === 128 ? 'H' : ''}`
      const metric = String(route.metric).padEnd(3)
      return `${dst.padEnd(30)} ${hop.padEnd(26)} ${flags.padEnd(4)} ${metric} 1      0 ${route.device}\n`
    })
  return HEAD6 + rows.join('')
}

/** `route` (net-tools 2.10). */
export const route = program('route', async (io) => {
  const args = [...io.args]
  let [numeric, six, extended] = [false, false, 0]
  while (args[0]?.startsWith('-') && !/^-(net|host)$/.test(args[0])) {
    const option = args.shift()!
    if (option === '--version' || option === '-V') throw new Failure('net-tools 2.10\n', 0)
    if (option === '--help' || option === '-h') throw new Failure('', 3, USAGE.route.trimEnd())
    if (option === '-A' || option === '--inet6' || option === '--inet')
      six = option === '--inet6' || (option === '-A' && args.shift() === 'inet6')
    else if (/^-[nNveFC46]+$/.test(option))
      for (const letter of option.slice(1)) {
        if (letter === 'n') numeric = true
        else if (letter === '6') six = true
        else if (letter === 'e') extended++
        else if (letter === 'C') throw new Failure('option -C is not part of this simulation')
      }
    else throw new Failure('', 3, USAGE.route.trimEnd())
  }
  const [word, ...rest] = args
  if (word === undefined) {
    await io.out.write(six ? routeTable6(io, numeric) : routeTable(io, numeric, extended === 1))
    return 0
  }
  if (word !== 'add' && word !== 'del' && word !== 'delete') throw new Failure('', 3, USAGE.route.trimEnd())
  return change(io, word === 'add' ? 'add' : 'del', rest)
})

const maskLength = (text: string): number | undefined => {
  const mask = canonicalIp(text)
  return mask === undefined
    ? undefined
    : [...ipBytes(mask)!]
        .map((byte) => byte.toString(2).replaceAll('0', '').length)
        .reduce((a, b) => a + b, 0)
}

function change(io: Io, how: 'add' | 'del', words: string[]): number {
  let host = false
  let net = false
  let dst: string | undefined
  let length: number | undefined
  let gateway: string | undefined
  let device: string | undefined
  let metric: number | undefined
  let reject = false
  const usage = (): Failure => new Failure('', 3, USAGE.routeChange.trimEnd())
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    const value = (): string => {
      const next = words.shift()
      if (next === undefined) throw usage()
      return next
    }
    if (word === '-host') host = true
    else if (word === '-net') net = true
    else if (word === 'gw') gateway = value()
    else if (word === 'netmask') length = maskLength(value())
    else if (word === 'dev') device = value()
    else if (word === 'metric') metric = Number(value())
    else if (word === 'reject') reject = true
    else if (['mss', 'window', 'irtt', 'mod', 'dyn', 'reinstate'].includes(word))
      throw new Failure(`${word}: not part of this simulation`)
    else if (dst === undefined) {
      const [address, bits] = word.split('/')
      dst = word === 'default' ? '0.0.0.0' : canonicalIp(address!)
      if (dst === undefined) throw new Failure('', 6, `${word}: Host name lookup failure`)
      if (word === 'default') length = 0
      if (bits !== undefined) length = Number(bits)
    } else if (device === undefined) device = word
    else throw usage()
  }
  if (dst === undefined) throw usage()
  const bits = length ?? (host ? 32 : net || dst.endsWith('.0') ? classLength(dst) : 32)
  if (ipText(maskedIp(ipBytes(dst)!, bits)) !== dst)
    throw new Failure('', 3, `route: netmask doesn't match route address\n${USAGE.routeChange.trimEnd()}`)
  const { net: calls } = io.p
  try {
    if (how === 'add')
      calls.addRoute({
        dst,
        length: bits,
        protocol: 'boot',
        table: MAIN,
        metric: metric ?? 0,
        ...(reject ? { type: 'unreachable' as const } : {}),
        ...(gateway !== undefined && { gateway }),
        ...(device !== undefined && { device }),
        scope: gateway === undefined && !reject ? 'link' : 'global',
      })
    else {
      const found = calls
        .routes()
        .find(
          (own) =>
            own.family === 'inet' &&
            own.table === MAIN &&
            own.dst === dst &&
            own.length === bits &&
            (gateway === undefined || own.gateway === gateway) &&
            (device === undefined || own.device === device) &&
            (metric === undefined || own.metric === metric),
        )
      if (!found) throw new Failure('', 7, 'SIOCDELRT: No such process')
      const { gateway: via, device: dev, src, ...rest } = found
      calls.removeRoute({
        ...rest,
        ...(via !== undefined && { gateway: via }),
        ...(dev !== undefined && { device: dev }),
        ...(src !== undefined && { src }),
      })
    }
  } catch (error) {
    if (!isErrno(error)) throw error
    throw new Failure('', 7, `SIOC${how === 'add' ? 'ADD' : 'DEL'}RT: ${error.message}`)
  }
  return 0
}

function classLength(address: string): number {
  const first = Number(address.split('.')[0])
  return first < 128 ? 8 : first < 192 ? 16 : 24
}
