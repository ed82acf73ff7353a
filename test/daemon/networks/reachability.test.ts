import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { isErrno } from '../../../src/engine/base/errors.ts'
import { decode, encode } from '../../../src/engine/base/text.ts'
import type { Process } from '../../../src/engine/kernel/process.ts'
import { NetworkHost } from './support.ts'

/** Somebody asks a server in the container `srv`: whom it says it sees, or the error. */
interface Cell {
  readonly mode: string
  readonly bind: string
  readonly publish: string
  readonly from: string
  readonly to: string
  readonly port: number
  readonly answer: string
}

/** Recorded from Docker 28.5.2 by record-reachability.py. */
const cells: readonly Cell[] = JSON.parse(
  readFileSync(join(import.meta.dirname, 'fixtures/reachability.json'), 'utf8'),
)

const HOST = '192.168.77.1'
/** The recorder's first interface with an address. Here it is docker0. */
const FIRST = { recorded: '10.0.2.15', here: '172.17.0.1' }
const PUBLISH: Readonly<Record<string, string>> = {
  none: '',
  all: '-p 8080:80',
  loopback: '-p 127.0.0.1:8080:80',
  address: `-p ${HOST}:8080:80`,
  six: "-p '[::1]:8080:80'",
}
const GATEWAY = '-o com.docker.network.bridge.gateway_mode_ipv4'
const OPTIONS: Readonly<Record<string, string>> = {
  inner: '--internal',
  routed: `${GATEWAY}=routed`,
  unprot: `${GATEWAY}=nat-unprotected`,
}
const NETWORKS: Readonly<Record<string, readonly [own: string, beside: string]>> = {
  bridge: ['bridge', 'lab'],
  user: ['lab', 'bridge'],
  internal: ['inner', 'bridge'],
  routed: ['routed', 'bridge'],
  unprotected: ['unprot', 'bridge'],
  // No bridge of the server's own: the others are on bridges, `peer` is whose network it shares.
  host: ['bridge', 'lab'],
  none: ['bridge', 'lab'],
  container: ['bridge', 'lab'],
}
const SHARED: Readonly<Record<string, string>> = { host: 'host', none: 'none', container: 'container:peer' }

/** A host with a machine beside it on an interface of its own. */
async function hostWithLan(): Promise<{ net: NetworkHost; lan: number }> {
  const net = new NetworkHost()
  await net.ok('docker pull -q busybox')
  let lan = 0
  await net.start(undefined, async (p) => {
    p.unshare(['net'])
    lan = p.pid
    const up = async (): Promise<void> => {
      while (!p.net.links().some(({ name }) => name === 'eth0')) await p.sleep(1e6)
      p.net.addAddress({ device: 'eth0', address: '192.168.77.2', length: 24, broadcast: '192.168.77.255' })
      p.net.changeLink('eth0', { up: true })
      p.net.addRoute({ dst: '0.0.0.0', length: 0, gateway: HOST })
    }
    p.thread(up)
    await p.sleep(1e15)
  })
  await net.start(undefined, async (p) => {
    const namespace = p.open(`/proc/${lan}/ns/net`, { read: true })
    p.net.addLink({ name: 'lan0', kind: 'veth', peer: { name: 'eth0', namespace } })
    p.net.addAddress({ device: 'lan0', address: HOST, length: 24, broadcast: '192.168.77.255' })
    p.net.changeLink('lan0', { up: true })
    await p.sleep(1e9)
  })
  await net.settleFor(2)
  return { net, lan }
}

async function serve({ net }: Process, host: string): Promise<void> {
  const fd = net.socket(host.includes(':') ? 'inet6' : 'inet', 'stream')
  net.setsockopt(fd, 'reuseaddr', true)
  net.bind(fd, { host, port: 80 })
  net.listen(fd, 64)
  for (;;) {
    const { fd: taken, peer } = await net.accept(fd)
    await net.send(taken, encode(peer.host.replace('::ffff:', '')))
    net.shutdown(taken, 'write')
  }
}

async function ask({ net }: Process, host: string, port: number): Promise<string> {
  const fd = net.socket(host.includes(':') ? 'inet6' : 'inet', 'stream')
  try {
    await net.connect(fd, { host, port })
    return decode((await net.recv(fd, 100)).data) || 'closed'
  } catch (error) {
    if (isErrno(error)) return error.errno
    throw error
  }
}

describe('who reaches a server in a container is who does with Docker', async () => {
  const { net, lan } = await hostWithLan()
  const answers = new Map<Cell, string>()
  const groups = Map.groupBy(cells, ({ mode, bind, publish }) => `${mode} ${bind} ${publish}`)
  for (const group of groups.values()) {
    const { mode, bind, publish } = group[0]!
    const [own, beside] = NETWORKS[mode]!
    const made = [own, beside].filter((name) => name !== 'bridge').sort()
    for (const name of made) await net.ok(`docker network create ${OPTIONS[name] ?? ''} ${name}`)
    const run = (name: string, network: string, more = ''): Promise<string> =>
      net.ok(`docker run -d --name ${name} --network ${network} ${more} busybox sleep 100000`)
    await run('near', own)
    await run('far', beside)
    const donated = mode === 'container'
    if (donated) await run('peer', own, PUBLISH[publish])
    await run('srv', SHARED[mode] ?? own, donated ? '' : PUBLISH[publish])
    const template = '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}'
    const inspected = await net.ok(`docker inspect -f '${template}' ${donated ? 'peer' : 'srv'}`)
    const address = mode === 'host' ? HOST : inspected.trim()
    let server = 0
    await net.start('srv', (p) => {
      server = p.pid
      return serve(p, bind === 'own' ? address : bind)
    })
    for (const cell of group) {
      const where = cell.from === 'host' ? undefined : cell.from === 'lan' ? lan : cell.from
      await net.start(where, async (p) => {
        answers.set(cell, await ask(p, cell.to, cell.port))
      })
    }
    await net.settleFor(300, () => group.every((cell) => answers.has(cell)))
    await net.ok(`kill ${server}; docker rm -f srv near far ${donated ? 'peer' : ''}`)
    for (const name of made) await net.ok(`docker network rm ${name}`)
  }
  it.each([...groups.entries()])('%s', (_name, group) => {
    const line = ({ from, to, port }: Cell, answer: string | undefined): string =>
      `${from} → ${to}:${port} ${answer}`
    expect(group.map((cell) => line(cell, answers.get(cell)))).toEqual(
      group.map((cell) => line(cell, cell.answer.replace(FIRST.recorded, FIRST.here))),
    )
  })
})
