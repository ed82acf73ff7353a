import type { LinkInfo } from '../../../kernel/net/calls.ts'
import type { Io } from '../../program.ts'

/** `-D`: the interfaces that can be captured on, those that are up first (libpcap, get_figure_of_merit). */
export async function listDevices(io: Io): Promise<number> {
  const links = io.p.net.links()
  const merit = ({ kind, flags, carrier }: LinkInfo): number =>
    (flags.includes('UP') ? 0 : 4) + (carrier ? 0 : 2) + (kind === 'loopback' ? 1 : 0)
  const stateOf = ({ kind, flags, carrier }: LinkInfo): string => {
    const words = [
      ...(flags.includes('UP') ? ['Up'] : []),
      ...(flags.includes('UP') && carrier ? ['Running'] : []),
      ...(kind === 'loopback' ? ['Loopback'] : carrier ? ['Connected'] : ['Disconnected']),
    ]
    return words.join(', ')
  }
  const sorted = [...links].sort((a, b) => merit(a) - merit(b) || a.ifindex - b.ifindex)
  const cards = sorted.filter((link) => merit(link) === 0).map((link) => `${link.name} [${stateOf(link)}]`)
  const others = sorted.filter((link) => merit(link) !== 0).map((link) => `${link.name} [${stateOf(link)}]`)
  const all = [
    ...cards,
    'any (Pseudo-device that captures on all interfaces) [Up, Running]',
    ...others,
    'bluetooth-monitor (Bluetooth Linux Monitor) [Wireless]',
    'nflog (Linux netfilter log (NFLOG) interface) [none]',
    'nfqueue (Linux netfilter queue (NFQUEUE) interface) [none]',
    'dbus-system (D-Bus system bus) [none]',
    'dbus-session (D-Bus session bus) [none]',
  ]
  await io.out.write(all.map((text, i) => `${i + 1}.${text}\n`).join(''))
  return 0
}
