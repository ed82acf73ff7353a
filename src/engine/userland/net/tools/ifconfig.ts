import { isErrno } from '../../../base/errors.ts'
import { canonicalIp, ipBytes, ipText, maskedIp } from '../../../base/ip.ts'
import type { AddressInfo } from '../../../kernel/net/calls.ts'
import { Failure, type Io, program } from '../../program.ts'
import { interfaceRow, interfacesOf, interfaceText, shownOf } from './interfaces.ts'
import { USAGE } from './usage.ts'

const HEAD = 'Iface      MTU    RX-OK RX-ERR RX-DRP RX-OVR    TX-OK TX-ERR TX-DRP TX-OVR Flg\n'
const VERSION = 'net-tools 2.10\n'

/** `ifconfig` (net-tools 2.10): shows interfaces, and changes what they have. */
export const ifconfig = program('ifconfig', async (io) => {
  const args = [...io.args]
  let [all, short] = [false, false]
  while (args[0]?.startsWith('-') && args[0] !== '-') {
    const option = args.shift()!
    if (option === '-a') all = true
    else if (option === '-s') short = true
    else if (option === '-v') continue
    else if (option === '-V' || option === '--version') throw new Failure(VERSION, 0)
    else if (option === '-h' || option === '--help' || option === '-?') throw new Failure(USAGE.ifconfig, 0)
    else
      throw new Failure(
        '',
        1,
        `ifconfig: option \`${option}' not recognised.\nifconfig: \`--help' gives usage information.`,
      )
  }
  const [name, ...words] = args
  if (words.length > 0) return setInterface(io, name!, words)
  const found = interfacesOf(io.p)
  const chosen = name === undefined ? shownOf(found, all) : found.filter((one) => one.name === name)
  if (name !== undefined && chosen.length === 0)
    throw new Failure('', 1, `${name}: error fetching interface information: Device not found`)
  await io.out.write((short ? HEAD : '') + chosen.map(short ? interfaceRow : interfaceText).join(''))
  return 0
})

/** The mask that an address had before there were prefixes. */
function classLength(address: string): number {
  const first = Number(address.split('.')[0])
  return first < 128 ? 8 : first < 192 ? 16 : first < 224 ? 24 : 32
}

const lastOf = (address: string, length: number): string => {
  const bytes = ipBytes(address)!
  const ones = maskedIp(new Uint8Array(4).fill(255), length)
  return ipText(bytes.map((byte, i) => byte | (~ones[i]! & 255)))
}

function maskLength(text: string): number | undefined {
  const bytes = ipBytes(canonicalIp(text) ?? '')
  if (bytes?.length !== 4) return undefined
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('')
  return /^1*0*$/.test(bits) ? bits.replaceAll('0', '').length : undefined
}

/** Changes one interface, word by word. */
export const setInterface = (io: Io, name: string, words: string[]): Promise<number> =>
  new Setter(io, name).run(words)

class Setter {
  private readonly io: Io
  /** As given: an interface or a label. */
  private readonly name: string
  private readonly device: string
  constructor(io: Io, name: string) {
    this.io = io
    this.name = name
    this.device = name.split(':')[0]!
  }

  async run(words: string[]): Promise<number> {
    const { net } = this.io.p
    const rest = words.filter((word) => word !== 'inet' && word !== 'inet6')
    const value = (): string => {
      const next = rest.shift()
      if (next === undefined) throw new Failure('', 1, "ifconfig: `--help' gives usage information.")
      return next
    }
    let code = 0
    for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
      if (word === 'up' || word === 'down') this.flags({ up: word === 'up' })
      else if (word === 'promisc' || word === '-promisc') this.flags({ promiscuous: word === 'promisc' })
      else if (word === 'mtu') {
        const mtu = Number(value())
        this.ask('SIOCSIFMTU', () => net.changeLink(this.device, { mtu }))
      } else if (word === 'txqueuelen') {
        const length = Number(value())
        this.ask('SIOCSIFTXQLEN', () => net.changeLink(this.device, { txQueueLength: length }))
      } else if (word === 'hw') {
        value()
        const mac = value().toLowerCase()
        this.ask('SIOCSIFHWADDR', () => net.changeLink(this.device, { mac }))
      } else if (/^-?(arp|multicast)$/.test(word)) {
        const on = !word.startsWith('-')
        const what = word.endsWith('arp') ? { arp: on } : { multicast: on }
        this.ask('SIOCSIFFLAGS', () => net.changeLink(this.device, what))
      } else if (word === 'name') {
        const name = value()
        this.ask('SIOCSIFNAME', () => net.changeLink(this.device, { name }))
      } else if (word === 'netmask') this.netmask(value())
      else if (word === 'broadcast') this.replace({ broadcast: value() })
      else if (word === 'add' || word === 'del') this.six(word, value())
      else if (
        /^-?(allmulti|trailers|dynamic|pointopoint|dstaddr|tunnel|media|irq|io_addr|mem_start)$/.test(word)
      )
        throw new Failure(`${word}: not part of this simulation`)
      else code = this.address(word) ?? code
    }
    return code
  }

  private ask(call: string, run: () => void): void {
    try {
      run()
    } catch (error) {
      if (!isErrno(error)) throw error
      throw new Failure('', 255, `${call}: ${error.message}`)
    }
  }
  private flags(change: { up?: boolean; promiscuous?: boolean }): void {
    const { net } = this.io.p
    if (!net.links().some(({ name }) => name === this.device))
      throw new Failure('', 255, `${this.name}: ERROR while getting interface flags: No such device`)
    if (this.name !== this.device && change.up === false) {
      const own = this.current
      if (own) this.ask('SIOCSIFFLAGS', () => net.removeAddress(this.device, own.address, own.length))
      return
    }
    this.ask('SIOCSIFFLAGS', () => net.changeLink(this.device, change))
  }

  private get current(): AddressInfo | undefined {
    return this.io.p.net
      .addresses()
      .find(
        ({ device, family, label }) =>
          device === this.device && family === 'inet' && (label ?? device) === this.name,
      )
  }

  /** Puts an address in the place of the one that is there. */
  private replace(change: { address?: string; length?: number; broadcast?: string }): void {
    const { net } = this.io.p
    const own = this.current
    const address = change.address ?? own?.address
    if (address === undefined) throw new Failure('', 255, 'SIOCSIFNETMASK: Cannot assign requested address')
    const length = change.length ?? own?.length ?? classLength(address)
    const call = change.address ? 'SIOCSIFADDR' : change.length ? 'SIOCSIFNETMASK' : 'SIOCSIFBRDADDR'
    this.ask(call, () => {
      if (own) net.removeAddress(this.device, own.address, own.length)
      net.addAddress({
        device: this.device,
        address,
        length,
        broadcast: change.broadcast ?? lastOf(address, length),
        ...(this.name !== this.device && { label: this.name }),
      })
    })
  }

  private netmask(text: string): void {
    const length = maskLength(text)
    if (length === undefined) throw new Failure('', 1, `${text}: Host name lookup failure`)
    this.replace({ length })
  }

  /** `192.168.1.1` or `192.168.1.1/24`: the address of the interface, which is set up with it. */
  private address(word: string): number | undefined {
    const [host = '', bits] = word.split('/')
    const address = canonicalIp(host)
    if (address === undefined || address.includes(':'))
      throw new Failure(
        '',
        1,
        `${word}: Host name lookup failure\nifconfig: \`--help' gives usage information.`,
      )
    const { net } = this.io.p
    if (!net.links().some(({ name }) => name === this.device))
      throw new Failure(
        '',
        255,
        `SIOCSIFADDR: No such device\n${this.name}: ERROR while getting interface flags: No such device`,
      )
    const own = this.current
    if (address === '0.0.0.0') {
      if (own) this.ask('SIOCSIFADDR', () => net.removeAddress(this.device, own.address, own.length))
      return undefined
    }
    this.replace({ address, length: bits === undefined ? classLength(address) : Number(bits) })
    this.flags({ up: true })
    return undefined
  }

  private six(word: 'add' | 'del', text: string): void {
    const [host = '', bits = '128'] = text.split('/')
    const address = canonicalIp(host)
    if (address === undefined) throw new Failure('', 1, `${text}: Resolver Error 0 (no error)`)
    const { net } = this.io.p
    const length = Number(bits)
    if (word === 'add')
      this.ask('SIOCSIFADDR', () => net.addAddress({ device: this.device, address, length }))
    else this.ask('SIOCDIFADDR', () => net.removeAddress(this.device, address, length))
  }
}
