import { describe, expect, it } from 'vitest'
import {
  type DnsMessage,
  decodeDns,
  encodeDns,
  type RecordType,
} from '../../../src/engine/base/dns-message.ts'
import { decode, encode } from '../../../src/engine/base/text.ts'
import { NetworkHost } from './support.ts'

describe('published ports', async () => {
  const net = new NetworkHost()
  await net.ok('docker pull -q busybox')
  await net.ok('docker run -d --name web -p 8080:80 -p 127.0.0.1:8081:80 -p 53:53/udp busybox sleep 100000')
  await net.ok('docker run -d --name other busybox sleep 100000')
  await net.ok('docker network create lab')
  await net.ok('docker run -d --name apart --network lab busybox sleep 100000')
  await net.greet('web', 80, 7)

  it.each<[string, string | undefined, string, number, string]>([
    ['the host by loopback, through docker-proxy', undefined, '127.0.0.1', 8080, 'hello 172.17.0.1'],
    ['the host by IPv6, through docker-proxy', undefined, '::1', 8080, 'hello 172.17.0.1'],
    ['the host by the bridge, by DNAT', undefined, '172.17.0.1', 8080, 'hello 172.17.0.1'],
    ['the host straight', undefined, '172.17.0.2', 80, 'hello 172.17.0.1'],
    ['a port of loopback alone', undefined, '127.0.0.1', 8081, 'hello 172.17.0.1'],
    ['the same from elsewhere', undefined, '172.17.0.1', 8081, 'ECONNREFUSED'],
    ['a container beside it', 'other', '172.17.0.2', 80, 'hello 172.17.0.3'],
    ['a container beside it, by the host', 'other', '172.17.0.1', 8080, 'hello 172.17.0.1'],
    ['a container of another network', 'apart', '172.17.0.2', 80, 'ETIMEDOUT'],
    ['a port that nobody published', undefined, '127.0.0.1', 8090, 'ECONNREFUSED'],
    ['a port that nobody listens on', undefined, '172.17.0.2', 81, 'ECONNREFUSED'],
    ['a container with nobody there', 'other', '172.17.0.9', 80, 'EHOSTUNREACH'],
  ])('%s', async (_name, from, host, port, answer) => {
    expect(await net.ask(from, host, port)).toBe(answer)
  })

  it('takes a datagram and its answer through docker-proxy', async () => {
    let heard = ''
    await net.start('web', async ({ net: calls }) => {
      const fd = calls.socket('inet', 'dgram')
      calls.bind(fd, { host: '0.0.0.0', port: 53 })
      const { data, from } = await calls.recv(fd, 100)
      await calls.send(fd, encode(`${decode(data)} to you`), { to: from! })
    })
    await net.start(undefined, async ({ net: calls }) => {
      const fd = calls.socket('inet', 'dgram')
      await calls.send(fd, encode('hello'), { to: { host: '127.0.0.1', port: 53 } })
      heard = decode((await calls.recv(fd, 100)).data)
    })
    expect(heard).toBe('hello to you')
  })

  it('says who listens, and lets go of it all when the container stops', async () => {
    const listeners = async (): Promise<string[]> => {
      let found: string[] = []
      await net.start(undefined, async ({ net: calls }) => {
        found = calls
          .sockets()
          .filter(({ remote, holders }) => remote.port === 0 && holders[0]?.comm !== 'docker-registry')
          .map(
            ({ protocol, local, holders }) => `${protocol} ${local.host}:${local.port} ${holders[0]?.comm}`,
          )
          .sort()
      })
      return found
    }
    expect(await listeners()).toEqual([
      'tcp 0.0.0.0:8080 docker-proxy',
      'tcp 127.0.0.1:8081 docker-proxy',
      'tcp :::8080 docker-proxy',
      'udp 0.0.0.0:53 docker-proxy',
      'udp :::53 docker-proxy',
    ])
    await net.ok('docker rm -f web')
    expect(await listeners()).toEqual([])
    expect(await net.ask(undefined, '127.0.0.1', 8080)).toBe('ECONNREFUSED')
  })

  it('refuses a port that a program of the host has', async () => {
    await net.greet(undefined, 6000)
    const { stderr } = await net.host.sh('docker run -d --name late -p 6000:80 busybox sleep 100')
    expect(stderr).toMatch(
      /on endpoint late \([0-9a-f]{64}\): failed to bind host port for 0\.0\.0\.0:6000:172\.17\.0\.2:80\/tcp: address already in use\n/,
    )
    expect(
      await net.ok('docker run -d -p 6000-6001:80 --name range busybox sleep 100; docker port range'),
    ).toMatch(/80\/tcp -> 0\.0\.0\.0:6001\n/)
  })
})

describe('names on a network', async () => {
  const net = new NetworkHost()
  await net.ok('docker pull -q busybox; docker network create lab')
  await net.ok('docker run -d --name one --network lab --network-alias www busybox sleep 100000')
  await net.ok('docker run -d --name two --network lab busybox sleep 100000')

  async function lookUp(name: string, type: RecordType, stream = false): Promise<DnsMessage | undefined> {
    let answer: DnsMessage | undefined
    const query = encodeDns({
      id: 7,
      response: false,
      recursionDesired: true,
      recursionAvailable: false,
      code: 'NOERROR',
      questions: [{ name, type }],
      answers: [],
    })
    await net.start('two', async ({ net: calls }) => {
      const fd = calls.socket('inet', stream ? 'stream' : 'dgram')
      await calls.connect(fd, { host: '127.0.0.11', port: 53 })
      await calls.send(fd, stream ? Uint8Array.from([0, query.length, ...query]) : query)
      const { data } = await calls.recv(fd, 512)
      answer = decodeDns(stream ? data.slice(2) : data)
    })
    return answer
  }

  it.each<[string, RecordType, string, string[]]>([
    ['one', 'A', 'NOERROR', ['172.18.0.2']],
    ['www', 'A', 'NOERROR', ['172.18.0.2']],
    ['one.lab', 'A', 'NOERROR', ['172.18.0.2']],
    ['two', 'A', 'NOERROR', ['172.18.0.3']],
    ['one', 'AAAA', 'NOERROR', []],
    ['2.0.18.172.in-addr.arpa', 'PTR', 'NOERROR', ['one.lab']],
    ['nobody', 'A', 'SERVFAIL', []],
  ])('%s, type %s', async (name, type, code, data) => {
    const answer = await lookUp(name, type)
    expect(answer?.code).toBe(code)
    expect(answer?.answers.map((one) => one.data)).toEqual(data)
  })

  it('answers over streams too', async () => {
    expect((await lookUp('one', 'A', true))?.answers[0]?.data).toBe('172.18.0.2')
  })

  it('has its interfaces, routes and rules', async () => {
    await net.start('two', async ({ net: calls }) => {
      expect(
        calls.addresses().map(({ device, address, length }) => `${device} ${address}/${length}`),
      ).toEqual(['lo 127.0.0.1/8', 'lo ::1/128', 'eth0 172.18.0.3/16'])
      const routes = calls.routes().filter(({ table, family }) => table === 254 && family === 'inet')
      expect(routes.map(({ dst, length, gateway }) => `${dst}/${length} ${gateway}`).sort()).toEqual([
        '0.0.0.0/0 172.18.0.1',
        '172.18.0.0/16 undefined',
      ])
    })
    const pid = (await net.ok("docker inspect -f '{{.State.Pid}}' two")).trim()
    const rules = await net.ok(`nsenter -t ${pid} -n iptables -t nat -S`)
    expect(rules.replace(/\b[345]\d{4}\b/g, 'PORT')).toBe(
      `-P PREROUTING ACCEPT
-P INPUT ACCEPT
-P OUTPUT ACCEPT
-P POSTROUTING ACCEPT
-N DOCKER_OUTPUT
-N DOCKER_POSTROUTING
-A OUTPUT -d 127.0.0.11/32 -j DOCKER_OUTPUT
-A POSTROUTING -d 127.0.0.11/32 -j DOCKER_POSTROUTING
-A DOCKER_OUTPUT -d 127.0.0.11/32 -p tcp -m tcp --dport 53 -j DNAT --to-destination 127.0.0.11:PORT
-A DOCKER_OUTPUT -d 127.0.0.11/32 -p udp -m udp --dport 53 -j DNAT --to-destination 127.0.0.11:PORT
-A DOCKER_POSTROUTING -s 127.0.0.11/32 -p tcp -m tcp --sport PORT -j SNAT --to-source :53
-A DOCKER_POSTROUTING -s 127.0.0.11/32 -p udp -m udp --sport PORT -j SNAT --to-source :53
`,
    )
  })
})
