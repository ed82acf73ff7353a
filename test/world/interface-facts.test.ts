import { expect, it } from 'vitest'
import { openHost } from '../daemon/support/host.ts'

it('tells checks of interfaces, and which ends make a pair', async () => {
  const host = openHost()
  await host.ok('docker pull -q busybox; docker run -d --name web busybox sleep 1000')
  const facts = host.world.facts()
  const [inside] = facts.interfaces({ container: 'web' }).filter(({ name }) => name === 'eth0')
  const outside = facts.interfaces().find(({ ifindex }) => ifindex === inside?.iflink)
  expect(inside).toMatchObject({ up: true, carrier: true, addresses: ['172.17.0.2/16'] })
  expect(outside).toMatchObject({ iflink: inside?.ifindex, master: 'docker0', addresses: [] })
  await host.ok(`ip link set ${outside?.name} down`)
  expect(
    host.world
      .facts()
      .interfaces({ container: 'web' })
      .find(({ name }) => name === 'eth0'),
  ).toMatchObject({ up: true, carrier: false })
  expect(facts.interfaces({ container: 'nobody' })).toEqual([])
})
