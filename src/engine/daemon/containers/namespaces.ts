import { type Namespaces, PidNamespace } from '../../kernel/record.ts'
import type { Daemon } from '../daemon.ts'
import { limitGroup } from './limits.ts'
import { mountRootfs, type Rootfs } from './rootfs.ts'
import type { Container } from './store.ts'
import type { ProcessStreams } from './streams.ts'

/** The namespaces of a container that starts, its root mounted in the first of them. */
export function createNamespaces(
  daemon: Daemon,
  container: Container,
  rootfs: Rootfs,
  streams: ProcessStreams,
): Namespaces {
  const { kernel, process } = daemon.host
  const pid = new PidNamespace(kernel.pidNamespace)
  limitGroup(pid.group, container.hostConfig)
  const onHost = container.hostConfig.NetworkMode === 'host'
  return {
    mount: mountRootfs(daemon, container, rootfs, pid, streams.terminals),
    pid,
    uts: { hostname: container.config.Hostname },
    net: onHost ? process.namespaces.net : kernel.namespaceNumber(),
    ipc: kernel.namespaceNumber(),
  }
}
