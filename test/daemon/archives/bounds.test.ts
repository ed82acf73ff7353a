import { gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { type Body, bytesBody, bytesOf, concatBody, zeroBody } from '../../../src/engine/base/body.ts'
import { EngineError } from '../../../src/engine/base/errors.ts'
import type { Ports } from '../../../src/engine/base/ports.ts'
import { loadImages } from '../../../src/engine/daemon/images/load.ts'
import { decompress } from '../../../src/engine/oci/decompress.ts'
import { ownPorts } from '../../../src/engine/oci/ports.ts'
import { nodePorts } from '../../../src/headless/ports.ts'
import { CASES } from './cases.ts'
import { openDaemon } from './daemon.ts'
import { header } from './raw-tar.ts'

const { daemon, run } = openDaemon()
const load = (archive: Body): Promise<unknown> =>
  run((out) => loadImages(daemon, archive, { quiet: true }, out), [])

it('an archive larger than the disk is refused before it is read', async () => {
  let read = 0
  const huge: Body = {
    size: 20e9,
    read: (_, length) => {
      read += length
      return new Uint8Array(length)
    },
  }
  await expect(load(huge)).resolves.toEqual(new EngineError('internal', 'no space left on device'))
  expect(read).toBe(0)
})

it('gigabytes of zeros cost nothing as long as nobody reads them', async () => {
  const file = bytesBody(header({ name: 'zeros', size: '77777777777' }))
  await expect(load(concatBody([file, zeroBody(8 * 2 ** 30)]))).resolves.toMatchObject({
    message: expect.stringMatching(/repositories: no such file or directory$/),
  })
})

it.each<[string, Ports]>([
  ['the engine', ownPorts],
  ['Node', nodePorts],
])('what a gzip may grow to is bounded (%s)', async (_, ports) => {
  const bomb = bytesBody(gzipSync(new Uint8Array(4_000_000)))
  await expect(decompress(ports, bomb, 1_000_000)).rejects.toThrow('no space left on device')
  expect((await decompress(ports, bomb, 4_000_000)).body.size).toBe(4_000_000)
})

it('others run while many entries are unpacked, and a caller who goes away ends it', async () => {
  const entries = Array.from({ length: 5000 }, (_, i) => bytesBody(header({ name: `f${i}` })))
  let turns = 0
  const outcome = await run(async (out) => {
    const other = daemon.host.kernel.scheduler.start(async () => {
      for (; turns < 3; turns++) await daemon.host.kernel.scheduler.yield()
      out.close()
    })
    expect(other.dead).toBe(false)
    await loadImages(daemon, concatBody(entries), { quiet: true }, out)
  }, [])
  expect(outcome).toEqual(new EngineError('internal', 'context canceled'))
  expect(turns).toBe(3)
})

it('damaged gzips are the same to the engine and to Node', async () => {
  for (const [name, make] of CASES.filter(([title]) => title.startsWith('gzip'))) {
    const [own, native] = await Promise.all(
      [ownPorts, nodePorts].map((ports) => decompress(ports, bytesBody(make()), 1e7)),
    )
    expect(native!.cutBy, name).toEqual(own!.cutBy)
    expect(Buffer.compare(bytesOf(native!.body), bytesOf(own!.body)), name).toBe(0)
  }
})
