import { isErrno } from '../../../base/errors.ts'
import { canonicalIp } from '../../../base/ip.ts'
import type { NeighbourInfo } from '../../../kernel/net/calls.ts'
import { optionTable, parseOptions } from '../../options.ts'
import { Failure, program } from '../../program.ts'
import { HostNames } from '../hosts.ts'

const OPTIONS = optionTable(
  '[-vn] [<HW>] [-i <if>] [-a] [<hostname>]',
  '-a/--all -e -n/--numeric -v/--verbose -i/--device: -d/--delete -s/--set -D/--use-device -H/--hw-type: -A/--protocol: !-f/--file -V',
)
const HEAD = 'Address                  HWtype  HWaddress           Flags Mask            Iface\n'

const complete = ({ mac, state }: NeighbourInfo): boolean => mac !== undefined && state !== 'FAILED'

/** `arp` (net-tools 2.10): neighbours of IPv4. */
export const arp = program('arp', async (io) => {
  const options = parseOptions(io, OPTIONS)
  const { net } = io.p
  const [host, mac] = options.operands
  const device = options.get('i')
  const entries = net
    .neighbours()
    .filter(({ address, device: own }) => !address.includes(':') && (device === undefined || own === device))
  const addressOf = (text: string): string => {
    const address = canonicalIp(text)
    if (address === undefined) throw new Failure('', 255, `${text}: Host name lookup failure`)
    return address
  }
  const ask = (call: string, run: () => void): void => {
    try {
      run()
    } catch (error) {
      if (!isErrno(error)) throw error
      throw new Failure('', 255, `${call}: ${error.message}`)
    }
  }
  if (options.has('s')) {
    if (host === undefined || mac === undefined) throw new Failure('', 255, 'arp: need host name')
    const address = addressOf(host)
    ask('SIOCSARP', () =>
      net.addNeighbour(device ?? net.routeTo(address).device, address, mac.toLowerCase(), true),
    )
    return 0
  }
  if (options.has('d')) {
    if (host === undefined) throw new Failure('', 255, 'arp: need host name')
    const found = entries.find(({ address }) => address === addressOf(host))
    if (!found) {
      await io.out.write(`No ARP entry for ${host}\n`)
      return 255
    }
    ask('SIOCDARP(dontpub)', () => net.removeNeighbour(found.device, found.address))
    return 0
  }
  const names = new HostNames(io.p)
  const wanted = host === undefined ? entries : entries.filter(({ address }) => address === addressOf(host))
  const nameOf = (address: string): string | undefined =>
    options.has('n') ? undefined : names.nameOf(address)
  if (host !== undefined && wanted.length === 0) {
    const shown = nameOf(host) ?? host
    await io.out.write(`${shown} (${host}) -- no entry\n`)
    return 0
  }
  const lines = wanted.map((entry) => {
    const { address, device: own, mac: hardware, state } = entry
    const permanent = state === 'PERMANENT'
    if (options.has('a') && !options.has('e')) {
      const at = complete(entry) ? `${hardware} [ether]${permanent ? ' PERM' : ''}` : '<incomplete>'
      return `${nameOf(address) ?? '?'} (${address}) at ${at} on ${own}\n`
    }
    const start = (nameOf(address) ?? address).padEnd(25)
    if (!complete(entry))
      return `${start}${' '.repeat(8)}${'(incomplete)'.padEnd(20)}${' '.repeat(22)}${own}\n`
    return `${start}${'ether'.padEnd(8)}${hardware!.padEnd(20)}${(permanent ? 'CM' : 'C').padEnd(6)}${' '.repeat(16)}${own}\n`
  })
  if (options.has('a') && !options.has('e')) {
    if (lines.length === 0 && options.has('v')) await io.out.write('arp: in 0 entries no match found.\n')
    await io.out.write(lines.join(''))
  } else if (lines.length > 0) await io.out.write(HEAD + lines.join(''))
  if (options.has('v'))
    await io.out.write(`Entries: ${entries.length}\tSkipped: 0\tFound: ${wanted.length}\n`)
  if ((options.has('v') || device !== undefined) && entries.length === 0)
    await io.out.write('arp: in 0 entries no match found.\n')
  return 0
})
