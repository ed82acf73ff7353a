import { isErrno } from '../../../base/errors.ts'
import type { SocketAddress } from '../../../kernel/net/calls.ts'
import type { IcmpMessage } from '../../../kernel/net/packet.ts'
import type { Fd, Process } from '../../../kernel/process.ts'

/** What comes back for an echo: its answer, or an error about it. */
export type Answer =
  | {
      readonly kind: 'reply'
      readonly sequence: number
      readonly from: string
      readonly ttl: number
      readonly bytes: number
      readonly at: bigint
    }
  | {
      readonly kind: 'error'
      readonly sequence: number
      readonly from: string
      readonly message: IcmpMessage
    }

/** Sends echoes to one address and gets what comes back (icmp(7)): by a socket for ping where one may have it, else by a raw one. */
export class EchoSocket {
  private readonly p: Process
  private readonly to: SocketAddress
  private readonly six: boolean
  readonly fd: Fd
  private readonly raw: boolean
  private readonly id: number

  constructor(p: Process, host: string, ttl?: number) {
    this.p = p
    this.to = { host, port: 0 }
    this.six = host.includes(':')
    const [domain, protocol] = this.six ? (['inet6', 'icmp6'] as const) : (['inet', 'icmp'] as const)
    let fd: Fd
    let raw = false
    try {
      fd = p.net.socket(domain, 'dgram', protocol)
    } catch (error) {
      if (!isErrno(error, 'EACCES', 'EPERM')) throw error
      fd = p.net.socket(domain, 'raw', protocol)
      raw = true
    }
    this.fd = fd
    this.raw = raw
    this.id = p.pid & 0xffff
    p.net.setsockopt(fd, 'recverr', true)
    if (ttl !== undefined) p.net.setsockopt(fd, 'ttl', ttl)
  }

  async send(sequence: number, bytes: number): Promise<void> {
    await this.p.net.sendMessage(
      this.fd,
      {
        kind: this.six ? 'icmp6' : 'icmp',
        type: this.six ? 128 : 8,
        code: 0,
        id: this.id,
        sequence: sequence & 0xffff,
        payload: Uint8Array.from({ length: bytes }, (_, i) => i & 255),
      },
      this.to,
    )
  }

  /** The next answer within so many nanoseconds; undefined where none came. */
  async receive(nanoseconds: number): Promise<Answer | undefined> {
    const { net } = this.p
    const end = this.p.now() + BigInt(Math.max(0, Math.round(nanoseconds)))
    for (;;) {
      const left = Number(end - this.p.now())
      const [ready] = await net.poll([{ fd: this.fd, events: ['in'] }], Math.max(0, left))
      if (!ready) return undefined
      const answer = ready.error ? this.failure() : await this.message()
      if (answer) return answer
      if (left <= 0) return undefined
    }
  }

  private failure(): Answer | undefined {
    const error = this.p.net.recvError(this.fd)
    const sequence = error?.message?.about ? this.own(error.message.about.transport) : undefined
    if (!error?.message || sequence === undefined) return undefined
    return { kind: 'error', sequence, from: error.from.host, message: error.message }
  }
  /** The number of an echo of this socket's. */
  private own(transport: { readonly kind: string }): number | undefined {
    const echo = transport as Partial<IcmpMessage>
    if (echo.kind !== 'icmp' && echo.kind !== 'icmp6') return undefined
    return this.raw && echo.id !== this.id ? undefined : echo.sequence
  }

  private async message(): Promise<Answer | undefined> {
    const { transport, from, ttl, length } = await this.p.net.recvMessage(this.fd)
    if (transport.kind !== 'icmp' && transport.kind !== 'icmp6') return undefined
    const reply = transport.type === (this.six ? 129 : 0)
    if (reply && (!this.raw || transport.id === this.id))
      return {
        kind: 'reply',
        sequence: transport.sequence ?? 0,
        from: from.host,
        ttl,
        bytes: length,
        at: this.p.now(),
      }
    if (this.raw && transport.about) {
      const sequence = this.own(transport.about.transport)
      if (sequence !== undefined) return { kind: 'error', sequence, from: from.host, message: transport }
    }
    return undefined
  }
  close(): void {
    this.p.close(this.fd)
  }
}

/** What an error of ICMP says, as ping prints it (RFC 792; iputils, pr_icmph). */
export function errorText({ kind, type, code }: IcmpMessage): string {
  if (kind === 'icmp6')
    return type === 3
      ? 'Time exceeded: Hop limit'
      : `Destination unreachable: ${['No route', 'Administratively prohibited', 'Beyond scope of source address', 'Address unreachable', 'Port unreachable'][code] ?? `Unknown code ${code}`}`
  if (type === 11) return 'Time to live exceeded'
  const texts: Readonly<Record<number, string>> = {
    0: 'Destination Net Unreachable',
    1: 'Destination Host Unreachable',
    2: 'Destination Protocol Unreachable',
    3: 'Destination Port Unreachable',
    4: 'Frag needed and DF set',
    9: 'Destination Net Prohibited',
    10: 'Destination Host Prohibited',
    13: 'Packet filtered',
  }
  return texts[code] ?? `Dest Unreachable, Bad Code: ${code}`
}
