import { describe, expect, it } from 'vitest'
import { canonicalIp, inPrefix, ipBytes, ipText, maskedIp } from '../../src/engine/base/ip.ts'

describe('addresses as text', () => {
  it.each([
    ['192.168.50.20', '192.168.50.20'],
    ['192.168.050.20', undefined],
    ['256.1.1.1', undefined],
    ['1.2.3', undefined],
    ['::', '::'],
    ['::1', '::1'],
    ['0:0:0:0:0:0:0:1', '::1'],
    ['FD00:50::0010', 'fd00:50::10'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['2001:0:0:1:0:0:0:1', '2001:0:0:1::1'],
    ['fe80::', 'fe80::'],
    ['::ffff:127.0.0.1', '::ffff:127.0.0.1'],
    ['::ffff:7f00:1', '::ffff:127.0.0.1'],
    ['1::2::3', undefined],
    ['1:2:3:4:5:6:7', undefined],
    ['1:2:3:4:5:6:7:8:9', undefined],
    ['12345::', undefined],
    ['fe80::1%eth0', undefined],
  ])('%s', (text, expected) => {
    expect(canonicalIp(text)).toBe(expected)
  })
})

describe('prefixes', () => {
  const masked = (text: string, length: number) => ipText(maskedIp(ipBytes(text)!, length))
  it('clear the bits below their length', () => {
    expect(masked('172.17.200.3', 16)).toBe('172.17.0.0')
    expect(masked('172.17.200.3', 22)).toBe('172.17.200.0')
    expect(masked('172.17.203.3', 22)).toBe('172.17.200.0')
    expect(masked('fd00:50:1:2:3::4', 48)).toBe('fd00:50:1::')
    expect(masked('1.2.3.4', 0)).toBe('0.0.0.0')
    expect(masked('1.2.3.4', 32)).toBe('1.2.3.4')
  })
  it('hold what is within them, of their family alone', () => {
    const within = (address: string, prefix: string, length: number) =>
      inPrefix(ipBytes(address)!, ipBytes(prefix)!, length)
    expect(within('192.168.50.99', '192.168.50.0', 24)).toBe(true)
    expect(within('192.168.51.1', '192.168.50.0', 24)).toBe(false)
    expect(within('::1', '0.0.0.0', 0)).toBe(false)
  })
})
