import { ROOT } from '../kernel/credentials.ts'
import type { Kernel } from '../kernel/kernel.ts'
import type { Place } from '../kernel/mounts.ts'
import type { Namespaces } from '../kernel/namespaces.ts'
import type { ProcessRecord } from '../kernel/record.ts'
import { lastName } from '../kernel/walk.ts'

/** A process of a service as systemd starts one: root's, with the path of services, a session and a control group of its own. */
export function serviceProcess(
  kernel: Kernel,
  at: { readonly namespaces: Namespaces; readonly root: Place; readonly parent: ProcessRecord | undefined },
  argv: readonly string[],
  group: string,
): ProcessRecord {
  return kernel.createProcess({
    parent: at.parent,
    namespaces: at.namespaces,
    root: at.root,
    cwd: at.root,
    credentials: ROOT,
    env: new Map([['PATH', '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin']]),
    argv,
    exe: argv[0]!,
    comm: lastName(argv[0]!),
    session: true,
    group: kernel.groupAt(group),
  })
}
