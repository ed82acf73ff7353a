import { expect, it } from 'vitest'
import { openHost } from '../../daemon/support/host.ts'

it('asks the daemon for the names of containers on a network of their own', async () => {
  const host = openHost()
  await host.ok(`docker pull -q busybox
docker network create lan
docker run -d --name web --network lan busybox sleep 1000
docker run -d --name db --network lan busybox sleep 1000
docker run -d --name other busybox sleep 1000`)
  expect(await host.ok('docker exec db ping -q -c 1 web | head -1')).toBe(
    'PING web (172.18.0.2): 56 data bytes\n',
  )
  // The bridge of every host knows no names.
  expect(await host.sh('docker exec other ping -c 1 web')).toMatchObject({
    stderr: "ping: bad address 'web'\n",
    exit: 1,
  })
})
