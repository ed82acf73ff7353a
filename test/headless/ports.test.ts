import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { type Body, bytesBody, bytesOf, concatBody, zeroBody } from '../../src/engine/base/body.ts'
import type { Ports } from '../../src/engine/base/ports.ts'
import { encode } from '../../src/engine/base/text.ts'
import { ownPorts } from '../../src/engine/oci/ports.ts'
import { nodePorts } from '../../src/headless/ports.ts'

const PORTS: readonly [string, Ports][] = [
  ['the engine', ownPorts],
  ['Node', nodePorts],
]

describe.each(PORTS)('the ports of %s', (_, ports) => {
  const text = encode('one body, one hash\n'.repeat(10_000))
  it('hash a body in pieces', async () => {
    expect(await ports.sha256(concatBody([zeroBody(100_000), bytesBody(text)]))).toBe(
      '96dba031d9854d6adfa8bacc5ba6417bac3c851288de94e53f77522bb6bac92b',
    )
  })
  it('take gzip apart, of several members too', async () => {
    const zipped: Body = concatBody([bytesBody(gzipSync(text)), bytesBody(gzipSync(encode('more')))])
    const content = await ports.gunzip(zipped, 1e6)
    expect(Buffer.compare(bytesOf(content as Body), Buffer.concat([text, encode('more')]))).toBe(0)
  })
  it('give up on damage and beyond the limit', async () => {
    const zipped = gzipSync(text)
    expect(await ports.gunzip(bytesBody(zipped), text.length - 1)).toBe('too large')
    expect(await ports.gunzip(bytesBody(zipped.subarray(0, 200)), 1e6)).toBe('damaged')
    expect(await ports.gunzip(bytesBody(Buffer.concat([zipped, encode('junk')])), 1e6)).toBe('damaged')
    expect(await ports.gunzip(bytesBody(zipped.fill(0xff, 20, 60)), 1e6)).toBe('damaged')
  })
})
