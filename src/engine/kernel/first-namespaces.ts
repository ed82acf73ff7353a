import type { Kernel } from './kernel.ts'
import type { MountNamespace } from './mounts.ts'
import { FIRST_NUMBERS, type Namespaces } from './namespaces.ts'

/** Namespaces of a kernel's first process, over these mounts. */
export const firstNamespaces = (kernel: Kernel, mount: MountNamespace, hostname: string): Namespaces => ({
  mount,
  pid: kernel.pidNamespace,
  uts: { number: FIRST_NUMBERS.uts, hostname },
  cgroup: { number: FIRST_NUMBERS.cgroup, root: kernel.rootGroup },
  net: kernel.network,
  ipc: FIRST_NUMBERS.ipc,
  user: FIRST_NUMBERS.user,
  time: FIRST_NUMBERS.time,
})
