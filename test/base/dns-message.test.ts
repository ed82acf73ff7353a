import { describe, expect, it } from 'vitest'
import { type DnsMessage, decodeDns, encodeDns, reverseName } from '../../src/engine/base/dns-message.ts'
import { ipBytes } from '../../src/engine/base/ip.ts'

const query: DnsMessage = {
  id: 0x1234,
  response: false,
  authoritative: false,
  recursionDesired: true,
  recursionAvailable: false,
  code: 'NOERROR',
  questions: [{ name: 'www.example.org', type: 'A' }],
  answers: [],
}

describe('messages of the DNS', () => {
  it('are as RFC 1035 lays them out', () => {
    const bytes = encodeDns(query)
    expect(Buffer.from(bytes).toString('hex')).toBe(
      '123401000001000000000000' + '03777777076578616d706c65036f7267000001' + '0001',
    )
    expect(decodeDns(bytes)).toEqual(query)
  })

  it('point to names that are there already', () => {
    const answer: DnsMessage = {
      ...query,
      response: true,
      recursionAvailable: true,
      answers: [
        { name: 'www.example.org', type: 'CNAME', ttl: 600, data: 'web.example.org' },
        { name: 'web.example.org', type: 'A', ttl: 600, data: '172.18.0.2' },
        { name: 'web.example.org', type: 'AAAA', ttl: 70000, data: 'fd00::2' },
      ],
    }
    const bytes = encodeDns(answer)
    expect(bytes.length).toBe(33 + (2 + 10 + 6) + (2 + 10 + 4) + (2 + 10 + 16))
    expect(decodeDns(bytes)).toEqual(answer)
  })

  it('that are cut short or run in a circle are none', () => {
    const bytes = encodeDns(query)
    expect(decodeDns(bytes.subarray(0, 20))).toBeUndefined()
    const circle = bytes.slice()
    circle[12] = 0xc0
    circle[13] = 12
    expect(decodeDns(circle)).toBeUndefined()
  })

  it('ask for the name of an address', () => {
    expect(reverseName(ipBytes('192.168.50.20')!)).toBe('20.50.168.192.in-addr.arpa')
    expect(reverseName(ipBytes('fd00::1')!)).toBe(
      '1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.d.f.ip6.arpa',
    )
  })
})
