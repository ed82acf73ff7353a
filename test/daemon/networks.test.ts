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
    /^[0-9a-f]{64}\ndocker: Error response from daemon: failed to set up container networking: driver failed programming external connectivity on endpoint bb \([0-9a-f]{64}\): Bind for 127\.0\.0\.1:8080 failed: port is already allocated\n\nRun 'docker run --help' for more information\n125\n$/,
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

it('gives a network the lowest subnet that none has, and addresses within what was asked for', async () => {
  const sh = shellIn()
  await sh('docker pull -q busybox; for n in a b c; do docker network create $n; done; docker network rm b')
  expect(await sh('docker network create --ip-range 10.1.2.0/24 --subnet 10.1.0.0/16 d')).toMatch(
    /^[0-9a-f]{64}\n$/,
  )
  await sh('docker network create e')
  expect(await sh('docker network inspect -f "{{range .IPAM.Config}}{{.Subnet}}{{end}}" a c d e')).toBe(
    '172.18.0.0/16\n172.20.0.0/16\n10.1.0.0/16\n172.19.0.0/16\n',
  )
  await sh('docker run -d --name aa --network d busybox sleep 9')
  expect(
    await sh('docker inspect -f "{{range .NetworkSettings.Networks}}{{.IPAddress}} {{.Gateway}}{{end}}" aa'),
  ).toBe('10.1.2.1 10.1.2.0\n')
})

it('keeps an address that was asked for through a restart, and lets go of it with the container', async () => {
  const sh = shellIn()
  await sh('docker pull -q busybox; docker network create --subnet 10.1.0.0/16 lab')
  await sh('docker run -d --name aa --network lab busybox sleep 99; docker network connect bridge aa')
  await sh('docker run -d --name bb --network lab --ip 10.1.0.9 busybox sleep 99; docker restart -t 0 bb')
  const address = (name: string) =>
    sh(
      `docker inspect -f "{{.NetworkSettings.Networks.lab.IPAddress}} {{.NetworkSettings.IPAddress}}" ${name}`,
    )
  expect(await address('aa')).toBe('10.1.0.2 172.17.0.2\n')
  expect(await address('bb')).toBe('10.1.0.9 \n')
  expect(await sh('docker network rm lab 2>&1')).toMatch(
    /^Error response from daemon: error while removing network: network lab has active endpoints \(name:"aa" id:"[0-9a-f]{12}", name:"bb" id:"[0-9a-f]{12}"\)\nexit status 1\n$/,
  )
  expect(await sh('docker rm -f aa bb; docker network prune -f')).toBe('aa\nbb\nDeleted Networks:\nlab\n\n')
})

it('tells of networks, and of containers that come and go', async () => {
  const sh = shellIn()
  await sh('docker pull -q busybox; docker network create lab; docker run -d --name aa busybox sleep 99')
  await sh('docker network connect lab aa; docker network disconnect lab aa; docker network rm lab; sleep 1')
  expect(
    await sh(
      'docker events --since 1h --until 0s -f type=network --format "{{.Action}} {{.Actor.Attributes.name}}"',
    ),
  ).toBe('create lab\nconnect bridge\nconnect lab\ndisconnect lab\ndestroy lab\n')
})

it('says of a container on an ipvlan network what a kernel without it says', async () => {
  const sh = shellIn()
  await sh('docker pull -q busybox; docker network create -d ipvlan -o parent=docker0 x')
  expect(await sh('docker run --network x busybox true 2>&1 | head -1; docker ps -aq | wc -l')).toBe(
    'docker: Error response from daemon: failed to set up container networking: failed to create the ipvlan port: operation not supported\n1\n',
  )
})

it('gives a macvlan network without a parent an interface that leads nowhere', async () => {
  const sh = shellIn()
  await sh('docker pull -q busybox; docker network create -d macvlan --subnet 10.9.0.0/24 x')
  const id = (await sh('docker network inspect -f "{{.ID}}" x')).slice(0, 12)
  expect(await sh('ip -br link show type dummy 2>/dev/null | cut -d" " -f1')).toBe(`dm-${id}\n`)
  await sh('docker run -d --name aa --network x busybox sleep 1000')
  expect(await sh('docker run --rm --network x busybox ping -c1 -w2 aa | grep -c "1 packets received"')).toBe(
    '1\n',
  )
  await sh('docker rm -f aa; docker network rm x')
  expect(await sh('ip -br link show type dummy')).toBe('')
})

it('keeps settings in a network of their own for others to take', async () => {
  const sh = shellIn()
  const made = await sh(
    'docker network create --config-only --subnet 10.3.0.0/24 --label a=b conf >/dev/null; docker network create --config-from conf real >/dev/null; docker network ls --format "{{.Name}} {{.Driver}}"',
  )
  expect(made).toBe('bridge bridge\nconf null\nhost host\nnone null\nreal bridge\n')
  expect(
    await sh(
      'docker network inspect -f "{{.ConfigFrom.Network}} {{.Labels}} {{(index .IPAM.Config 0).Subnet}}" real',
    ),
  ).toBe('conf map[a:b] 10.3.0.0/24\n')
  expect(await sh('docker network rm conf 2>&1')).toBe(
    'Error response from daemon: error while removing network: configuration network "conf" is in use\nexit status 1\n',
  )
  expect(await sh('docker network prune -f; docker network rm conf; docker network ls -q | wc -l')).toBe(
    'Deleted Networks:\nreal\n\nconf\n3\n',
  )
})
