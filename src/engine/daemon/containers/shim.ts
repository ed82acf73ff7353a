import { sha256Hex } from '../../base/digest.ts'
import { ROOT } from '../../kernel/credentials.ts'
import type { ProcessRecord } from '../../kernel/record.ts'
import { SESSION_LIMITS } from '../../kernel/rlimits.ts'
import { containerdSocket, type Daemon } from '../daemon.ts'

/** Where a container's shim listens (containerd, pkg/shim, SocketAddress). */
export const shimSocket = (containerd: string, id: string): string =>
  `unix:///run/containerd/s/${sha256Hex(`${containerd}/moby/${id}`)}`

/** containerd.service: LimitCORE=infinity, LimitNPROC=infinity. */
const UNLIMITED = { soft: Number.POSITIVE_INFINITY, hard: Number.POSITIVE_INFINITY }

/** The process on the host that a container's first process is a child of. */
export function createShim(daemon: Daemon, id: string): ProcessRecord {
  const { kernel, process } = daemon.host
  const exe = '/usr/bin/containerd-shim-runc-v2'
  const shim = kernel.createProcess({
    parent: process.parent,
    namespaces: process.namespaces,
    root: process.root,
    cwd: process.root,
    credentials: ROOT,
    env: new Map(),
    session: true,
    group: daemon.host.containerd,
    argv: [exe, '-namespace', 'moby', '-id', id, '-address', containerdSocket(daemon.host)],
    exe,
    comm: 'containerd-shim',
    limits: { ...SESSION_LIMITS, core: UNLIMITED, nproc: UNLIMITED },
  })
  shim.dispositions.set('SIGCHLD', 'ignore')
  return shim
}
