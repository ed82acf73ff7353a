import type { Main } from '../../program.ts'
import { Failure } from '../../program.ts'
import { maskText } from '../routes.ts'
import { setInterface } from '../tools/ifconfig.ts'
import { type Interface, interfacesOf, shownOf } from '../tools/interfaces.ts'

/** Flags in the order in which this ifconfig names them. */
const FLAGS = [
  'UP',
  'BROADCAST',
  'LOOPBACK',
  'POINTOPOINT',
  'RUNNING',
  'NOARP',
  'PROMISC',
  'ALLMULTI',
  'MULTICAST',
]
const UNITS = ['', 'Ki', 'Mi', 'Gi', 'Ti']
const SCOPES = { global: 'Global', link: 'Link', host: 'Host' } as const

/** `736 (736.0 B)`. */
function bytesText(bytes: number): string {
  let [whole, tenth, unit] = [bytes, 0, 0]
  while (whole >= 1024 && unit < UNITS.length - 1) {
    tenth = Math.floor(((whole % 1024) * 10) / 1024)
    whole = Math.floor(whole / 1024)
    unit++
  }
  return `${bytes} (${whole}.${tenth} ${UNITS[unit]}B)`
}

function textOf({ name, link, alias, addresses }: Interface): string {
  const loopback = link.kind === 'loopback'
  const lines = [
    `${name.padEnd(9)} Link encap:${loopback ? 'Local Loopback  ' : `Ethernet  HWaddr ${link.mac.toUpperCase()}  `}`,
  ]
  for (const { family, address, length, broadcast, scope } of addresses) {
    const all = link.flags.includes('BROADCAST') ? `  Bcast:${broadcast ?? '0.0.0.0'}` : ''
    lines.push(
      family === 'inet'
        ? `inet addr:${address}${all}  Mask:${maskText(length)}`
        : `inet6 addr: ${address}/${length} Scope:${SCOPES[scope]}`,
    )
  }
  const flags = FLAGS.filter((flag) => link.flags.includes(flag)).join(' ')
  lines.push(`${flags || '[NO FLAGS]'}  MTU:${link.mtu}  Metric:1`)
  const { stats } = link
  if (!alias)
    lines.push(
      `RX packets:${stats.rxPackets} errors:${stats.rxErrors} dropped:${stats.rxDropped} overruns:0 frame:0`,
      `TX packets:${stats.txPackets} errors:${stats.txErrors} dropped:${stats.txDropped} overruns:0 carrier:0`,
      `collisions:0 txqueuelen:${link.txQueueLength} `,
      `RX bytes:${bytesText(stats.rxBytes)}  TX bytes:${bytesText(stats.txBytes)}`,
    )
  return `${lines.join('\n          ')}\n\n`
}

/** `ifconfig` of busybox. */
export const ifconfigMain: Main = async (io) => {
  const all = io.args[0] === '-a'
  const [name, ...words] = all ? io.args.slice(1) : io.args
  if (name?.startsWith('-')) throw new Failure(`invalid option -- '${name[1]}'`, 1, io.usage)
  if (name !== undefined && words.length > 0) return setInterface(io, name, words)
  const found = interfacesOf(io.p)
  const chosen = name === undefined ? shownOf(found, all) : found.filter((one) => one.name === name)
  if (chosen.length === 0 && name !== undefined)
    throw new Failure(`${name}: error fetching interface information: Device not found`)
  await io.out.write(chosen.map(textOf).join(''))
  return 0
}
