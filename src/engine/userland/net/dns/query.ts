import { type DnsRecord, RECORD_TYPES, type RecordType, reverseName } from '../../../base/dns-message.ts'
import { isErrno } from '../../../base/errors.ts'
import { canonicalIp, ipBytes } from '../../../base/ip.ts'
import type { Io } from '../../program.ts'
import { askServer, type DnsAnswer, ResolveError, resolve, resolverSettings } from '../resolve.ts'

/** BIND's version, whose programs these are. */
export const VERSION = '9.18.33-1~deb12u2-Debian'

export interface Question {
  readonly name: string
  readonly type: RecordType
}
export interface Server {
  readonly host: string
  readonly port: number
}

export const isType = (word: string): word is RecordType => word in RECORD_TYPES
export const reverseOf = (address: string): Question => ({
  name: reverseName(ipBytes(address)!),
  type: 'PTR',
})

/** A server that was given by name or address; undefined where there is none of that name. */
export async function serverAddress(io: Io, given: string): Promise<string | undefined> {
  try {
    return canonicalIp(given) ?? (await resolve(io.p, given))[0]
  } catch (error) {
    if (!(error instanceof ResolveError)) throw error
    return undefined
  }
}

/** Servers to ask: the one that was given, or those of /etc/resolv.conf. */
export const serversOf = (io: Io, given: string | undefined, port: number): Server[] =>
  (given === undefined ? resolverSettings(io.p).servers : [given]).map((host) => ({ host, port }))

export interface Asking {
  /** How often each server is asked. */
  readonly tries: number
  /** Seconds that one answer may take. */
  readonly patience: number
}

/** Asks servers in turn, until one answers. Every attempt that fails is told of, as BIND's programs do. */
export async function ask(
  io: Io,
  question: Question,
  servers: readonly Server[],
  { tries, patience }: Asking,
): Promise<{ answer: DnsAnswer; server: Server; took: number } | undefined> {
  for (const server of servers)
    for (let attempt = 0; attempt < tries; attempt++) {
      const start = io.p.now()
      let reason = 'timed out'
      try {
        const answer = await askServer(io.p, server.host, question, patience, server.port)
        if (answer) return { answer, server, took: Math.floor(Number(io.p.now() - start) / 1e6) }
      } catch (error) {
        if (!isErrno(error)) throw error
        reason = REASONS[error.errno as string] ?? error.message.toLowerCase()
      }
      await io.out.write(`;; communications error to ${server.host}#${server.port}: ${reason}\n`)
    }
  return undefined
}

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  EHOSTUNREACH: 'host unreachable',
  ENETUNREACH: 'network unreachable',
}

/** Tabs up to a column, at least one. */
function toColumn(text: string, column: number): string {
  const tabs = Math.ceil((column - text.length) / 8)
  return tabs < 1 ? `${text} ` : text + '\t'.repeat(tabs)
}
const withDot = (name: string): string => (name.endsWith('.') ? name : `${name}.`)

/** What a record says, as zone files have it. */
export const dataOf = ({ type, data }: DnsRecord): string =>
  type === 'A' || type === 'AAAA' ? data : type === 'TXT' ? `"${data}"` : withDot(data)

/** `web.			600	IN	A	172.18.0.2` */
export const recordLine = (record: DnsRecord): string =>
  `${toColumn(withDot(record.name), 24)}${record.ttl}\tIN\t${record.type}\t${dataOf(record)}`
/** `;web.				IN	A` */
export const questionLine = ({ name, type }: Question): string => `;${toColumn(withDot(name), 32)}IN\t${type}`
