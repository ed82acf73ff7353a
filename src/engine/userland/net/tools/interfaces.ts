import type { AddressInfo, LinkInfo } from '../../../kernel/net/calls.ts'
import type { Process } from '../../../kernel/process.ts'
import { maskText } from '../routes.ts'

/** Flags by their bits, in the order in which ifconfig names them (netdevice(7)). */
const FLAGS: readonly (readonly [name: string, bit: number])[] = [
  ['UP', 1],
  ['BROADCAST', 2],
  ['LOOPBACK', 8],
  ['POINTOPOINT', 16],
  ['RUNNING', 64],
  ['NOARP', 128],
  ['PROMISC', 256],
  ['ALLMULTI', 512],
  ['MULTICAST', 4096],
]
/** Letters of `netstat -i`. */
const LETTERS: readonly (readonly [name: string, letter: string])[] = [
  ['ALLMULTI', 'A'],
  ['BROADCAST', 'B'],
  ['LOOPBACK', 'L'],
  ['MULTICAST', 'M'],
  ['NOARP', 'O'],
  ['PROMISC', 'P'],
  ['RUNNING', 'R'],
  ['UP', 'U'],
]

/** An interface, or one of its labels (`eth0:1`). */
export interface Interface {
  readonly name: string
  readonly link: LinkInfo
  readonly alias: boolean
  readonly addresses: readonly AddressInfo[]
}

/** All interfaces with their labels, by name; numbers in names count as numbers. */
export function interfacesOf(p: Process): Interface[] {
  const addresses = p.net.addresses()
  const found = p.net.links().flatMap((link): Interface[] => {
    const own = addresses.filter(({ device }) => device === link.name)
    const labels = [...new Set(own.map(({ label }) => label ?? link.name))].filter(
      (label) => label !== link.name,
    )
    const of = (name: string): AddressInfo[] =>
      own.filter(({ label, family }) =>
        family === 'inet' ? (label ?? link.name) === name : name === link.name,
      )
    return [
      { name: link.name, link, alias: false, addresses: of(link.name) },
      ...labels.map((name) => ({ name, link, alias: true, addresses: of(name) })),
    ]
  })
  return found.sort((a, b) => natural(a.name, b.name))
}

function natural(a: string, b: string): number {
  const [, x = '', m = ''] = /^(.*?)(\d*)$/.exec(a)!
  const [, y = '', n = ''] = /^(.*?)(\d*)$/.exec(b)!
  if (x !== y) return x < y ? -1 : 1
  return Number(m) - Number(n)
}

/** `1.3 KiB` (net-tools, lib/interface.c). */
function size(bytes: number): string {
  const units: readonly (readonly [above: number, tenth: number, name: string])[] = [
    [1125899906842624, 112589990684262, 'PiB'],
    [1099511627776, 109951162777, 'TiB'],
    [1073741824, 107374182, 'GiB'],
    [1048576, 104857, 'MiB'],
    [1024, 102, 'KiB'],
  ]
  const [, tenth, name] = units.find(([above]) => bytes > above) ?? [0, 0, 'B']
  const tenths = tenth === 0 ? bytes * 10 : Math.floor(bytes / tenth)
  return `${Math.floor(tenths / 10)}.${tenths % 10} ${name}`
}

const SCOPES = { global: '0x0<global>', link: '0x20<link>', host: '0x10<host>' } as const

/** An interface as `ifconfig` shows it. */
export function interfaceText({ name, link, alias, addresses }: Interface): string {
  const bits = FLAGS.filter(([flag]) => link.flags.includes(flag))
  const number = bits.reduce((sum, [, bit]) => sum + bit, 0)
  const lines = [`${name}: flags=${number}<${bits.map(([flag]) => flag).join(',')}>  mtu ${link.mtu}`]
  const four = addresses.find(({ family }) => family === 'inet')
  if (four) {
    const all = link.flags.includes('BROADCAST') ? `  broadcast ${four.broadcast ?? '0.0.0.0'}` : ''
    lines.push(`        inet ${four.address}  netmask ${maskText(four.length)}${all}`)
  }
  for (const six of addresses)
    if (six.family === 'inet6')
      lines.push(`        inet6 ${six.address}  prefixlen ${six.length}  scopeid ${SCOPES[six.scope]}`)
  const queue = `txqueuelen ${link.txQueueLength}`
  lines.push(
    link.kind === 'loopback'
      ? `        loop  ${queue}  (Local Loopback)`
      : `        ether ${link.mac}  ${queue}  (Ethernet)`,
  )
  const { stats } = link
  if (!alias)
    lines.push(
      `        RX packets ${stats.rxPackets}  bytes ${stats.rxBytes} (${size(stats.rxBytes)})`,
      `        RX errors ${stats.rxErrors}  dropped ${stats.rxDropped}  overruns 0  frame 0`,
      `        TX packets ${stats.txPackets}  bytes ${stats.txBytes} (${size(stats.txBytes)})`,
      `        TX errors ${stats.txErrors}  dropped ${stats.txDropped} overruns 0  carrier 0  collisions 0`,
    )
  return `${lines.join('\n')}\n\n`
}

const column = (value: number): string => String(value).padStart(6)

/** The line of an interface in `ifconfig -s` and `netstat -i`. */
export function interfaceRow({ name, link }: Interface): string {
  const { stats } = link
  const letters = LETTERS.filter(([flag]) => link.flags.includes(flag)).map(([, letter]) => letter)
  const received = `${String(stats.rxPackets).padStart(8)} ${column(stats.rxErrors)} ${column(stats.rxDropped)} 0     `
  const sent = `${String(stats.txPackets).padStart(8)} ${column(stats.txErrors)} ${column(stats.txDropped)}      0`
  return `${name.padEnd(15)} ${String(link.mtu).padStart(5)} ${received} ${sent} ${letters.join('')}\n`
}

const isUp = ({ link }: Interface): boolean => link.flags.includes('UP')
/** Those that are up, or all. */
export const shownOf = (all: readonly Interface[], everything: boolean): Interface[] =>
  all.filter((one) => everything || isUp(one))
