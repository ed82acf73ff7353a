import { EngineError, isErrno } from '../../../base/errors.ts'
import type { Fd, Pid } from '../../../kernel/process.ts'
import type { Daemon } from '../../daemon.ts'
import type { Published } from '../firewall/rules.ts'

/** The listening socket in the proxy (moby, cmd/docker-proxy). */
const LISTENER = 4

/** Starts docker-proxy for a published port; it gets the socket. Returns what ends it. */
export function startProxy(daemon: Daemon, socket: Fd, { host, container }: Published): () => void {
  const { kernel, process, proxy } = daemon.host
  const { calls } = process
  const argv = [
    proxy,
    ...['-proto', container.protocol],
    ...['-host-ip', host.HostIp, '-host-port', host.HostPort],
    ...['-container-ip', container.address, '-container-port', String(container.port)],
    '-use-listen-fd',
  ]
  const nothing = calls.open('/dev/null', { read: true, write: true })
  const streams = [0, 1, 2].map((fd): [Fd, Fd] => [fd, nothing])
  let pid: Pid
  try {
    pid = calls.spawn({ path: proxy, argv, fds: new Map([...streams, [LISTENER, socket]]), pgid: 0 })
  } catch (error) {
    if (!isErrno(error)) throw error
    const text = `fork/exec ${proxy}: ${error.message.toLowerCase()}`
    throw new EngineError('internal', `failed to start userland proxy: ${text}`)
  } finally {
    calls.close(socket)
    calls.close(nothing)
  }
  kernel.task(process, async () => {
    await calls.wait(pid)
  })
  return () => {
    const record = kernel.pidNamespace.get(pid)
    if (record) kernel.signal(record, 'SIGINT')
  }
}
