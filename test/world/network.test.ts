import { expect, it } from 'vitest'
import { isErrno } from '../../src/engine/base/errors.ts'
import { openHost } from '../daemon/support/host.ts'

it('plugs the readers machine into a network with a router and a neighbour', async () => {
  const host = openHost()
  const found: string[] = []
  let routes: string[] = []
  host.world.launch('probe', async ({ net }) => {
    routes = net
      .routes()
      .filter(({ family, table }) => family === 'inet' && table === 254)
      .map(({ dst, length, gateway, device }) => `${dst}/${length} ${gateway ?? '-'} ${device}`)
      .sort()
    for (const to of ['192.168.244.2', '192.168.244.129', '192.168.244.130', '203.0.113.1']) {
      try {
        await net.connect(net.socket('inet', 'stream'), { host: to, port: 80 })
      } catch (error) {
        if (!isErrno(error)) throw error
        found.push(`${to} ${error.errno}`)
      }
    }
    return 0
  })
  for (let i = 0; i < 1000 && found.length < 4; i++) {
    if ((await host.world.pump(100_000)).kind === 'paused') host.world.advance()
  }
  expect(routes).toEqual([
    '0.0.0.0/0 192.168.244.2 ens33',
    '172.17.0.0/16 - docker0',
    '192.168.122.0/24 - virbr0',
    '192.168.244.0/24 - ens33',
  ])
  // Whoever is there refuses; the router knows no way on.
  expect(found).toEqual([
    '192.168.244.2 ECONNREFUSED',
    '192.168.244.129 ECONNREFUSED',
    '192.168.244.130 EHOSTUNREACH',
    '203.0.113.1 ENETUNREACH',
  ])
})
