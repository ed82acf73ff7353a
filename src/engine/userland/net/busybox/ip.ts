import type { AddressInfo, LinkInfo } from '../../../kernel/net/calls.ts'
import type { RouteInfo } from '../../../kernel/net/route-info.ts'
import { Failure, type Main } from '../../program.ts'
import { ipMain } from '../ip/main.ts'
import { Links } from '../links.ts'
import { byPrefix } from '../routes.ts'

const OBJECTS = ['address', 'route', 'link', 'tunnel', 'neigh', 'rule'] as const
const SHOW = ['show', 'list', 'lst']
const TABLE = 254

type Family = 'inet' | 'inet6' | 'link' | undefined
/** What is to be shown. */
interface Shown {
  readonly family: Family
  readonly oneLine: boolean
  readonly device: string | undefined
  readonly up: boolean
}

/** `ip` of busybox: what it shows is its own; what it changes is iproute2's. */
export const ipAppletMain: Main = async (io) => {
  const args = [...io.args]
  let [family, oneLine]: [Family, boolean] = [undefined, false]
  while (args[0]?.startsWith('-')) {
    const word = args.shift()!.replace(/^--?/, '')
    if (word === '4') family = 'inet'
    else if (word === '6') family = 'inet6'
    else if (word === '0') family = 'link'
    else if (word !== '' && 'family'.startsWith(word)) family = args.shift() as Family
    else if (word !== '' && 'oneline'.startsWith(word)) oneLine = true
    else throw new Failure('', 1, io.usage)
  }
  const [word, command = 'show', ...rest] = args
  const object = word && OBJECTS.find((one) => one.startsWith(word) || word.startsWith(one))
  if (!object || object === 'tunnel') throw new Failure('', 1, io.usage)
  const own = object === 'address' || object === 'link' || object === 'route'
  if (!own || !SHOW.some((one) => one.startsWith(command))) return ipMain(io)
  const shown: Shown = { family, oneLine, ...filterOf(rest) }
  const { net } = io.p
  if (shown.device !== undefined && !net.links().some(({ name }) => name === shown.device))
    throw new Failure(`can't find device '${shown.device}'`)
  const lines =
    object === 'route'
      ? routeLines(net.routes(), shown)
      : linkLines(net.links(), object === 'link' ? undefined : net.addresses(), new Links(io.p), shown)
  await io.out.write(lines.map((line) => `${line}\n`).join(''))
  return 0
}

function filterOf(words: readonly string[]): { device: string | undefined; up: boolean } {
  const names = words.filter((word) => word !== 'dev' && word !== 'up')
  if (names.length > 1) throw new Failure(`${names[0]}: not part of this simulation`)
  return { device: names[0], up: words.includes('up') }
}

function linkLines(
  links: readonly LinkInfo[],
  addresses: readonly AddressInfo[] | undefined,
  table: Links,
  { family, oneLine, device, up }: Shown,
): string[] {
  const separator = oneLine ? '\\' : '\n'
  return links.flatMap((link) => {
    if (device !== undefined && link.name !== device) return []
    if (up && !link.flags.includes('UP')) return []
    const own = (addresses ?? []).filter(
      (address) => address.device === link.name && (family === undefined || address.family === family),
    )
    if (addresses && own.length === 0 && (family === 'inet' || family === 'inet6')) return []
    const head = headOf(link, table, addresses ? family : undefined, separator)
    const texts = own.map((address) => addressText(address, separator))
    if (!oneLine || !addresses || family === 'link') return [head, ...texts]
    return texts.map((text) => `${link.ifindex}: ${link.name}${text}`)
  })
}

function headOf(link: LinkInfo, table: Links, family: Family, separator: string): string {
  const pair = table.pairOf(link)
  const far = link.linkNamespace !== undefined
  const at = pair === undefined ? '' : `@${typeof pair === 'number' ? `if${pair}` : pair}`
  const flags = [...table.flagsOf(link), ...(far ? ['M-DOWN'] : [])]
  let text = `${link.ifindex}: ${link.name}${at}: <${flags.join(',')}> mtu ${link.mtu} `
  if (family !== 'inet6') text += `qdisc ${link.queueing} `
  if (link.master !== undefined) text += `master ${link.master} `
  if (link.txQueueLength > 0) text += `qlen ${link.txQueueLength}`
  if (family === 'inet' || family === 'inet6') return text
  const medium = link.kind === 'loopback' ? 'loopback' : 'ether'
  return `${text}${separator}    link/${medium} ${link.mac} brd ${link.broadcast}`
}

function addressText(address: AddressInfo, separator: string): string {
  let text = `    ${address.family} ${address.address}/${address.length} `
  if (address.broadcast !== undefined) text += `brd ${address.broadcast} `
  text += `scope ${address.scope} `
  if (address.secondary) text += 'secondary '
  if (address.tentative) text += 'tentative '
  if (address.nodad) text += 'flags 02 '
  if (address.family === 'inet') text += address.label ?? address.device
  return `${text}${separator}       valid_lft forever preferred_lft forever`
}

function routeLines(routes: readonly RouteInfo[], { family, device }: Shown): string[] {
  const wanted = family === 'inet6' ? 'inet6' : 'inet'
  return [...routes]
    .filter(
      (route) =>
        route.family === wanted &&
        (wanted === 'inet' ? route.table === TABLE : route.type !== 'local') &&
        (device === undefined || route.device === device),
    )
    .sort((a, b) => Number(a.type === 'multicast') - Number(b.type === 'multicast') || byPrefix(a, b))
    .map((route) => {
      const bits = wanted === 'inet' ? 32 : 128
      let text = route.type === 'unicast' ? '' : `${route.type} `
      text += `${route.length === 0 ? 'default' : route.length === bits ? route.dst : `${route.dst}/${route.length}`} `
      if (route.gateway !== undefined) text += `via ${route.gateway} `
      if (route.device !== undefined && device === undefined) text += `dev ${route.device} `
      if (route.scope !== 'global' && wanted === 'inet') text += `scope ${route.scope} `
      if (route.src !== undefined) text += ` src ${route.src} `
      if (route.metric !== 0) text += ` metric ${route.metric} `
      return text
    })
}
