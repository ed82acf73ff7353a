import type { DnsMessage, DnsRecord } from '../../../base/dns-message.ts'
import type { Daemon } from '../../daemon.ts'
import { addressesOf, nameOf } from './names.ts'

/** Seconds that an answer holds (moby, libnetwork/resolver.go, respTTL). */
const TTL = 600

/** What the daemon knows of a name itself; undefined where others have to be asked. */
export function answer(daemon: Daemon, id: string, query: DnsMessage): DnsMessage | undefined {
  const [question] = query.questions
  if (!question) return undefined
  const { name, type } = question
  const reply = (answers: readonly DnsRecord[]): DnsMessage => ({
    ...query,
    response: true,
    authoritative: false,
    recursionAvailable: true,
    code: 'NOERROR',
    answers,
  })
  if (type === 'PTR') {
    const address = addressIn(name)
    const found = address && nameOf(daemon, id, address)
    return found === undefined ? undefined : reply([{ name, type, ttl: TTL, data: found }])
  }
  if (type !== 'A' && type !== 'AAAA' && type !== 'MX') return undefined
  const found = addressesOf(daemon, id, name)
  if (!found) return undefined
  // Nobody has an IPv6 address or a mail server here, but the name is known.
  return reply(type === 'A' ? found.map((data) => ({ name, type, ttl: TTL, data })) : [])
}

/** The address of a name like `2.0.18.172.in-addr.arpa`. */
function addressIn(name: string): string | undefined {
  const m = /^(\d+)\.(\d+)\.(\d+)\.(\d+)\.in-addr\.arpa$/i.exec(name)
  return m ? [m[4], m[3], m[2], m[1]].join('.') : undefined
}
