import {
  type DnsRecord,
  decodeDns,
  encodeDns,
  type RecordType,
  type ResponseCode,
  reverseName,
} from '../../base/dns-message.ts'
import { isErrno } from '../../base/errors.ts'
import { canonicalIp, ipBytes } from '../../base/ip.ts'
import type { Process } from '../../kernel/process.ts'
import { fieldsIn } from '../system-files.ts'
import { HostNames } from './hosts.ts'

/** Why a name leads to no address (getaddrinfo(3)). */
export class ResolveError extends Error {
  override readonly name = 'ResolveError'
  readonly kind: 'again' | 'unknown' | 'family'
  constructor(kind: 'again' | 'unknown' | 'family') {
    super(TEXTS[kind])
    this.kind = kind
  }
}
const TEXTS = {
  again: 'Temporary failure in name resolution',
  unknown: 'Name or service not known',
  family: 'Address family for hostname not supported',
} as const

export type Family = 4 | 6
const familyOf = (address: string): Family => (address.includes(':') ? 6 : 4)

/** What /etc/resolv.conf says (resolv.conf(5)). */
export interface ResolverSettings {
  readonly servers: readonly string[]
  readonly search: readonly string[]
  readonly ndots: number
  /** Seconds to wait for an answer, and how often each server is asked. */
  readonly timeout: number
  readonly attempts: number
}

export function resolverSettings(p: Process): ResolverSettings {
  const lines = fieldsIn(p, '/etc/resolv.conf')
  const servers = lines.filter(([word]) => word === 'nameserver').flatMap(([, server]) => server ?? [])
  const options = lines.filter(([word]) => word === 'options').flatMap(([, ...rest]) => rest)
  const option = (name: string, otherwise: number): number =>
    Number(options.find((text) => text.startsWith(`${name}:`))?.slice(name.length + 1) ?? otherwise)
  return {
    servers: servers.length > 0 ? servers.slice(0, 3) : ['127.0.0.1'],
    search: lines.findLast(([word]) => word === 'search' || word === 'domain')?.slice(1) ?? [],
    ndots: option('ndots', 1),
    timeout: option('timeout', 5),
    attempts: option('attempts', 2),
  }
}

/** What a server answered. */
export interface DnsAnswer {
  readonly code: ResponseCode
  readonly records: readonly DnsRecord[]
  readonly authoritative: boolean
  /** The server asks others for what it does not know. */
  readonly recursive: boolean
  /** Bytes of the message. */
  readonly size: number
  readonly server: string
  readonly id: number
}

const DNS_PORT = 53
const LARGEST = 4096

/** Asks one server once. Undefined where no answer comes; ECONNREFUSED and the like are thrown. */
export async function askServer(
  p: Process,
  server: string,
  question: { readonly name: string; readonly type: RecordType },
  timeout: number,
  port = DNS_PORT,
): Promise<DnsAnswer | undefined> {
  const { net } = p
  const fd = net.socket(server.includes(':') ? 'inet6' : 'inet', 'dgram')
  try {
    await net.connect(fd, { host: server, port })
    const id = p.random.below(65536)
    const query = encodeDns({
      id,
      response: false,
      recursionDesired: true,
      recursionAvailable: false,
      code: 'NOERROR',
      questions: [question],
      answers: [],
    })
    await net.send(fd, query)
    for (;;) {
      const [ready] = await net.poll([{ fd, events: ['in'] }], timeout * 1e9)
      if (!ready || !(ready.in || ready.error)) return undefined
      const { data } = await net.recv(fd, LARGEST)
      const message = decodeDns(data)
      if (!message?.response || message.id !== id) continue
      const { code, answers, authoritative, recursionAvailable: recursive } = message
      const { length: size } = data
      return { code, records: answers, authoritative: authoritative === true, recursive, size, server, id }
    }
  } finally {
    p.close(fd)
  }
}

/** Asks the servers of /etc/resolv.conf in turn. Undefined where none answers. */
export async function askDns(
  p: Process,
  question: { readonly name: string; readonly type: RecordType },
  settings: ResolverSettings = resolverSettings(p),
): Promise<DnsAnswer | undefined> {
  let failed: DnsAnswer | undefined
  for (let attempt = 0; attempt < settings.attempts; attempt++)
    for (const server of settings.servers) {
      try {
        const answer = await askServer(p, server, question, settings.timeout)
        if (answer && (answer.code === 'NOERROR' || answer.code === 'NXDOMAIN')) return answer
        failed = answer ?? failed
      } catch (error) {
        if (!isErrno(error)) throw error
      }
    }
  return failed
}

/** The names that are asked for, in their order: with the search list where a name has few dots. */
function candidates(name: string, { search, ndots }: ResolverSettings): string[] {
  if (name.endsWith('.')) return [name.slice(0, -1)]
  const listed = search.filter((domain) => domain !== '.').map((domain) => `${name}.${domain}`)
  return name.split('.').length - 1 >= ndots ? [name, ...listed] : [...listed, name]
}

/**
 * Addresses of a host, the best first, as getaddrinfo(3) gives them: an address itself, /etc/hosts, the DNS. Throws
 * `ResolveError`.
 */
export async function resolve(p: Process, host: string, family?: Family): Promise<string[]> {
  const literal = canonicalIp(host)
  if (literal !== undefined) {
    if (family !== undefined && familyOf(literal) !== family) throw new ResolveError('family')
    return [literal]
  }
  const fits = (address: string): boolean => family === undefined || familyOf(address) === family
  // Numbers and dots that are no address are nobody's name (glibc, digits_dots.c).
  if (/^\d[\d.]*$/.test(host)) throw new ResolveError('unknown')
  const own = new HostNames(p).addressesOf(host).filter(fits)
  if (own.length > 0) return sorted(p, own)
  const settings = resolverSettings(p)
  let answered = false
  for (const name of candidates(host, settings)) {
    const found: string[] = []
    for (const type of ['A', 'AAAA'] as const) {
      if (family !== undefined && (type === 'A' ? 4 : 6) !== family) continue
      const answer = await askDns(p, { name, type }, settings)
      if (!answer || answer.code === 'SERVFAIL' || answer.code === 'REFUSED') continue
      answered = true
      for (const record of answer.records) if (record.type === type) found.push(record.data)
    }
    if (found.length > 0) return sorted(p, found)
  }
  throw new ResolveError(answered ? 'unknown' : 'again')
}

/** The name of an address: /etc/hosts, then the DNS. Throws `ResolveError`. */
export async function nameOf(p: Process, address: string): Promise<string> {
  const own = new HostNames(p).nameOf(address)
  if (own !== undefined) return own
  const answer = await askDns(p, { name: reverseName(ipBytes(address)!), type: 'PTR' })
  if (!answer || answer.code === 'SERVFAIL' || answer.code === 'REFUSED') throw new ResolveError('again')
  const name = answer.records.find(({ type }) => type === 'PTR')?.data
  if (name === undefined) throw new ResolveError('unknown')
  return name
}

/** Those that can be reached first, then by precedence (RFC 3484, as glibc has it: unique local addresses are as others of IPv6). */
function sorted(p: Process, addresses: readonly string[]): string[] {
  const rank = (address: string): number => {
    try {
      p.net.routeTo(address)
    } catch (error) {
      if (!isErrno(error)) throw error
      return 100
    }
    if (address === '::1') return 0
    return familyOf(address) === 6 ? 1 : 2
  }
  const ranks = new Map(addresses.map((address) => [address, rank(address)]))
  return [...new Set(addresses)].sort((a, b) => ranks.get(a)! - ranks.get(b)!)
}
