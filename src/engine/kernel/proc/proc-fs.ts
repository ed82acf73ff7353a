import type { Filesystem } from '../../vfs/filesystem.ts'
import { type Computed, ComputedFs } from '../computed-fs.ts'
import type { Kernel } from '../kernel.ts'
import type { PidNamespace } from '../namespaces.ts'
import type { ProcessRecord } from '../record.ts'
import { machineFiles } from './machine.ts'
import { link } from './nodes.ts'
import { processDirectory } from './process-dir.ts'
import { sysctl } from './sysctl.ts'

/** One for each namespace, as in life: mounted twice it is the same file system. */
const known = new WeakMap<PidNamespace, Filesystem>()

/** The proc file system of a pid namespace (proc(5)). */
export function procFs(kernel: Kernel, namespace: PidNamespace): Filesystem {
  let fs = known.get(namespace)
  if (!fs) {
    fs = makeProcFs(kernel, namespace)
    known.set(namespace, fs)
  }
  return fs
}

function makeProcFs(kernel: Kernel, namespace: PidNamespace): Filesystem {
  const self = (): string => String(kernel.running ? namespace.numberOf(kernel.running.id) : 0)
  const machine = new Map<string, Computed>([
    ...machineFiles(kernel, namespace),
    ['self', link(self)],
    ['sys', sysctl(kernel)],
  ])
  const directories = new WeakMap<ProcessRecord, Computed>()
  const ofProcess = (record: ProcessRecord): Computed => {
    let directory = directories.get(record)
    if (!directory) {
      directory = processDirectory(kernel, namespace, record)
      directories.set(record, directory)
    }
    return directory
  }
  return new ComputedFs('proc', kernel.deviceNumber(), () => kernel.now(), {
    entries: () => {
      const entries = new Map(machine)
      for (const [pid, record] of namespace.all()) entries.set(String(pid), ofProcess(record))
      return entries
    },
    find: (name) => {
      const record = /^[1-9]\d*$/.test(name) ? namespace.get(Number(name)) : undefined
      return record ? ofProcess(record) : machine.get(name)
    },
  })
}
