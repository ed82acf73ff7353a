import { type IpBytes, ipBytes, ipText } from './ip.ts'
import { decode, encode } from './text.ts'

/** Numbers of the types of records that are in use (RFC 1035, 3.2.2; RFC 3596). */
export const RECORD_TYPES = {
  A: 1,
  NS: 2,
  CNAME: 5,
  SOA: 6,
  PTR: 12,
  MX: 15,
  TXT: 16,
  AAAA: 28,
  ANY: 255,
} as const
export type RecordType = keyof typeof RECORD_TYPES

/** Response codes (RFC 1035, 4.1.1). */
export const RESPONSE_CODES = ['NOERROR', 'FORMERR', 'SERVFAIL', 'NXDOMAIN', 'NOTIMP', 'REFUSED'] as const
export type ResponseCode = (typeof RESPONSE_CODES)[number]

export interface DnsQuestion {
  /** Without the last dot: `www.example.org`. */
  readonly name: string
  readonly type: RecordType
}

/** A record of an answer. `data`: an address, or a name; of TXT, its text. */
export interface DnsRecord extends DnsQuestion {
  /** Seconds. */
  readonly ttl: number
  readonly data: string
}

/** A message of the DNS: a question, or an answer to it (RFC 1035, 4). */
export interface DnsMessage {
  readonly id: number
  readonly response: boolean
  readonly authoritative?: boolean
  readonly recursionDesired: boolean
  readonly recursionAvailable: boolean
  readonly code: ResponseCode
  readonly questions: readonly DnsQuestion[]
  readonly answers: readonly DnsRecord[]
}

/** A message's bytes, as they go over UDP. A name that is there already is pointed to. */
export function encodeDns(message: DnsMessage): Uint8Array {
  const out: number[] = []
  const seen = new Map<string, number>()
  const short = (value: number): void => void out.push((value >> 8) & 255, value & 255)
  const name = (text: string): void => {
    const labels = text === '' ? [] : text.split('.')
    for (let i = 0; i < labels.length; i++) {
      const rest = labels.slice(i).join('.').toLowerCase()
      const at = seen.get(rest)
      if (at !== undefined) {
        short(0xc000 | at)
        return
      }
      if (out.length < 0x4000) seen.set(rest, out.length)
      const bytes = encode(labels[i]!)
      out.push(bytes.length, ...bytes)
    }
    out.push(0)
  }
  short(message.id)
  short(
    (message.response ? 0x8000 : 0) |
      (message.authoritative ? 0x0400 : 0) |
      (message.recursionDesired ? 0x0100 : 0) |
      (message.recursionAvailable ? 0x0080 : 0) |
      RESPONSE_CODES.indexOf(message.code),
  )
  for (const count of [message.questions.length, message.answers.length, 0, 0]) short(count)
  const head = (question: DnsQuestion): void => {
    name(question.name)
    short(RECORD_TYPES[question.type])
    short(1)
  }
  for (const question of message.questions) head(question)
  for (const record of message.answers) {
    head(record)
    short(record.ttl >>> 16)
    short(record.ttl & 0xffff)
    const at = out.length
    short(0)
    if (record.type === 'A' || record.type === 'AAAA') out.push(...(ipBytes(record.data) ?? []))
    else if (record.type === 'TXT') {
      const bytes = encode(record.data)
      out.push(bytes.length, ...bytes)
    } else name(record.data)
    const length = out.length - at - 2
    out[at] = length >> 8
    out[at + 1] = length & 255
  }
  return Uint8Array.from(out)
}

/** Reads a message; undefined where it is cut short or is none. Records of other types are left out. */
export function decodeDns(bytes: Uint8Array): DnsMessage | undefined {
  try {
    return new Reader(bytes).message()
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

const typeOf = (number: number): RecordType | undefined =>
  (Object.keys(RECORD_TYPES) as RecordType[]).find((type) => RECORD_TYPES[type] === number)

class Reader {
  private readonly bytes: Uint8Array
  private at = 0
  constructor(bytes: Uint8Array) {
    this.bytes = bytes
  }
  private byte(): number {
    const byte = this.bytes[this.at++]
    if (byte === undefined) throw new RangeError('cut short')
    return byte
  }
  private short(): number {
    return (this.byte() << 8) | this.byte()
  }
  private take(length: number): IpBytes {
    if (this.at + length > this.bytes.length) throw new RangeError('cut short')
    this.at += length
    return this.bytes.slice(this.at - length, this.at)
  }

  message(): DnsMessage {
    const id = this.short()
    const flags = this.short()
    const [questions = 0, answers = 0] = [this.short(), this.short(), this.short(), this.short()]
    const asked = Array.from({ length: questions }, () => this.question())
    const given = Array.from({ length: answers }, () => this.record())
    return {
      id,
      response: (flags & 0x8000) !== 0,
      authoritative: (flags & 0x0400) !== 0,
      recursionDesired: (flags & 0x0100) !== 0,
      recursionAvailable: (flags & 0x0080) !== 0,
      code: RESPONSE_CODES[flags & 15] ?? 'SERVFAIL',
      questions: asked.flatMap(({ name, type }) => (type ? [{ name, type }] : [])),
      answers: given.filter((record) => record !== undefined),
    }
  }

  private question(): { name: string; type: RecordType | undefined } {
    const name = this.name()
    const type = typeOf(this.short())
    this.short()
    return { name, type }
  }
  private record(): DnsRecord | undefined {
    const { name, type } = this.question()
    const ttl = this.short() * 65536 + this.short()
    const length = this.short()
    const end = this.at + length
    let data: string | undefined
    if (type === 'A' || type === 'AAAA') data = ipText(this.take(length))
    else if (type === 'TXT') data = decode(this.take(this.byte()))
    else if (type === 'CNAME' || type === 'PTR' || type === 'NS') data = this.name()
    this.at = end
    return type === undefined || data === undefined ? undefined : { name, type, ttl, data }
  }
  /** A name: labels, or a pointer to where the rest stands. Pointers only lead back. */
  private name(): string {
    const labels: string[] = []
    let back: number | undefined
    for (let limit = this.at; ; ) {
      const length = this.byte()
      if (length === 0) break
      if (length >= 0xc0) {
        const to = ((length & 0x3f) << 8) | this.byte()
        if (to >= limit) throw new RangeError('a pointer leads on')
        back ??= this.at
        this.at = limit = to
      } else labels.push(decode(this.take(length)))
    }
    if (back !== undefined) this.at = back
    return labels.join('.')
  }
}

/** The name that is asked for an address's name: `20.50.168.192.in-addr.arpa` (RFC 1035, 3.5; RFC 3596, 2.5). */
export function reverseName(address: IpBytes): string {
  const parts =
    address.length === 4
      ? Array.from(address, String)
      : Array.from(address).flatMap((byte) => [(byte >> 4).toString(16), (byte & 15).toString(16)])
  return `${parts.reverse().join('.')}.${address.length === 4 ? 'in-addr' : 'ip6'}.arpa`
}
