import { ROOT } from '../../kernel/credentials.ts'
import type { Kernel } from '../../kernel/kernel.ts'
import { endProcess, reap } from '../../kernel/lifecycle.ts'
import type { Place } from '../../kernel/mounts.ts'
import type { Namespaces } from '../../kernel/namespaces.ts'

/** The kernel's own threads on a machine with one processor, by their numbers; a gap is one that has ended. */
const THREADS: readonly (readonly [number, string])[] = [
  [2, 'kthreadd'],
  [3, 'rcu_gp'],
  [4, 'rcu_par_gp'],
  [5, 'slub_flushwq'],
  [6, 'netns'],
  [7, 'kworker/0:0-events'],
  [8, 'kworker/0:0H-events_highpri'],
  [9, 'kworker/u2:0-events_unbound'],
  [10, 'mm_percpu_wq'],
  [11, 'rcu_tasks_kthread'],
  [12, 'rcu_tasks_rude_kthread'],
  [13, 'rcu_tasks_trace_kthread'],
  [14, 'ksoftirqd/0'],
  [15, 'rcu_preempt'],
  [16, 'migration/0'],
  [17, 'kworker/0:1-events'],
  [18, 'cpuhp/0'],
  [20, 'kdevtmpfs'],
  [21, 'inet_frag_wq'],
  [22, 'kauditd'],
  [23, 'khungtaskd'],
  [24, 'kworker/u2:1-events_unbound'],
  [25, 'oom_reaper'],
  [26, 'writeback'],
  [27, 'kworker/u2:2-events_unbound'],
  [28, 'kcompactd0'],
  [29, 'ksmd'],
  [30, 'khugepaged'],
  [31, 'kintegrityd'],
  [32, 'kblockd'],
  [33, 'blkcg_punt_bio'],
  [34, 'tpm_dev_wq'],
  [35, 'edac-poller'],
  [36, 'devfreq_wq'],
  [37, 'kworker/0:1H-kblockd'],
  [38, 'kswapd0'],
  [44, 'kthrotld'],
  [46, 'acpi_thermal_pm'],
  [47, 'kworker/0:2-events'],
  [48, 'mld'],
  [49, 'ipv6_addrconf'],
  [54, 'kstrp'],
  [59, 'zswap-shrink'],
  [60, 'kworker/u3:0'],
]

/** KiB of memory below which there are none. */
const HUGE_PAGES = 512 * 1024

/** Adds the kernel's threads; programs are numbered after them. */
export function addThreads(kernel: Kernel, namespaces: Namespaces, root: Place): void {
  // Nobody makes huge pages where there is little memory (mm/huge_memory.c, hugepage_init).
  const small = kernel.options.platform!.memoryKiB < HUGE_PAGES
  for (const [pid, name] of THREADS) {
    if (small && name === 'khugepaged') continue
    kernel.pidNamespace.skipTo(pid)
    create(kernel, namespaces, root, name)
  }
  kernel.pidNamespace.skipTo(62)
}

/** One more thread, for a driver or a file system. */
export function addThread(kernel: Kernel, comm: string): void {
  const daemon = kernel.pidNamespace.get(2)
  if (daemon) create(kernel, daemon.namespaces, daemon.root, comm)
}

/** Ends threads of a name. */
export function endThreads(kernel: Kernel, comm: string): void {
  for (const [, record] of kernel.pidNamespace.all())
    if (record.comm === comm && record.parent === kernel.pidNamespace.get(2)) {
      endProcess(kernel, record, { kind: 'exited', code: 0 })
      reap(kernel, record)
      return
    }
}

function create(kernel: Kernel, namespaces: Namespaces, root: Place, comm: string): void {
  const what = { namespaces, root, cwd: root, credentials: ROOT, env: new Map<string, string>() }
  const parent = kernel.pidNamespace.get(2)
  const record = kernel.createProcess({ ...what, argv: [], exe: '', comm, parent, session: true })
  record.memory = 0
}
