import { expect, it } from 'vitest'
import { openSmallHost } from './support/host.ts'

const shellIn = () => {
  const host = openSmallHost()
  return async (script: string): Promise<string> => (await host.sh(script)).stdout
}

it('gives addresses from the lowest free one on, and takes them back', async () => {
  const sh = shellIn()
  await sh('docker pull -q busybox')
  for (const name of ['aa', 'bb', 'cc']) await sh(`docker run -d --name ${name} busybox sleep 1000`)
  const address = (name: string) => sh(`docker inspect -f "{{.NetworkSettings.IPAddress}}" ${name}`)
  expect(await address('bb')).toBe('172.17.0.3\n')
  await sh('docker rm -f bb')
  await sh('docker run -d --name dd busybox sleep 1000')
  expect(await address('dd')).toBe('172.17.0.3\n')
  expect(await sh('docker exec dd tail -n 1 /etc/hosts')).toMatch(/^172\.17\.0\.3\t[0-9a-f]{12}\n$/)
})

it('refuses a host port that another container has, and leaves the container as it was made', async () => {
  const sh = shellIn()
  await sh('docker pull -q busybox')
  await sh('docker run -d --name aa -p 127.0.0.1:8080:80 busybox sleep 1000')
  expect(await sh('docker run -d --name bb -p 8080:80 busybox sleep 1000 2>&1; echo $?')).toMatch(
    /^[0-9a-f]{64}\ndocker: Error response from daemon: failed to set up container networking: driver failed programming external connectivity on endpoint bb \([0-9a-f]{64}\): Bind for 0\.0\.0\.0:8080 failed: port is already allocated\n\nRun 'docker run --help' for more information\n125\n$/,
  )
  expect(await sh('docker ps -a --format "{{.Names}} {{.Status}}" -f name=bb')).toBe('bb Created\n')
  await sh('docker run -d --name cc -p 127.0.0.2:8080:80 -p 8080:80/udp busybox sleep 1000')
  expect(await sh('docker port cc')).toBe(
    '80/tcp -> 127.0.0.2:8080\n80/udp -> 0.0.0.0:8080\n80/udp -> [::]:8080\n',
  )
})

it('chooses ports one after the other', async () => {
  const sh = shellIn()
  await sh('docker pull -q busybox')
  await sh('docker run -d --name aa -p 80 -p 81 busybox sleep 1000; docker rm -f aa')
  await sh('docker run -d --name bb --expose 90 -P busybox sleep 1000')
  expect(await sh('docker port bb')).toBe('90/tcp -> 0.0.0.0:32770\n90/tcp -> [::]:32770\n')
})
