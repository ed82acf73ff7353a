import { ROOT } from '../../kernel/credentials.ts'
import type { Kernel } from '../../kernel/kernel.ts'
import type { Place } from '../../kernel/mounts.ts'
import type { Namespaces } from '../../kernel/namespaces.ts'
import type { ProcessRecord } from '../../kernel/record.ts'

/** The kernel's own threads on a machine with one processor, by their numbers; a gap is one that has ended. */
const THREADS: readonly (readonly [number, string])[] = [
  [2, 'kthreadd'],
  [3, 'rcu_gp'],
  [4, 'rcu_par_gp'],
  [5, 'slub_flushwq'],
  [6, 'netns'],
  [8, 'kworker/0:0H-events_highpri'],
  [10, 'mm_percpu_wq'],
  [11, 'rcu_tasks_kthread'],
  [12, 'rcu_tasks_rude_kthread'],
  [13, 'rcu_tasks_trace_kthread'],
  [14, 'ksoftirqd/0'],
  [15, 'rcu_preempt'],
  [16, 'migration/0'],
  [18, 'cpuhp/0'],
  [20, 'kdevtmpfs'],
  [21, 'inet_frag_wq'],
  [22, 'kauditd'],
  [23, 'khungtaskd'],
  [25, 'oom_reaper'],
  [26, 'writeback'],
  [28, 'kcompactd0'],
  [29, 'ksmd'],
  [30, 'khugepaged'],
  [31, 'kintegrityd'],
  [32, 'kblockd'],
  [33, 'blkcg_punt_bio'],
  [34, 'tpm_dev_wq'],
  [35, 'edac-poller'],
  [36, 'devfreq_wq'],
  [38, 'kswapd0'],
  [44, 'kthrotld'],
  [46, 'acpi_thermal_pm'],
  [48, 'mld'],
  [49, 'ipv6_addrconf'],
  [54, 'kstrp'],
  [59, 'zswap-shrink'],
  [60, 'kworker/u3:0'],
]

/** Adds the kernel's threads; programs are numbered after them. */
export function addThreads(kernel: Kernel, namespaces: Namespaces, root: Place): void {
  let daemon: ProcessRecord | undefined
  for (const [pid, name] of THREADS) {
    kernel.pidNamespace.skipTo(pid)
    const thread = addThread(kernel, namespaces, root, name, daemon)
    daemon ??= thread
  }
  kernel.pidNamespace.skipTo(62)
}

function addThread(
  kernel: Kernel,
  namespaces: Namespaces,
  root: Place,
  comm: string,
  parent: ProcessRecord | undefined,
): ProcessRecord {
  const what = {
    namespaces,
    root,
    cwd: root,
    credentials: ROOT,
    env: new Map<string, string>(),
    argv: [],
    exe: '',
    comm,
  }
  const record = kernel.createProcess({ ...what, parent })
  record.memory = 0
  return record
}
