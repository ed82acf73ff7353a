import type { DnsMessage, DnsRecord } from '../../../base/dns-message.ts'
import { canonicalIp } from '../../../base/ip.ts'
import type { Daemon } from '../../daemon.ts'
import { isSix } from '../address.ts'
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
  // Who has no address of the family, and no mail server, is known all the same.
  const own = found.filter((address) => type === (isSix(address) ? 'AAAA' : 'A'))
  return reply(own.map((data) => ({ name, type, ttl: TTL, data })))
}

/** The address of a name like `2.0.18.172.in-addr.arpa`, or of 32 digits and `ip6.arpa`. */
function addressIn(name: string): string | undefined {
  const six = /^((?:[0-9a-f]\.){32})ip6\.arpa$/i.exec(name)
  if (six) {
    const digits = six[1]!.split('.').reverse().join('')
    return canonicalIp(digits.match(/.{4}/g)!.join(':'))
  }
  const m = /^(\d+)\.(\d+)\.(\d+)\.(\d+)\.in-addr\.arpa$/i.exec(name)
  return m ? [m[4], m[3], m[2], m[1]].join('.') : undefined
}
