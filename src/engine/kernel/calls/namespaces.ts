import { FsError } from '../../base/errors.ts'
import { type Capability, capable } from '../capabilities.ts'
import type { Kernel } from '../kernel.ts'
import { NamespaceFile } from '../namespace-file.ts'
import { type NamespaceKind, type Namespaces, PidNamespace } from '../namespaces.ts'
import { releaseNetwork } from '../net/lifetime.ts'
import { NetNamespace } from '../net/stack.ts'
import type { Process } from '../process.ts'
import type { ProcessRecord } from '../record.ts'

type NamespaceCalls = Pick<Process, 'unshare' | 'setns' | 'hostname' | 'sethostname' | 'uname'>

/** Longest host name (utsname). */
const NAME_MAX = 64

/** Calls on namespaces (unshare(2), setns(2), sethostname(2)). */
export function namespaceCalls(kernel: Kernel, record: ProcessRecord): NamespaceCalls {
  const demand = (capability: Capability): void => {
    if (!capable(record.credentials, capability)) throw new FsError('EPERM')
  }
  const moveTo = (changed: Partial<Namespaces>): void => {
    const { net } = record.namespaces
    record.namespaces = { ...record.namespaces, ...changed }
    if (record.namespaces.net !== net) releaseNetwork(kernel, net)
  }

  const unshareOne = (kind: NamespaceKind): void => {
    const number = kernel.namespaceNumber()
    const { namespaces, group } = record
    switch (kind) {
      case 'mnt': {
        const { namespace, counterpart } = namespaces.mount.copy(number)
        moveTo({ mount: namespace })
        record.root = counterpart(record.root)
        record.cwd = counterpart(record.cwd)
        return
      }
      case 'pid':
        record.pidForChildren = new PidNamespace(namespaces.pid, number)
        return
      case 'uts':
        moveTo({ uts: { number, hostname: namespaces.uts.hostname } })
        return
      case 'cgroup':
        moveTo({ cgroup: { number, root: group } })
        return
      case 'net':
        moveTo({ net: new NetNamespace(kernel, number) })
        return
      default:
        moveTo({ [kind]: number })
    }
  }

  return {
    unshare: (kinds) => {
      if (!kinds.includes('user')) demand('SYS_ADMIN')
      for (const kind of kinds) unshareOne(kind)
    },
    setns: (fd) => {
      const file = record.fds.get(fd)
      if (!(file instanceof NamespaceFile)) throw new FsError('EINVAL')
      demand('SYS_ADMIN')
      const { namespace, namespaces } = file
      if (namespace === 'pid') record.pidForChildren = namespaces.pid
      else if (namespace === 'mnt') {
        const { mount } = namespaces
        moveTo({ mount })
        record.root = record.cwd = { mount: mount.root, ino: mount.root.root }
      } else moveTo({ [namespace]: namespaces[namespace] })
    },
    hostname: () => record.namespaces.uts.hostname,
    sethostname: (name) => {
      demand('SYS_ADMIN')
      if (name.length > NAME_MAX) throw new FsError('EINVAL')
      record.namespaces.uts.hostname = name
    },
    uname: () => ({
      sysname: 'Linux',
      nodename: record.namespaces.uts.hostname,
      release: kernel.options.release,
      version: kernel.options.version,
      machine: kernel.options.machine,
    }),
  }
}
