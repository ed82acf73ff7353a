import { isErrno } from '../../base/errors.ts'
import { SECOND } from '../../base/time.ts'
import type { SocketAddress } from '../../kernel/net/calls.ts'
import type { Fd, Process, Program } from '../../kernel/process.ts'

/** Where the socket is that dockerd made (moby, cmd/docker-proxy/main_linux.go). */
const INHERITED = 4
/** Go's runtime has a descriptor of its own for it. */
const OWN = 7
const BUFFER = 32_768
const LONGEST = 65507
/** How long a client of UDP is remembered (cmd/docker-proxy/udp_proxy_linux.go). */
const CLIENT_TIMEOUT = 90 * SECOND

const FLAGS = ['proto', 'host-ip', 'host-port', 'container-ip', 'container-port']

/** Hands what comes in at a port of the host to a container's port, for those whom no rule of netfilter leads there. */
export const dockerProxy: Program = {
  name: 'docker-proxy',
  async run(p) {
    const values = new Map<string, string>()
    for (let i = 1; i < p.argv.length; i++) {
      const name = p.argv[i]!.replace(/^--?/, '')
      if (name === 'use-listen-fd') values.set(name, '')
      else if (FLAGS.includes(name)) values.set(name, p.argv[++i] ?? '')
      else {
        await p.write(2, `flag provided but not defined: -${name}\n`)
        return 2
      }
    }
    if (!values.has('use-listen-fd') || !p.isOpen(INHERITED)) {
      await p.write(2, 'docker-proxy: this program is started by dockerd, which hands it a socket\n')
      return 1
    }
    p.dup2(INHERITED, OWN)
    p.close(INHERITED)
    const target = { host: values.get('container-ip') ?? '', port: Number(values.get('container-port')) }
    if (values.get('proto') === 'udp') await serveDatagrams(p, target)
    else await serveStreams(p, target)
    return 0
  },
}

const familyOf = ({ host }: SocketAddress): 'inet' | 'inet6' => (host.includes(':') ? 'inet6' : 'inet')

async function serveStreams(p: Process, target: SocketAddress): Promise<void> {
  for (;;) {
    const { fd } = await p.net.accept(OWN)
    p.thread(() => relay(p, fd, target))
  }
}

/** Copies both ways until both sides have said all. */
async function relay(p: Process, client: Fd, target: SocketAddress): Promise<void> {
  const backend = p.net.socket(familyOf(target), 'stream')
  try {
    await p.net.connect(backend, target)
  } catch (error) {
    if (!isErrno(error)) throw error
    await p.write(
      2,
      `Can't forward traffic to backend tcp/${target.host}:${target.port}: ${error.message.toLowerCase()}\n`,
    )
    p.close(backend)
    p.close(client)
    return
  }
  let open = 2
  const end = (): void => {
    if (--open > 0) return
    p.close(client)
    p.close(backend)
  }
  p.thread(async () => {
    await copy(p, client, backend)
    end()
  })
  await copy(p, backend, client)
  end()
}

/** Copies one way; what cannot be copied any more is shut (tcp_proxy_linux.go). */
async function copy(p: Process, from: Fd, to: Fd): Promise<void> {
  try {
    for (;;) {
      const { data } = await p.net.recv(from, BUFFER)
      if (data.length === 0) break
      await p.net.send(to, data, { noSignal: true })
    }
  } catch (error) {
    if (!isErrno(error)) throw error
  }
  shut(p, from, 'read')
  shut(p, to, 'write')
}

function shut(p: Process, fd: Fd, how: 'read' | 'write'): void {
  try {
    p.net.shutdown(fd, how)
  } catch (error) {
    if (!isErrno(error, 'ENOTCONN')) throw error
  }
}

async function serveDatagrams(p: Process, target: SocketAddress): Promise<void> {
  const clients = new Map<string, Fd>()
  for (;;) {
    const { data, from } = await p.net.recv(OWN, LONGEST)
    if (!from) continue
    const key = `${from.host} ${from.port}`
    let backend = clients.get(key)
    if (backend === undefined) {
      backend = p.net.socket(familyOf(target), 'dgram')
      p.net.setsockopt(backend, 'rcvtimeo', CLIENT_TIMEOUT)
      await p.net.connect(backend, target)
      clients.set(key, backend)
      const fd = backend
      p.thread(async () => {
        await answers(p, fd, from)
        clients.delete(key)
        p.close(fd)
      })
    }
    try {
      await p.net.send(backend, data)
    } catch (error) {
      if (!isErrno(error)) throw error
    }
  }
}

/** What a container says goes back to the client, until nothing comes any more. */
async function answers(p: Process, backend: Fd, client: SocketAddress): Promise<void> {
  for (;;) {
    try {
      const { data } = await p.net.recv(backend, LONGEST)
      await p.net.send(OWN, data, { to: client })
    } catch (error) {
      if (isErrno(error, 'ECONNREFUSED')) continue
      if (!isErrno(error)) throw error
      return
    }
  }
}
