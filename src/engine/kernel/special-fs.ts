import { FsError } from '../base/errors.ts'
import type { Filesystem } from '../vfs/filesystem.ts'
import { TreeFs } from '../vfs/tree-fs.ts'
import { EfivarFs } from './efivarfs.ts'
import type { Kernel } from './kernel.ts'
import { SecurityFs } from './securityfs.ts'

interface SpecialType {
  /** Permissions of its root directory. */
  readonly rootMode?: number
  /** Options that /proc/mounts shows whatever is asked for. */
  readonly shown?: readonly string[]
  /** Names of the options that it takes. */
  readonly takes?: readonly string[]
}

/** File systems through which the kernel shows parts of itself (Documentation/filesystems); what most of them hold is not simulated. */
const SPECIAL: Readonly<Record<string, SpecialType>> = {
  autofs: { takes: ['fd', 'pgrp', 'timeout', 'minproto', 'maxproto', 'direct', 'pipe_ino'] },
  binfmt_misc: {},
  bpf: { rootMode: 0o1777, takes: ['mode'] },
  configfs: {},
  debugfs: { rootMode: 0o700 },
  efivarfs: {},
  fusectl: {},
  hugetlbfs: { shown: ['pagesize=2M'] },
  mqueue: { rootMode: 0o1777 },
  pstore: { rootMode: 0o750 },
  ramfs: { rootMode: 0o755, takes: ['mode'] },
  securityfs: {},
  tracefs: { rootMode: 0o700 },
}

/** Those of which something is. */
const OWN: Readonly<Record<string, (kernel: Kernel) => TreeFs>> = {
  efivarfs: (kernel) => new EfivarFs(kernel, kernel.options.platform!.variables!),
  securityfs: (kernel) => new SecurityFs(kernel),
}

const known = new WeakMap<Kernel, Map<string, TreeFs>>()
/** Each mount of these is a file system of its own. */
const MANY = ['autofs', 'bpf', 'mqueue', 'ramfs']

/** A file system of such a type, with its options as /proc/mounts shows them; undefined for other types. EINVAL. */
export function makeSpecial(
  kernel: Kernel,
  type: string,
  options: readonly string[],
): { fs: Filesystem; options: string[] } | undefined {
  const what = SPECIAL[type]
  if (!what) return undefined
  const { takes = [], shown = [], rootMode = 0o755 } = what
  for (const option of options) if (!takes.includes(option.split('=', 1)[0]!)) throw new FsError('EINVAL')
  const mode = options.find((option) => option.startsWith('mode='))?.slice('mode='.length)
  const make = (): TreeFs =>
    new TreeFs({
      type,
      dev: kernel.deviceNumber(),
      rootMode: mode === undefined ? rootMode : Number.parseInt(mode, 8),
      time: kernel.now(),
    })
  if (MANY.includes(type)) return { fs: make(), options: [...options, ...shown] }
  const { variables } = kernel.options.platform ?? {}
  if (type === 'efivarfs' && !variables) throw new FsError('EOPNOTSUPP')
  const all = known.get(kernel) ?? new Map<string, TreeFs>()
  known.set(kernel, all)
  const fs = all.get(type) ?? OWN[type]?.(kernel) ?? make()
  all.set(type, fs)
  return { fs, options: [...options, ...shown] }
}
